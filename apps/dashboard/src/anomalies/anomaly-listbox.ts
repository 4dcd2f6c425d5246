import { ScrollingModule } from '@angular/cdk/scrolling';
import {
  Component,
  computed,
  type ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
  viewChildren,
} from '@angular/core';
import { formatCount } from '@jobwire/angular';
import type { AnomalyRecord, Position } from '@jobwire/events';
import { Appearance } from '../shell';
import { revealRow } from '../shell/reveal-row';
import { AnomalyOption } from './anomaly-option';

/** How much higher than a row of a table an option of two lines is. In pixels. */
const SECOND_LINE = 23;

/** Anomalies as one list of two groups, whose options are only drawn where they are seen. One tab stop: arrows inside, Enter opens. */
@Component({
  selector: 'app-anomaly-listbox',
  imports: [AnomalyOption, ScrollingModule],
  templateUrl: './anomaly-listbox.html',
  styleUrl: './anomaly-listbox.css',
  host: {
    '(pointerenter)': 'pointed($event, true)',
    '(pointerleave)': 'pointed($event, false)',
    '(focusin)': 'hasFocus.set(true)',
    '(focusout)': 'hasFocus.set(false)',
  },
})
export class AnomalyListbox {
  readonly open = input.required<readonly AnomalyRecord[]>();
  readonly acknowledged = input.required<readonly AnomalyRecord[]>();
  /** The head of the second group. */
  readonly acknowledgedTitle = input($localize`:State of an anomaly:Acknowledged`);
  /** The one whose details are shown. */
  readonly chosen = input<Position>();
  /** An arrow or `j` and `k` have gone there. */
  readonly moved = output<Position>();
  /** It is pressed, or Enter is. */
  readonly opened = output<Position>();

  readonly #appearance = inject(Appearance);
  readonly #isPointed = signal(false);
  readonly #isScrolled = signal(false);
  readonly #active = signal<Position | undefined>(undefined);
  #lastIndex = 0;
  protected readonly hasFocus = signal(false);
  protected readonly box = viewChild.required<ElementRef<HTMLElement>>('box');
  protected readonly options = viewChildren(AnomalyOption);

  protected readonly rowHeight = computed(() => this.#appearance.rowHeight() + SECOND_LINE);
  protected readonly groups = computed(() =>
    [
      {
        id: 'open',
        title: $localize`:State of an anomaly:Open`,
        order: $localize`:Order of anomalies:most severe first`,
        start: 0,
        anomalies: this.open(),
      },
      {
        id: 'acknowledged',
        title: this.acknowledgedTitle(),
        order: $localize`:Order of anomalies:last acknowledged first`,
        start: this.open().length,
        anomalies: this.acknowledged(),
      },
    ].filter(({ anomalies }) => anomalies.length > 0),
  );
  protected readonly all = computed(() => [...this.open(), ...this.acknowledged()]);
  protected readonly activePosition = computed(() => this.#active() ?? this.chosen());
  /** Nothing where it is scrolled out of sight: what is not drawn cannot be read. */
  protected readonly activeId = computed(() => {
    const position = this.activePosition();
    return this.options().some((option) => option.anomaly().position === position) ? `anomaly-${position}` : null;
  });
  protected readonly format = formatCount;
  /** Whether somebody points, reads or moves here. */
  readonly isHeld = computed(() => this.#isPointed() || this.hasFocus() || this.#isScrolled());

  /** Goes on to the next or the one before. */
  step(by: 1 | -1): void {
    const index = this.#index();
    this.#goTo(index < 0 ? 0 : index + by);
  }

  focus(): void {
    this.box().nativeElement.focus();
  }

  protected trackAnomaly(_: number, { position }: AnomalyRecord): Position {
    return position;
  }

  protected pointed({ pointerType }: PointerEvent, isInside: boolean): void {
    if (pointerType === 'mouse') this.#isPointed.set(isInside);
  }

  protected scrolled({ scrollTop }: Element): void {
    this.#isScrolled.set(scrollTop > 0);
  }

  protected press(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey) return;
    if (key === 'ArrowDown') this.step(1);
    else if (key === 'ArrowUp') this.step(-1);
    else if (key === 'Home') this.#goTo(0);
    else if (key === 'End') this.#goTo(this.all().length - 1);
    else if (key === 'Enter' || key === ' ') this.#openActive();
    else return;
    event.preventDefault();
  }

  protected pick(target: EventTarget | null): void {
    const position = (target as Element).closest<HTMLElement>('[role=option]')?.dataset['position'];
    if (position !== undefined) this.#open(position);
  }

  #open(position: Position): void {
    this.#remember(position);
    this.opened.emit(position);
  }

  #openActive(): void {
    const anomaly = this.all()[this.#index()];
    if (anomaly) this.#open(anomaly.position);
  }

  #goTo(wanted: number): void {
    const index = Math.max(0, Math.min(this.all().length - 1, wanted));
    const anomaly = this.all()[index];
    if (!anomaly) return;
    this.#remember(anomaly.position);
    this.moved.emit(anomaly.position);
    this.#reveal(index);
  }

  /** By numbers: what is far away is not drawn yet. */
  #reveal(index: number): void {
    const box = this.box().nativeElement;
    const group = this.groups().findLast(({ start }) => start <= index);
    const rows = box.querySelector(`[data-group="${group?.id}"] .rows`);
    if (!group || !rows) return;
    const start = rows.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop;
    // The head of the list comes with its first row.
    if (index === 0) box.scrollTop = 0;
    else revealRow(box, { top: start + (index - group.start) * this.rowHeight(), height: this.rowHeight() });
  }

  /** Of the active row; where it is gone, of the one before the row that took its place. */
  #index(): number {
    const position = this.activePosition();
    const index = this.all().findIndex((anomaly) => anomaly.position === position);
    return index >= 0 || position === undefined ? index : Math.min(this.#lastIndex, this.all().length) - 1;
  }

  #remember(position: Position): void {
    this.#active.set(position);
    this.#lastIndex = this.all().findIndex((anomaly) => anomaly.position === position);
  }
}
