import { CdkVirtualScrollViewport, ScrollingModule } from '@angular/cdk/scrolling';
import { NgTemplateOutlet } from '@angular/common';
import {
  afterNextRender,
  booleanAttribute,
  Component,
  computed,
  contentChild,
  DestroyRef,
  ElementRef,
  inject,
  input,
  numberAttribute,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { JobEvents, type RunsOrder } from '@jobwire/angular';
import type { JobRun } from '@jobwire/events';
import { injectFewerRows } from './drawn-rows';
import { gridKeys } from './grid-keys';
import { RunAction } from './run-action';
import { RUN_COLUMN_WORDS, RUN_COLUMNS, tracksOf, type RunColumn } from './run-columns';
import { rowsOf, type RunRow } from './run-row';
import type { RunSelection } from './run-selection';
import { RunsLoading } from './runs-loading';
import { RunsRow } from './runs-row';

/** A run is to be opened. Where the browser is not to follow its link: `event.preventDefault()`. */
export interface RunOpening {
  readonly run: JobRun;
  readonly event: Event;
}

const HEAD = 33;
/** Of an item of two lines. */
const LEAST_ITEM = 58;
/** In pixels. */
const BUFFER = 360;
/** Rows, in a flood: each that is drawn costs then. */
const FLOOD_BUFFER = 3;
/** Rows before the end at which the next page is asked for. */
const NEAR_END = 30;
/** Narrower than that in pixels: items of two lines; columns that are close together; without some columns. */
const PHONE = 600;
const TIGHT = 800;
const WIDE = 1_100;

const SORTED = {
  newest: { column: 'started', direction: 'descending' },
  longest: { column: 'duration', direction: 'descending' },
  shortest: { column: 'duration', direction: 'ascending' },
} as const satisfies Readonly<Record<RunsOrder, { column: RunColumn; direction: string }>>;

let count = 0;

/**
 * Runs as rows that are only drawn where they are seen. One tab stop: arrows, Space, Enter and `.` inside. Content stands
 * below the rows, or where they would be; an `<ng-template jwRunAction let-run>` at the end of each row.
 */
@Component({
  selector: 'jw-runs-table',
  imports: [NgTemplateOutlet, RunsLoading, RunsRow, ScrollingModule],
  templateUrl: './runs-table.html',
  styleUrls: ['./runs-table.css', './tick.css', '../src/words/hidden.css'],
  host: {
    '(pointerenter)': 'pointed($event, true)',
    '(pointerleave)': 'pointed($event, false)',
    '(focusin)': 'hasFocus.set(true)',
    '(focusout)': 'hasFocus.set(false)',
  },
})
export class RunsTable {
  /** In their order. Where thousands change all the time give rows: each has a signal of its own. */
  readonly runs = input.required<readonly JobRun[] | readonly RunRow[]>();
  /** Default: all. Where there is little room, "Run" and "By" are left out. */
  readonly columns = input<readonly RunColumn[]>(RUN_COLUMNS);
  /** Where runs can be ticked: which are. */
  readonly selection = input<RunSelection>();
  /** How many there are, with those that are not loaded. Default: as many as `runs`. */
  readonly total = input<number>();
  /** Where rows are items of two lines, whether they show their boxes and a press ticks them. Default: `false`. */
  readonly selecting = input(false, { transform: booleanAttribute });
  /** In which order they are. Default: the newest first. */
  readonly order = input<RunsOrder>('newest');
  /** Whether heads of columns ask for another order: see `ordered`. Default: `false`. */
  readonly sortable = input(false, { transform: booleanAttribute });
  /** In pixels. Default: 36. Where there is room for items of two lines only, at least 58. */
  readonly rowHeight = input(36, { transform: numberAttribute });
  /** The first runs are on their way. Default: `false`. */
  readonly loading = input(false, { transform: booleanAttribute });
  /** What the table is called. Default: "Runs". */
  readonly label = input($localize`Runs`);
  /** Where a run's name leads to: the same as long as the run goes on. Default: nowhere. */
  readonly linkOf = input<(run: JobRun) => string | undefined>();
  /** Default: "server 4". */
  readonly serverName = input((serverId: number): string => $localize`server ${serverId}:ID:`);
  /** How many runs are ahead of a queued one, where it is known. */
  readonly aheadOf = input((_queued: JobRun): number | undefined => undefined);
  /** For times of day. Default: that of the machine. */
  readonly timeZone = input<string>();
  /** Another order is asked for, by the head of a column. */
  readonly ordered = output<RunsOrder>();
  /** A row is pressed, or Enter on it. */
  readonly opened = output<RunOpening>();
  /** It is scrolled near its end: time for the next page. */
  readonly endNear = output();
  /** All are to be ticked, also those that are not loaded. */
  readonly allSelected = output();

  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #width = signal(Infinity);
  readonly #scrollTop = signal(0);
  readonly #isPointed = signal(false);
  protected readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  protected readonly grid = viewChild.required<ElementRef<HTMLElement>>('grid');
  protected readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  protected readonly hasFocus = signal(false);
  protected readonly action = contentChild(RunAction);
  protected readonly events = inject(JobEvents);

  /** The column that the rows are sorted by, and which way. */
  protected readonly sorted = computed(() => SORTED[this.order()]);

  protected readonly idPrefix = `jw-runs-table-${++count}-`;
  protected readonly words = RUN_COLUMN_WORDS;
  protected readonly rows = rowsOf(this.runs);
  protected readonly narrow = computed(() => this.#width() < PHONE);
  protected readonly tight = computed(() => this.#width() < TIGHT);
  protected readonly shownColumns = computed(() =>
    this.#width() < WIDE ? this.columns().filter((column) => column !== 'run' && column !== 'by') : this.columns(),
  );
  protected readonly isSelecting = computed(() => this.narrow() && this.selecting() && this.selection() !== undefined);
  protected readonly tracks = computed(() =>
    tracksOf(this.shownColumns(), {
      hasBox: this.selection() !== undefined,
      hasAction: this.action() !== undefined,
      isTight: this.tight(),
    }),
  );
  protected readonly height = computed(() =>
    this.narrow() ? Math.max(LEAST_ITEM, this.rowHeight()) : this.rowHeight(),
  );
  /** Rows of the head. */
  protected readonly headRows = computed(() => (this.narrow() ? 0 : 1));
  protected readonly keys = gridKeys({
    rows: this.rows,
    selection: () => this.selection(),
    rowHeight: this.height,
    headHeight: computed(() => this.headRows() * HEAD),
    scroller: () => this.scroller().nativeElement,
    open: (row, event) => this.#open(row, event),
    act: ({ jobId }) => this.#find(jobId, '.action :is(button, a)')?.click(),
    selectAll: () => this.allSelected.emit(),
  });
  protected readonly isAllSelected = computed(() => {
    const [rows, selection] = [this.rows(), this.selection()];
    return rows.length > 0 && rows.every(({ jobId }) => selection?.has(jobId));
  });
  /** Whether somebody reads, points or selects here: then nothing may move. */
  readonly isHeld = computed(
    () => this.#scrollTop() > 0 || this.#isPointed() || this.hasFocus() || (this.selection()?.count() ?? 0) > 0,
  );

  /** Rows are drawn so far beyond what is seen, for whoever scrolls. Rows that rush by are not drawn in vain. */
  protected readonly buffer = computed(() => {
    if (!this.events.isFlood()) return BUFFER;
    return (this.isHeld() ? FLOOD_BUFFER : 1) * this.height();
  });

  constructor() {
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => {
      if (typeof ResizeObserver === 'undefined') return;
      const observer = new ResizeObserver(([entry]) => this.#width.set(entry?.contentRect.width ?? Infinity));
      observer.observe(this.#host);
      destroyRef.onDestroy(() => observer.disconnect());
    });
    injectFewerRows(this.viewport, this.buffer);
  }

  /** The row that keys go to. */
  activeRow(): RunRow | undefined {
    return this.keys.activeRow();
  }

  /** Goes to a run and takes the focus, where it is among the rows. */
  goTo(jobId: string): void {
    const index = this.rows().findIndex((row) => row.jobId === jobId);
    if (index < 0) return;
    this.keys.goTo(index);
    this.move(0);
  }

  /** Goes so many rows on, or back, and takes the focus. */
  move(step: number): void {
    this.keys.move(step);
    this.focus();
  }

  /** Ticks the row that keys go to, or all up to it from the row that was ticked last. */
  tickActive(how: { readonly isRange: boolean }): void {
    const row = this.activeRow();
    if (row) this.tick(row, how);
  }

  focus(): void {
    this.grid().nativeElement.focus({ preventScroll: true });
  }

  scrollToTop(): void {
    this.scroller().nativeElement.scrollTop = 0;
    this.#scrollTop.set(0);
  }

  /** By a press on the head of a column: a second one turns the order round, where it has two. */
  protected sort(column: RunColumn): void {
    this.ordered.emit(column === 'started' ? 'newest' : this.order() === 'longest' ? 'shortest' : 'longest');
  }

  protected scrolled({ scrollTop, scrollHeight, clientHeight }: Element): void {
    this.#scrollTop.set(scrollTop);
    if (scrollHeight - scrollTop - clientHeight < NEAR_END * this.height()) this.endNear.emit();
  }

  protected pointed({ pointerType }: PointerEvent, isInside: boolean): void {
    if (pointerType === 'mouse') this.#isPointed.set(isInside);
  }

  /** A row is pressed: it opens, or with Shift, Ctrl or Cmd, or while one selects, it is ticked. A text that is marked stays marked. */
  protected press(event: MouseEvent, row: RunRow, index: number): void {
    const target = event.target as Element;
    this.keys.goTo(index);
    if (target.closest('button, input')) return;
    const isOnLink = target.closest('a') !== null;
    if (this.isSelecting()) {
      event.preventDefault();
      return this.tick(row, { isRange: event.shiftKey });
    }
    if (event.shiftKey || event.ctrlKey || event.metaKey) {
      // The browser's own way to open a link elsewhere.
      if (!this.selection() || (isOnLink && !event.shiftKey)) return;
      event.preventDefault();
      return this.tick(row, { isRange: event.shiftKey });
    }
    if (isOnLink) this.opened.emit({ run: row.run(), event });
    else if (getSelection()?.isCollapsed !== false) this.#open(row, event);
  }

  protected tick(row: RunRow, { isRange }: { readonly isRange: boolean }): void {
    if (isRange) this.selection()?.extendTo(row, this.rows());
    else this.selection()?.toggle(row);
  }

  protected tickAll(): void {
    if (this.isAllSelected()) this.selection()?.clear();
    else this.selection()?.add(this.rows());
  }

  protected trackRow(_: number, { jobId }: RunRow): string {
    return jobId;
  }

  /** As by its link, where it has one and is drawn: so it leads there without a router too. */
  #open({ jobId, run }: RunRow, event: Event): void {
    const link = this.#find(jobId, '.name[href]');
    if (link) link.click();
    else this.opened.emit({ run: run(), event });
  }

  /** What is drawn of a run. */
  #find(jobId: string, selector: string): HTMLElement | null {
    return this.#host.querySelector(`[data-run="${jobId}"] ${selector}`);
  }
}
