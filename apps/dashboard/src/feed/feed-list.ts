import { ScrollingModule } from '@angular/cdk/scrolling';
import { Component, computed, type ElementRef, inject, input, output, viewChild } from '@angular/core';
import { Appearance } from '../shell/appearance';
import { injectIsNarrow } from '../shell/media';
import type { FeedEntry } from './feed-entry';
import { FeedRow } from './feed-row';

/** Items of two lines, in pixels. */
const NARROW = 58;

/** Scrolled so far down in pixels, one reads on. */
const READS_ON = 12;

/** Events as rows, the newest first, that are only drawn where they are seen. */
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
  /** Somebody has scrolled down: they read on. */
  readonly readsOn = output();

  readonly #appearance = inject(Appearance);
  protected readonly table = viewChild.required<ElementRef<HTMLElement>>('table');
  protected readonly narrow = injectIsNarrow();
  protected readonly rowHeight = computed(() => (this.narrow() ? NARROW : this.#appearance.rowHeight()));

  scrollToTop(): void {
    this.table().nativeElement.scrollTop = 0;
  }

  protected scrolled({ scrollTop }: Element): void {
    if (scrollTop > READS_ON) this.readsOn.emit();
  }

  protected readonly trackEntry = (index: number, { position }: FeedEntry): number | string =>
    this.isFast() ? index : position;
}
