import { CdkVirtualScrollViewport, ScrollingModule } from '@angular/cdk/scrolling';
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
import { Router } from '@angular/router';
import { injectFewerRows } from '@jobwire/angular/runs';
import type { Position } from '@jobwire/events';
import { Appearance, injectIsNarrow } from '../shell';
import { revealRow } from '../shell/reveal-row';
import type { FeedEntry } from './feed-entry';
import { FeedRow } from './feed-row';

/** Items of two lines, in pixels. */
const NARROW = 58;

/** In pixels. */
const BUFFER = 180;

/** Scrolled so far down in pixels, one reads on. */
const READS_ON = 12;

/** Events as rows, the newest first, that are only drawn where they are seen. One tab stop: arrows inside, Enter opens the run. */
@Component({
  selector: 'app-feed-list',
  imports: [FeedRow, ScrollingModule],
  templateUrl: './feed-list.html',
  styleUrl: './feed-list.css',
})
export class FeedList {
  readonly entries = input.required<readonly FeedEntry[]>();
  readonly serverName = input.required<(serverId: number) => string>();
  readonly startOf = input.required<(jobId: string | undefined) => number | undefined>();
  readonly timeZone = input<string>();
  /** All that is seen changes at once: rows then keep their places, and change what they say. */
  readonly isFast = input(false);
  /** Somebody has scrolled down, or gone to a row by key: they read on. */
  readonly readsOn = output();

  readonly #appearance = inject(Appearance);
  readonly #router = inject(Router);
  /** The entry that keys go to. It stays the same while others come. */
  readonly #active = signal<Position | undefined>(undefined);
  #lastIndex = 0;
  protected readonly table = viewChild.required<ElementRef<HTMLElement>>('table');
  protected readonly head = viewChild.required<ElementRef<HTMLElement>>('head');
  protected readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  protected readonly rows = viewChildren(FeedRow);
  protected readonly narrow = injectIsNarrow();
  protected readonly rowHeight = computed(() => (this.narrow() ? NARROW : this.#appearance.rowHeight()));

  /** Rows are drawn so far beyond what is seen, for whoever scrolls. Rows that rush by are not drawn in vain. */
  protected readonly buffer = computed(() => (this.isFast() ? this.rowHeight() : BUFFER));

  /** Nothing where it is scrolled out of sight: what is not drawn cannot be read. */
  protected readonly activeId = computed(() => {
    const active = this.#active();
    return this.rows().some((row) => row.entry().position === active) ? `event-${active}` : null;
  });

  constructor() {
    injectFewerRows(this.viewport, this.buffer);
  }

  /** Goes to the newest, from which keys begin anew. */
  scrollToTop(): void {
    this.table().nativeElement.scrollTop = 0;
    this.#active.set(undefined);
  }

  protected isActive({ position }: FeedEntry): boolean {
    return position === this.#active();
  }

  protected press(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (ctrlKey || metaKey || altKey || shiftKey) return;
    const next = this.#next(key);
    if (next !== undefined) this.#goTo(next);
    else if (key === 'Enter') this.#open();
    else return;
    event.preventDefault();
  }

  protected scrolled({ scrollTop }: Element): void {
    if (scrollTop > READS_ON) this.readsOn.emit();
  }

  #next(key: string): number | undefined {
    const index = this.#index();
    switch (key) {
      case 'ArrowDown':
        return index + 1;
      case 'ArrowUp':
        return index - 1;
      case 'PageDown':
        return index + this.#page();
      case 'PageUp':
        return index - this.#page();
      case 'Home':
        return 0;
      case 'End':
        return Infinity;
      default:
        return undefined;
    }
  }

  /** Of the active entry; where it is gone, of the one that took its place. */
  #index(): number {
    const active = this.#active();
    if (active === undefined) return -1;
    const index = this.entries().findIndex(({ position }) => position === active);
    return index >= 0 ? index : Math.min(this.#lastIndex, this.entries().length - 1);
  }

  /** As many rows as are seen, less one to find one's place by. */
  #page(): number {
    const room = this.table().nativeElement.clientHeight - this.head().nativeElement.offsetHeight;
    return Math.max(1, Math.floor(room / this.rowHeight()) - 1);
  }

  #goTo(wanted: number): void {
    this.readsOn.emit();
    const index = Math.max(0, Math.min(this.entries().length - 1, wanted));
    this.#lastIndex = index;
    this.#active.set(this.entries()[index]?.position);
    const [height, head] = [this.rowHeight(), this.head().nativeElement.offsetHeight];
    revealRow(this.table().nativeElement, { top: index * height, height, head });
  }

  #open(): void {
    const entry = this.entries()[this.#index()];
    if (entry && entry.type !== 'gap' && entry.jobId !== undefined) void this.#router.navigate(['/runs', entry.jobId]);
  }

  protected readonly trackEntry = (index: number, { position }: FeedEntry): number | string =>
    this.isFast() ? index : position;
}
