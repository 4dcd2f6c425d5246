import { DestroyRef, inject, signal, untracked, type Signal } from '@angular/core';
import { comparePositions, type Position, type StoredJobEvent } from '@jobwire/events';
import { defer, merge, skipUntil, Subject, switchMap, tap, type Observable, type Subscription } from 'rxjs';
import type { ApiProblem } from '../api/api-problem';
import { JobEvents } from '../stream/job-events';
import { retryLoad } from './retry-load';

/** `error`: loading failed. What was loaded before, if anything, is still there. */
export type LoadStatus = 'loading' | 'ready' | 'error';

/** What to ask for over HTTP, and what to do with the answer and with events. */
export interface LiveQueryHandlers<Answer> {
  /** Asks for it. An observable that completes without an answer asks for nothing. */
  readonly load: () => Observable<Answer>;
  /**
   * The answer is there. `meanwhile` came while it was on its way: the answer may know some of that already, which positions tell,
   * and some of that may still come later: see `knows`.
   */
  readonly loaded: (answer: Answer, meanwhile: readonly StoredJobEvent[]) => void;
  /** Events as they come, in batches; also while it is loaded anew, so that what is there stays true until then. */
  readonly take: (events: readonly StoredJobEvent[]) => void;
  /** What the answer knows: events up to there are not given with it, nor after it. Default: all are given. */
  readonly knows?: (answer: Answer) => Position;
  /** Which events matter. Default: all. */
  readonly only?: (event: StoredJobEvent) => boolean;
}

/**
 * What is loaded once over HTTP and then kept up to date by events, with no polling: it is loaded when the stream is open, again
 * after a gap in the stream, and again after an error, when the connection is back or a little later.
 */
export class LiveQuery<Answer> {
  readonly #status = signal<LoadStatus>('loading');
  readonly #error = signal<ApiProblem | undefined>(undefined);
  readonly #reloads = new Subject<void>();
  readonly #subscription: Subscription;
  /** What came while the answer was on its way. */
  #meanwhile: StoredJobEvent[] | undefined;
  /** What the answer knows. `undefined` while it is asked anew: after a gap positions may go back. */
  #knownUpTo: Position | undefined;

  readonly status: Signal<LoadStatus> = this.#status.asReadonly();
  /** Why loading failed, while `status` is `error`. */
  readonly error: Signal<ApiProblem | undefined> = this.#error.asReadonly();

  constructor(
    private readonly events: JobEvents,
    private readonly handlers: LiveQueryHandlers<Answer>,
  ) {
    // Listens before it loads: what happens in between waits for the answer.
    this.#subscription = events.batches$.subscribe((batch) => this.#take(batch));
    this.#subscription.add(
      merge(events.loadNow$, this.#reloads.pipe(skipUntil(events.loadNow$)))
        .pipe(switchMap(() => this.#load()))
        .subscribe(),
    );
  }

  /** Loads anew, now. What is there stays there until then. */
  reload(): void {
    if (untracked(this.#status) === 'error') this.#status.set('loading');
    this.#reloads.next();
  }

  /** Loads something else: what is there does not count any more. */
  restart(): void {
    this.#status.set('loading');
    this.#error.set(undefined);
    this.#reloads.next();
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #load(): Observable<Answer> {
    return defer(() => {
      this.#meanwhile = [];
      this.#knownUpTo = undefined;
      return this.handlers.load();
    }).pipe(
      tap({
        next: (answer) => this.#loaded(answer),
        error: (problem: ApiProblem) => this.#failed(problem),
        complete: () => (this.#meanwhile = undefined),
      }),
      retryLoad(this.events.recovered$),
    );
  }

  #loaded(answer: Answer): void {
    const meanwhile = this.#meanwhile ?? [];
    this.#meanwhile = undefined;
    this.#knownUpTo = this.handlers.knows?.(answer);
    this.handlers.loaded(answer, this.#unknown(meanwhile));
    this.#error.set(undefined);
    this.#status.set('ready');
  }

  #failed(problem: ApiProblem): void {
    this.#meanwhile = undefined;
    this.#error.set(problem);
    this.#status.set('error');
  }

  #take(batch: readonly StoredJobEvent[]): void {
    const { only, take } = this.handlers;
    const wanted = this.#unknown(only ? batch.filter(only) : batch);
    if (wanted.length === 0) return;
    this.#meanwhile?.push(...wanted);
    take(wanted);
  }

  #unknown(events: readonly StoredJobEvent[]): readonly StoredJobEvent[] {
    const upTo = this.#knownUpTo;
    return upTo === undefined ? events : events.filter(({ position }) => comparePositions(position, upTo) > 0);
  }
}

/** A {@link LiveQuery} that ends with the component or service that asks for it. */
export function injectLiveQuery<Answer>(handlers: LiveQueryHandlers<Answer>): LiveQuery<Answer> {
  const query = new LiveQuery(inject(JobEvents), handlers);
  inject(DestroyRef).onDestroy(() => query.stop());
  return query;
}
