import { inject, Injectable, signal, type Signal } from '@angular/core';
import { injectLiveQuery, JobsApi } from '@jobwire/angular';
import { BEGINNING, comparePositions, type Position, type RunStats, type StoredJobEvent } from '@jobwire/events';
import { addToMinutes, minutesOf, type EndedByMinute } from './per-minute';

const HOUR_MS = 60 * 60_000;

/** How many runs ended in each minute of the last hour: counted by the server once, from then on by events. */
@Injectable({ providedIn: 'root' })
export class Throughput {
  readonly #api = inject(JobsApi);
  readonly #ended = signal<EndedByMinute>(new Map());
  /** What came up to here was counted by the server; some of that may be delivered yet. */
  #countedUpTo: Position = BEGINNING;
  readonly #query = injectLiveQuery<RunStats>({
    load: () => this.#api.stats({ from: Date.now() - HOUR_MS }),
    loaded: (stats, meanwhile) => {
      this.#countedUpTo = stats.position;
      this.#ended.set(addToMinutes(minutesOf(stats), this.#after(meanwhile)));
    },
    take: (news) => this.#ended.update((ended) => addToMinutes(ended, this.#after(news))),
  });

  readonly ended: Signal<EndedByMinute> = this.#ended.asReadonly();
  readonly status = this.#query.status;

  #after(news: readonly StoredJobEvent[]): readonly StoredJobEvent[] {
    return news.filter(({ position }) => comparePositions(position, this.#countedUpTo) > 0);
  }
}
