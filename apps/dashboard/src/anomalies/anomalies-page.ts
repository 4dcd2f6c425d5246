import { afterRenderEffect, Component, computed, effect, inject, signal, untracked, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { formatCount, formatTime, JobEvents, severityWord, StateIcon } from '@jobwire/angular';
import type { AnomalyRecord, Position } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { injectShortcuts } from '../keys/shortcuts';
import { Appearance, Dialogs, injectIsNarrow, injectMedia, Notices } from '../shell';
import { Acknowledging, type Acknowledged } from './acknowledging';
import { AnomaliesState } from './anomalies-state';
import { AnomalyCards } from './anomaly-cards';
import { AnomalyDetails } from './anomaly-details';
import {
  isNarrowed,
  readFilter,
  SEVERITIES,
  STATES,
  stateWord,
  writeFilter,
  type AnomalyFilter,
} from './anomaly-filter';
import { AnomalyList } from './anomaly-list';
import { AnomalyListbox } from './anomaly-listbox';

/** What is strange, and what became of it. What is shown stands in the address. */
@Component({
  selector: 'app-anomalies-page',
  imports: [AnomaliesState, AnomalyCards, AnomalyDetails, AnomalyListbox, Glyph, StateIcon],
  providers: [AnomalyList],
  templateUrl: './anomalies-page.html',
  styleUrl: './anomalies-page.css',
  host: { '(keydown.escape)': 'leave()', '[class.wide]': 'isWide()', '[class.fills-page]': 'fillsPage()' },
})
export class AnomaliesPage {
  readonly #router = inject(Router);
  readonly #route = inject(ActivatedRoute);
  readonly #notices = inject(Notices);
  readonly #dialogs = inject(Dialogs);
  readonly #events = inject(JobEvents);
  readonly #acknowledging = inject(Acknowledging);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #params = toSignal(this.#route.queryParamMap, { initialValue: this.#route.snapshot.queryParamMap });
  protected readonly fleet = inject(Fleet);
  protected readonly list = inject(AnomalyList);
  protected readonly listbox = viewChild(AnomalyListbox);
  protected readonly details = viewChild(AnomalyDetails);
  protected readonly isWide = injectMedia('(width >= 960px)');
  protected readonly isPhone = injectIsNarrow();
  /** The list scrolls within itself: that way few of its options are drawn. */
  protected readonly fillsPage = computed(() => this.isWide() || (!this.isPhone() && !this.anomaly()));
  protected readonly states = STATES;
  protected readonly severities = SEVERITIES;
  protected readonly stateWord = stateWord;
  protected readonly severityWord = severityWord;

  protected readonly filter = computed(() => readFilter(this.#params()), {
    equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  protected readonly chosen = computed(() => this.#params().get('anomaly') ?? undefined);
  /** The one whose details are shown: as it was last known where a reload has not brought it yet. */
  readonly #known = signal<AnomalyRecord | undefined>(undefined);
  /** Where the focus goes when what was asked for is there. */
  readonly #focusNext = signal<'details' | 'list' | undefined>(undefined);
  protected readonly anomaly = computed(() => {
    const position = this.chosen();
    if (position === undefined) return undefined;
    return this.list.find(position) ?? (this.#known()?.position === position ? this.#known() : undefined);
  });
  protected readonly before = computed(() => {
    const anomaly = this.anomaly();
    return anomaly ? this.list.before(anomaly) : [];
  });
  protected readonly all = computed(() => [...this.list.open(), ...this.list.acknowledged()]);
  protected readonly acknowledgedTitle = computed(() =>
    this.filter().state === 'open'
      ? $localize`:Anomalies:Acknowledged in the last 24 hours`
      : $localize`:State of an anomaly:Acknowledged`,
  );
  protected readonly isFiltered = computed(() => isNarrowed(this.filter()));
  protected readonly isMissing = computed(
    () => this.chosen() !== undefined && !this.anomaly() && this.list.status() === 'ready' && !this.list.hasMore(),
  );
  protected readonly asOf = computed(() => {
    const asOf = this.#events.asOf();
    return asOf === undefined ? '' : $localize`as of ${formatTime(asOf, { timeZone: this.#timeZone() })}:TIME:`;
  });
  protected readonly servers = computed(() =>
    [...this.fleet.list.servers()].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
  );
  protected readonly format = formatCount;

  constructor() {
    effect(() => {
      const filter = this.filter();
      untracked(() => this.list.ask(filter));
    });
    this.list.holdWhile(() => this.#isReadAmongOpen() || (this.listbox()?.isHeld() ?? false));
    effect(() => {
      const anomaly = this.anomaly();
      if (anomaly) this.#known.set(anomaly);
    });
    effect(() => {
      // By a link to one that is older than those loaded.
      if (this.chosen() && !this.anomaly() && this.list.status() === 'ready' && !this.list.error()) {
        this.list.loadMore();
      }
    });
    let last = untracked(this.chosen);
    effect(() => {
      const chosen = this.chosen();
      // Of a page of its own, which takes the place of the list.
      if (last === undefined && chosen !== undefined && !untracked(this.isWide)) this.#focusNext.set('details');
      last = chosen;
    });
    afterRenderEffect(() => this.#focusWhatIsNext());
    this.#openFirst();
    injectShortcuts({
      j: () => this.#step(1),
      k: () => this.#step(-1),
    });
  }

  protected change(part: Partial<AnomalyFilter>): void {
    this.#go(writeFilter({ ...this.filter(), ...part }));
  }

  protected open(anomaly: Position): void {
    this.#go({ anomaly });
  }

  /** With arrows: the details follow where they are beside the list. */
  protected moved(anomaly: Position): void {
    if (this.isWide() || this.chosen() !== undefined) this.#go({ anomaly }, { replaceUrl: true });
  }

  /** By Esc, which belongs to what lies above where there is something. */
  protected leave(): void {
    if (!this.#dialogs.isAnyOpen()) this.close();
  }

  protected close(): void {
    if (this.chosen() === undefined) return;
    this.#focusNext.set('list');
    this.#go({ anomaly: null });
  }

  protected acknowledged({ position, answer }: { readonly position: Position; readonly answer: Acknowledged }): void {
    if (answer.outcome === 'sent') return this.list.acknowledge(position, answer.record);
    this.#notices.say($localize`:An anomaly:Somebody else has acknowledged it meanwhile.`);
    this.list.reload();
  }

  protected async acknowledgeNow(position: Position): Promise<void> {
    try {
      this.acknowledged({ position, answer: await this.#acknowledging.acknowledge(position) });
    } catch (error) {
      // An ApiProblem: it stays open.
      this.#notices.problem($localize`:An anomaly:Not acknowledged`, error);
    }
  }

  /** A row that was acknowledged while its details are read stays where it is until one goes on. */
  #isReadAmongOpen(): boolean {
    const position = this.chosen();
    const isAcknowledged = this.anomaly()?.acknowledged !== undefined;
    return isAcknowledged && this.list.open().some((row) => row.position === position);
  }

  #focusWhatIsNext(): void {
    const next = this.#focusNext();
    const position = untracked(this.#known)?.position;
    if (next === 'details' && this.chosen() !== undefined) this.details()?.focus();
    else if (next === 'list' && this.chosen() === undefined) {
      if (this.listbox()) this.listbox()?.focus();
      else
        (document.getElementById(`anomaly-${position}`) ?? document.querySelector<HTMLElement>('.card .link'))?.focus();
    } else return;
    this.#focusNext.set(undefined);
  }

  /** Beside the list there is room: the worst shows by itself, once. */
  #openFirst(): void {
    const opening = effect(() => {
      if (this.list.status() !== 'ready') return;
      opening.destroy();
      const [first] = this.list.open();
      if (first && this.isWide() && untracked(this.chosen) === undefined) {
        this.#go({ anomaly: first.position }, { replaceUrl: true });
      }
    });
  }

  #step(by: 1 | -1): void {
    const listbox = this.listbox();
    if (listbox) return listbox.step(by);
    const all = this.all();
    const index = all.findIndex(({ position }) => position === this.chosen());
    const next = all[index + by];
    if (next) this.#go({ anomaly: next.position }, { replaceUrl: true });
  }

  #go(queryParams: Record<string, unknown>, { replaceUrl = false } = {}): void {
    void this.#router.navigate([], {
      relativeTo: this.#route,
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl,
    });
  }
}
