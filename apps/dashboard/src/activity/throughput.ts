import { inject, Injectable, signal, type Signal } from '@angular/core';
import { injectLiveQuery, JobsApi } from '@jobwire/angular';
import { comparePositions, type RunStats } from '@jobwire/events';
import { addToMinutes, minutesOf, type EndedByMinute } from './per-minute';

const HOUR_MS = 60 * 60_000;

/** How many runs ended in each minute of the last hour: counted by the server once, from then on by events. */
@Injectable({ providedIn: 'root' })
export class Throughput {
  readonly #api = inject(JobsApi);
  readonly #ended = signal<EndedByMinute>(new Map());
  readonly #query = injectLiveQuery<RunStats>({
    load: () => this.#api.stats({ from: Date.now() - HOUR_MS }),
    loaded: (stats, meanwhile) => {
      const news = meanwhile.filter(({ position }) => comparePositions(position, stats.position) > 0);
      this.#ended.set(addToMinutes(minutesOf(stats), news));
    },
    take: (news) => this.#ended.update((ended) => addToMinutes(ended, news)),
  });

  readonly ended: Signal<EndedByMinute> = this.#ended.asReadonly();
  readonly status = this.#query.status;
}
