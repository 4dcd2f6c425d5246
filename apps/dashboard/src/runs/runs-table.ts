import { MediaMatcher } from '@angular/cdk/layout';
import { ScrollingModule } from '@angular/cdk/scrolling';
import {
  afterNextRender,
  booleanAttribute,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import type { JobRun } from '@jobwire/events';
import { Glyph } from '../glyph/glyph';
import { injectShortcuts } from '../keys/shortcuts';
import { COLUMN_WORDS, tracksOf, type Column } from './columns';
import { injectGridKeys } from './grid-keys';
import type { RunRow } from './run-row';
import type { RunSelection } from './run-selection';
import { RunsRow } from './runs-row';

const RUN_ACTIONS = ['open', 'retry', 'cancel', 'copy', 'job'] as const;
export type RunAction = (typeof RUN_ACTIONS)[number];

const ACTION_WORDS: Readonly<Record<RunAction, string>> = {
  open: 'Open',
  retry: 'Retry',
  cancel: 'Cancel',
  copy: 'Copy run id',
  job: "Show this job's runs",
};

const HEAD = 33;
/** Rows before the end at which the next page is asked for. */
const NEAR_END = 30;
/** Narrower than that in pixels: items of two lines; without some columns. */
const PHONE = 600;
const WIDE = 1_100;

/** Runs as rows that are only drawn where they are seen. One tab stop: arrows, Space, Enter and `.` inside. */
@Component({
  selector: 'app-runs-table',
  imports: [Glyph, MatMenuModule, RunsRow, ScrollingModule],
  templateUrl: './runs-table.html',
  styleUrls: ['./runs-table.css', './tick.css'],
  host: {
    '(pointerenter)': 'pointed($event, true)',
    '(pointerleave)': 'pointed($event, false)',
    '(focusin)': 'hasFocus.set(true)',
    '(focusout)': 'hasFocus.set(false)',
  },
})
export class RunsTable {
  readonly rows = input.required<readonly RunRow[]>();
  readonly columns = input.required<readonly Column[]>();
  readonly selection = input.required<RunSelection>();
  /** How many there are, with those that are not loaded. */
  readonly total = input.required<number>();
  readonly hasMore = input(false, { transform: booleanAttribute });
  readonly serverName = input.required<(serverId: number) => string>();
  readonly aheadOf = input<(run: JobRun) => number | undefined>(() => undefined);
  /** Why an action cannot be had for a run, in words; `undefined` where it can. */
  readonly refusal = input<(action: RunAction, run: JobRun) => string | undefined>(() => undefined);
  readonly timeZone = input<string>();
  /** The end is near: time for the next page. */
  readonly endNear = output();
  /** All that fit are to be ticked, also those that are not loaded. */
  readonly allSelected = output();
  readonly act = output<{ readonly action: RunAction; readonly run: JobRun }>();

  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #width = signal(Infinity);
  readonly #isCoarse = inject(MediaMatcher).matchMedia('(pointer: coarse)').matches;
  readonly #scrollTop = signal(0);
  readonly #isPointed = signal(false);
  readonly #isMenuOpen = signal(false);
  protected readonly hasFocus = signal(false);
  protected readonly grid = viewChild.required<ElementRef<HTMLElement>>('grid');

  protected readonly words = COLUMN_WORDS;
  protected readonly actions = RUN_ACTIONS;
  protected readonly actionWords = ACTION_WORDS;
  protected readonly narrow = computed(() => this.#width() < PHONE);
  protected readonly shownColumns = computed(() =>
    this.#width() < WIDE ? this.columns().filter((column) => column !== 'run' && column !== 'by') : this.columns(),
  );
  protected readonly tracks = computed(() => tracksOf(this.shownColumns()));
  protected readonly rowHeight = computed(() => (this.narrow() ? 58 : this.#isCoarse ? 44 : 36));
  protected readonly headHeight = computed(() => (this.narrow() ? 0 : HEAD));
  protected readonly keys = injectGridKeys({
    rows: this.rows,
    selection: () => this.selection(),
    rowHeight: this.rowHeight,
    headHeight: this.headHeight,
    grid: () => this.grid().nativeElement,
    open: (run) => this.act.emit({ action: 'open', run }),
    selectAll: () => this.allSelected.emit(),
  });
  protected readonly isAllSelected = computed(() => {
    const count = this.rows().length;
    return count > 0 && this.rows().every(({ jobId }) => this.selection().has(jobId));
  });
  /** Whether somebody reads, points or selects here: then nothing may move. */
  readonly isHeld = computed(
    () =>
      this.#scrollTop() > 0 ||
      this.#isPointed() ||
      this.hasFocus() ||
      this.#isMenuOpen() ||
      this.selection().count() > 0,
  );

  constructor() {
    injectShortcuts({
      j: () => this.keys.move(1),
      k: () => this.keys.move(-1),
      x: () => this.#tickActive({ isRange: false }),
      'Shift+X': () => this.#tickActive({ isRange: true }),
    });
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => {
      if (typeof ResizeObserver === 'undefined') return;
      const observer = new ResizeObserver(([entry]) => this.#width.set(entry?.contentRect.width ?? Infinity));
      observer.observe(this.#host);
      destroyRef.onDestroy(() => observer.disconnect());
    });
  }

  /** The row that keys go to. */
  activeRow(): RunRow | undefined {
    return this.keys.activeRow();
  }

  focus(): void {
    this.grid().nativeElement.focus({ preventScroll: true });
  }

  scrollToTop(): void {
    this.grid().nativeElement.scrollTop = 0;
    this.#scrollTop.set(0);
  }

  protected scrolled({ scrollTop, scrollHeight, clientHeight }: Element): void {
    this.#scrollTop.set(scrollTop);
    if (scrollHeight - scrollTop - clientHeight < NEAR_END * this.rowHeight() && this.hasMore()) this.endNear.emit();
  }

  protected pointed({ pointerType }: PointerEvent, isInside: boolean): void {
    if (pointerType === 'mouse') this.#isPointed.set(isInside);
  }

  /** A row is pressed: it opens, or with Shift, Ctrl or Cmd it is ticked. A text that is marked stays marked. */
  protected press(event: MouseEvent, row: RunRow, index: number): void {
    const target = event.target as Element;
    this.keys.goTo(index);
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      if (target.closest('a') && !event.shiftKey) return;
      event.preventDefault();
      return this.tick(row, { isRange: event.shiftKey });
    }
    if (target.closest('a, button, input') || getSelection()?.isCollapsed === false) return;
    this.act.emit({ action: 'open', run: row.run() });
  }

  protected tick(row: RunRow, { isRange }: { readonly isRange: boolean }): void {
    if (isRange) this.selection().extendTo(row, this.rows());
    else this.selection().toggle(row);
  }

  protected tickAll(): void {
    if (this.isAllSelected()) this.selection().clear();
    else this.selection().add(this.rows());
  }

  protected choose(action: RunAction, { run }: RunRow, refused: string | undefined, event: Event): void {
    if (refused === undefined) this.act.emit({ action, run: run() });
    else event.stopPropagation();
  }

  protected menuOpened(): void {
    this.#isMenuOpen.set(true);
  }

  protected menuClosed(): void {
    this.#isMenuOpen.set(false);
    this.focus();
  }

  #tickActive(how: { readonly isRange: boolean }): void {
    const row = this.activeRow();
    if (row) this.tick(row, how);
  }

  protected trackRow(_: number, { jobId }: RunRow): string {
    return jobId;
  }
}
