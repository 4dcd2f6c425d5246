import { DestroyRef, inject, Injectable, signal, type Signal } from '@angular/core';
import { JobEvents, JobsApi, type LoadStatus } from '@jobwire/angular';
import { comparePositions, type RunStats, type StoredJobEvent } from '@jobwire/events';
import { catchError, defer, EMPTY, filter, merge, switchMap, tap, type Observable } from 'rxjs';
import { addToMinutes, minutesOf, type EndedByMinute } from './per-minute';

const HOUR_MS = 60 * 60_000;

/** How many runs ended in each minute of the last hour: counted by the server once, from then on by events. */
@Injectable({ providedIn: 'root' })
export class Throughput {
  readonly #api = inject(JobsApi);
  readonly #ended = signal<EndedByMinute>(new Map());
  readonly #status = signal<LoadStatus>('loading');
  /** What came while the answer was on its way. */
  #waiting: StoredJobEvent[] | undefined;

  readonly ended: Signal<EndedByMinute> = this.#ended.asReadonly();
  readonly status: Signal<LoadStatus> = this.#status.asReadonly();

  constructor() {
    const stream = inject(JobEvents);
    // Listens before it loads: what happens in between waits for the answer.
    const subscription = stream.batches$.subscribe((batch) => this.#take(batch));
    const tryAgain = stream.recovered$.pipe(filter(() => this.#status() === 'error'));
    subscription.add(
      merge(stream.loadNow$, tryAgain)
        .pipe(switchMap(() => this.#load()))
        .subscribe(),
    );
    inject(DestroyRef).onDestroy(() => subscription.unsubscribe());
  }

  #load(): Observable<unknown> {
    return defer(() => {
      this.#waiting = [];
      return this.#api.stats({ from: Date.now() - HOUR_MS });
    }).pipe(
      tap((stats) => this.#loaded(stats)),
      catchError(() => {
        // An ApiProblem: it is tried again with the next connection, and counts what comes meanwhile.
        this.#waiting = undefined;
        this.#status.set('error');
        return EMPTY;
      }),
    );
  }

  #loaded(stats: RunStats): void {
    const news = this.#waiting?.filter(({ position }) => comparePositions(position, stats.position) > 0) ?? [];
    this.#waiting = undefined;
    this.#ended.set(addToMinutes(minutesOf(stats), news));
    this.#status.set('ready');
  }

  #take(batch: readonly StoredJobEvent[]): void {
    this.#waiting?.push(...batch);
    this.#ended.update((ended) => addToMinutes(ended, batch));
  }
}
