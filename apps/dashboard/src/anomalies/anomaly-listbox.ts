import { Component, computed, type ElementRef, input, output, signal, viewChild } from '@angular/core';
import { formatCount, StateIcon } from '@jobwire/angular';
import type { AnomalyRecord, Position } from '@jobwire/events';
import { injectAnomalyRows } from './anomaly-row';

/** Rows drawn of a group; the rest on request. */
const STEP = 200;

/** Anomalies as one list of two groups. One tab stop: arrows inside, Enter opens. */
@Component({
  selector: 'app-anomaly-listbox',
  imports: [StateIcon],
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
  readonly acknowledgedTitle = input('Acknowledged');
  /** The one whose details are shown. */
  readonly chosen = input<Position>();
  /** An arrow or `j` and `k` have gone there. */
  readonly moved = output<Position>();
  /** It is pressed, or Enter is. */
  readonly opened = output<Position>();

  readonly #isPointed = signal(false);
  readonly #isScrolled = signal(false);
  readonly #active = signal<Position | undefined>(undefined);
  readonly #shown = signal(STEP);
  #lastIndex = 0;
  protected readonly hasFocus = signal(false);
  protected readonly box = viewChild.required<ElementRef<HTMLElement>>('box');
  readonly #openRows = injectAnomalyRows(() => this.open().slice(0, this.#shown()));
  readonly #acknowledgedRows = injectAnomalyRows(() => this.acknowledged().slice(0, this.#shown()));

  protected readonly groups = computed(() =>
    [
      { id: 'open', title: 'Open', rows: this.#openRows(), count: this.open().length },
      {
        id: 'acknowledged',
        title: this.acknowledgedTitle(),
        rows: this.#acknowledgedRows(),
        count: this.acknowledged().length,
      },
    ].filter(({ count }) => count > 0),
  );
  protected readonly rows = computed(() => this.groups().flatMap(({ rows }) => rows));
  protected readonly hidden = computed(() =>
    this.groups().reduce((sum, { rows, count }) => sum + count - rows.length, 0),
  );
  protected readonly activePosition = computed(() => this.#active() ?? this.chosen());
  protected readonly activeId = computed(() => {
    const position = this.activePosition();
    return this.rows().some((row) => row.position === position) ? `anomaly-${position}` : null;
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

  protected showMore(): void {
    this.#shown.update((shown) => shown + STEP);
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
    else if (key === 'End') this.#goTo(this.rows().length - 1);
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
    const row = this.rows()[this.#index()];
    if (row) this.#open(row.position);
  }

  #goTo(wanted: number): void {
    const index = Math.max(0, Math.min(this.rows().length - 1, wanted));
    const row = this.rows()[index];
    if (!row) return;
    this.#remember(row.position);
    this.moved.emit(row.position);
    const element = this.box().nativeElement.querySelector(`[id="anomaly-${row.position}"]`);
    // The head of the list comes with its first row.
    if (index === 0) this.box().nativeElement.scrollTop = 0;
    else element?.scrollIntoView?.({ block: 'nearest' });
  }

  /** Of the active row; where it is gone, of the one before the row that took its place. */
  #index(): number {
    const position = this.activePosition();
    const index = this.rows().findIndex((row) => row.position === position);
    return index >= 0 || position === undefined ? index : Math.min(this.#lastIndex, this.rows().length) - 1;
  }

  #remember(position: Position): void {
    this.#active.set(position);
    this.#lastIndex = this.rows().findIndex((row) => row.position === position);
  }
}
