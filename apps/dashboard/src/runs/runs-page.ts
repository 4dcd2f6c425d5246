import { Location } from '@angular/common';
import { Component, computed, DestroyRef, effect, inject, signal, untracked, viewChild } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatMenuTrigger } from '@angular/material/menu';
import { ActivatedRoute, Router } from '@angular/router';
import { countFailed, countRuns, formatIcu, formatTime, JobEvents, JobsApi, type ApiProblem } from '@jobwire/angular';
import { RunAction, RunSelection, RunsTable, type RunOpening } from '@jobwire/angular/runs';
import { writeQueryValue, type JobRun } from '@jobwire/events';
import { tap } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { injectShortcuts } from '../keys/shortcuts';
import { Appearance, Notices } from '../shell';
import { Copying } from '../shell/copying';
import { LoadFailed } from '../shell/load-failed';
import { Catalog } from '../trigger/catalog';
import { collectRuns } from './collect-runs';
import { ColumnsMenu } from './columns-menu';
import { ExportButton } from './export-button';
import { QueryField } from './query-field';
import { findMistake } from './query-terms';
import { describeAbout, describeCounts } from './run-counts';
import { EVERYTHING, listInWords, readFilter, writeFilter, type RunFilter } from './run-filter';
import { RunList } from './run-list';
import type { RunListQuery } from './run-matcher';
import { RunOrders, type RunOrder } from './run-orders';
import { RunMenu, type RunCommand } from './run-menu';
import { injectReturnToRow } from './return-to-row';
import { toRow } from './run-row';
import { RunsEmpty } from './runs-empty';
import { RunsHistogram } from './runs-histogram';
import { MOST_SELECTED, SelectionBar } from './selection-bar';
import { mistakeOf } from './server-mistake';
import { SortMenu } from './sort-menu';
import { SpanMenu } from './span-menu';
import { rangeOf } from './time-span';
import { Undoable } from './undoable';
import { ViewsBar } from './views-bar';

/** The history of everything, and what is added to it. What is shown stands in the address. */
@Component({
  selector: 'app-runs-page',
  imports: [
    ColumnsMenu,
    ExportButton,
    Glyph,
    LoadFailed,
    MatMenuTrigger,
    QueryField,
    RunAction,
    RunMenu,
    RunsEmpty,
    RunsHistogram,
    RunsTable,
    SelectionBar,
    SortMenu,
    SpanMenu,
    ViewsBar,
  ],
  providers: [RunList],
  templateUrl: './runs-page.html',
  styleUrl: './runs-page.css',
  host: { class: 'fills-page' },
})
export class RunsPage {
  readonly #api = inject(JobsApi);
  readonly #router = inject(Router);
  readonly #location = inject(Location);
  readonly #route = inject(ActivatedRoute);
  readonly #fleet = inject(Fleet);
  readonly #catalog = inject(Catalog);
  readonly #events = inject(JobEvents);
  readonly #notices = inject(Notices);
  readonly #orders = inject(RunOrders);
  readonly #undoable = inject(Undoable);
  readonly #copying = inject(Copying);
  readonly #destroyed = inject(DestroyRef);
  readonly #params = toSignal(this.#route.queryParamMap, { initialValue: this.#route.snapshot.queryParamMap });
  readonly #appearance = inject(Appearance);
  protected readonly timeZone = this.#appearance.timeZone;
  protected readonly rowHeight = this.#appearance.rowHeight;
  protected readonly list = inject(RunList);
  protected readonly selection = new RunSelection();
  protected readonly table = viewChild(RunsTable);

  protected readonly filter = computed<RunFilter>(() => readFilter(this.#params()), { equal: isSame });
  readonly #asked = computed(() => ({ q: this.filter().q, span: this.filter().span, order: this.filter().order }), {
    equal: isSame,
  });
  /** What the list was asked for last; `undefined` where the query cannot be read. */
  protected readonly query = signal<RunListQuery | undefined>(undefined);
  protected readonly world = computed(() => ({
    jobs: [...new Set([...this.#catalog.jobs().keys(), ...this.#fleet.jobNames()])],
    servers: this.#fleet.list.servers().map(({ name }) => name),
  }));
  protected readonly serverMistake = computed(() => mistakeOf(this.list.error(), this.filter().q));
  /** Nothing as long as it is not known. */
  protected readonly total = computed(() => {
    const total = this.list.total();
    if (!this.query() || (total === 0 && this.list.status() !== 'ready')) return '';
    return (this.list.isExact() ? countRuns : describeAbout)(total);
  });
  protected readonly endText = computed(() => {
    if (this.filter().order !== 'newest') {
      return $localize`:Of runs by duration:End of the list. Runs that have not run to an end are left out.`;
    }
    const message = $localize`{RUNS, plural, =1 {End of the list. {TOTAL} matches.} other {End of the list. {TOTAL} match.}}`;
    return formatIcu(message, { RUNS: this.list.total(), TOTAL: this.total() });
  });
  protected readonly counts = computed(() => describeCounts(this.list.counts()));
  protected readonly listWords = computed(() => listInWords(this.filter()));
  protected readonly asOf = computed(() => {
    const asOf = this.#events.asOf();
    return asOf === undefined ? '' : $localize`as of ${formatTime(asOf, { timeZone: this.timeZone() })}:TIME:`;
  });
  protected readonly showLabel = computed(() => {
    const [fresh, stale] = [this.list.newCount(), this.list.staleCount()];
    if (fresh > 0)
      return formatIcu($localize`:Rows of a list:{ROWS, plural, other {Show {ROWS} new}}`, { ROWS: fresh });
    if (stale === 0) return '';
    const hide = $localize`:Rows of a list:{ROWS, plural, =1 {Hide 1 that does not match now} other {Hide {ROWS} that do not match now}}`;
    return formatIcu(hide, { ROWS: stale });
  });
  protected readonly newFailed = computed(() => (this.list.newFailed() > 0 ? countFailed(this.list.newFailed()) : ''));
  /** What is to be done with the selection, when somebody has said yes. */
  protected readonly asking = signal<RunOrder | undefined>(undefined);
  /** On a phone rows show their boxes only while one selects. */
  protected readonly isSelecting = signal(false);
  protected readonly isSelectingAll = signal(false);
  protected readonly isMenuOpen = signal(false);
  protected readonly isLoading = computed(
    () =>
      this.query() !== undefined &&
      !this.serverMistake() &&
      !this.list.error() &&
      !this.list.moreError() &&
      (this.list.status() !== 'ready' || this.list.hasMore()),
  );

  protected readonly linkOf = ({ jobId }: JobRun): string =>
    this.#location.prepareExternalUrl(this.#router.serializeUrl(this.#router.createUrlTree(['/runs', jobId])));
  protected readonly nameOf = (serverId: number): string => this.#fleet.nameOf(serverId);
  protected readonly aheadOf = (run: JobRun): number | undefined => {
    const status = this.#fleet.statusOf(run);
    return status?.jobId === run.jobId ? status.queuePosition : undefined;
  };
  protected readonly refusal = (command: RunCommand, run: JobRun): string | undefined => {
    if (command !== 'retry' && command !== 'cancel') return undefined;
    return this.#orders.refusal(command, run) ?? this.#orders.waitReason();
  };

  constructor() {
    injectShortcuts({
      n: () => this.show(),
      r: () => this.#ask('retry'),
      c: () => this.#ask('cancel'),
      j: () => this.table()?.move(1),
      k: () => this.table()?.move(-1),
      x: () => this.table()?.tickActive({ isRange: false }),
      'Shift+X': () => this.table()?.tickActive({ isRange: true }),
    });
    injectReturnToRow(this.list, this.table);
    effect(() => {
      const { q, span, order } = this.#asked();
      const range = rangeOf(span, Date.now(), this.timeZone());
      const query = findMistake(q) ? undefined : { q, ...range, ...(order === 'newest' ? {} : { order }) };
      untracked(() => {
        this.query.set(query);
        this.selection.clear();
        this.list.ask(query);
      });
    });
    effect(() => {
      if (this.selection.count() > 0) return;
      this.isSelecting.set(false);
      this.asking.set(undefined);
      // The button that was pressed goes with the bar.
      const isInBar = untracked(this.table) && document.activeElement?.closest('app-selection-bar, app-confirm-order');
      if (isInBar) untracked(this.table)?.focus();
    });
    effect(() => this.list.isHeld.set(this.isMenuOpen() || (this.table()?.isHeld() ?? false)));
    this.#destroyed.onDestroy(() => this.#undoable.sendNow());
  }

  /** Goes to another filter: Back returns. */
  protected change(part: Partial<RunFilter>): void {
    const queryParams = writeFilter({ ...this.filter(), ...part });
    void this.#router.navigate([], { relativeTo: this.#route, queryParams, queryParamsHandling: 'merge' });
  }

  protected show(): void {
    this.list.show();
    this.table()?.scrollToTop();
  }

  /** By key it always asks first: about the selection, else about the row that keys go to. */
  #ask(order: RunOrder): void {
    const row = this.table()?.activeRow();
    if (this.selection.count() === 0 && row) this.selection.toggle(row);
    if (this.selection.runs().some((run) => this.refusal(order, run) === undefined)) this.asking.set(order);
  }

  protected actionsText({ jobId }: JobRun): string {
    return $localize`Actions of run ${jobId}:RUN:`;
  }

  protected toggleSelecting(): void {
    this.selection.clear();
    this.isSelecting.update((isSelecting) => !isSelecting);
  }

  protected selectAll(): void {
    const query = this.query();
    if (!query) return;
    this.isSelectingAll.set(true);
    const loaded = new Map(this.list.rows().map((row) => [row.jobId, row]));
    collectRuns(this.#api, query, MOST_SELECTED)
      .pipe(tap({ finalize: () => this.isSelectingAll.set(false) }), takeUntilDestroyed(this.#destroyed))
      .subscribe({
        next: (runs) => this.selection.add(runs.map((run) => loaded.get(run.jobId) ?? toRow(run))),
        error: (problem: ApiProblem) => this.#notices.problem($localize`Not selected`, problem),
      });
  }

  protected open({ run, event }: Pick<RunOpening, 'run'> & Partial<RunOpening>): void {
    event?.preventDefault();
    void this.#router.navigate(['/runs', run.jobId]);
  }

  protected menuClosed(): void {
    this.isMenuOpen.set(false);
    this.table()?.focus();
  }

  protected act({ command, run }: { readonly command: RunCommand; readonly run: JobRun }): void {
    switch (command) {
      case 'open':
        return this.open({ run });
      case 'copy':
        return this.#copying.copy(run.jobId, $localize`${run.jobId}:TEXT: copied.`);
      case 'job':
        return this.change({ ...EVERYTHING, columns: this.filter().columns, q: `job:${writeQueryValue(run.jobName)}` });
      case 'retry':
      case 'cancel':
        return void this.#orders.give(command satisfies RunOrder, [run]);
    }
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
