import { inject, Injectable, signal, type Signal } from '@angular/core';
import { injectLiveQuery, JobsApi } from '@jobwire/angular';
import type { RunStats } from '@jobwire/events';
import { addToMinutes, minutesOf, type EndedByMinute } from './per-minute';

const HOUR_MS = 60 * 60_000;

/** How many runs ended in each minute of the last hour: counted by the server once, from then on by events. */
@Injectable({ providedIn: 'root' })
export class Throughput {
  readonly #api = inject(JobsApi);
  readonly #ended = signal<EndedByMinute>(new Map());
  readonly #query = injectLiveQuery<RunStats>({
    load: () => this.#api.stats({ from: Date.now() - HOUR_MS }),
    knows: ({ position }) => position,
    loaded: (stats, meanwhile) => this.#ended.set(addToMinutes(minutesOf(stats), meanwhile)),
    take: (news) => this.#ended.update((ended) => addToMinutes(ended, news)),
  });

  readonly ended: Signal<EndedByMinute> = this.#ended.asReadonly();
  readonly status = this.#query.status;
}
