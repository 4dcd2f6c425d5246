import { inject, Injectable } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { JobEvents } from '@jobwire/angular';
import type { JobEventType } from '@jobwire/events';
import { bufferWhen, delay, filter, merge, share, Subject, take } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { Kept } from './kept';
import { LiveRegion } from './live-region';
import { sumUp, type News } from './sum-up';

const ANNOUNCEMENTS = ['failures', 'off', 'all'] as const;
type Announcements = (typeof ANNOUNCEMENTS)[number];

/** At most one sentence in so many milliseconds. */
const PAUSE_MS = 5_000;

/** Progress is never read out. */
const TYPES: Readonly<Record<Announcements, readonly JobEventType[]>> = {
  off: [],
  failures: ['failed'],
  all: ['started', 'completed', 'failed', 'cancelled', 'anomaly_detected'],
};

/** Reads out what happens to those who do not see the page: in one region, seldom, and summed up. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  readonly #region = inject(LiveRegion);
  readonly #told = new Subject<string>();

  /** What is to be read out. */
  readonly wanted = inject(Kept).choice('announcements', ANNOUNCEMENTS);

  constructor() {
    const fleet = inject(Fleet);
    const happened = inject(JobEvents).on({ type: [...TYPES.all] });
    const news = merge(happened, this.#told).pipe(
      filter((item) => this.#isWanted(item)),
      share(),
    );
    news
      .pipe(
        // The clock begins with the first that has not been told.
        bufferWhen(() => news.pipe(take(1), delay(PAUSE_MS))),
        takeUntilDestroyed(),
      )
      .subscribe((batch) => {
        const sentence = sumUp(batch, (serverId) => fleet.nameOf(serverId));
        if (sentence !== '') this.#region.announce(sentence, 'polite');
      });
  }

  /** Something about the page itself. Of several in the same pause the last is read out. */
  tell(sentence: string): void {
    this.#told.next(sentence);
  }

  /** What cannot wait and nobody can do without: at once, whatever was chosen. */
  alarm(sentence: string): void {
    this.#region.announce(sentence, 'assertive');
  }

  #isWanted(item: News): boolean {
    const wanted = this.wanted();
    return typeof item === 'string' ? wanted !== 'off' : TYPES[wanted].includes(item.type);
  }
}
