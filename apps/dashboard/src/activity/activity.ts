import { DestroyRef, inject, Injectable, signal, type Signal } from '@angular/core';
import { JobEvents, JobsApi, type ApiProblem, type LoadStatus } from '@jobwire/angular';
import { comparePositions, type EventPage, type JobEventType, type StoredJobEvent } from '@jobwire/events';
import {
  catchError,
  defer,
  EMPTY,
  filter,
  firstValueFrom,
  merge,
  Subject,
  switchMap,
  tap,
  type Observable,
} from 'rxjs';

const MINUTE_MS = 60_000;

/** All but progress, which nobody wants to read later. */
const KEPT: readonly JobEventType[] = ['queued', 'started', 'completed', 'failed', 'cancelled', 'anomaly_detected'];

/** How far back it goes: the longest of these spans whose events fit into one page. */
const SPANS_MS: readonly number[] = [60 * MINUTE_MS, 10 * MINUTE_MS, MINUTE_MS];
const PAGE = 10_000;

/** Where there are more events the oldest go. */
const MOST_EVENTS = 20_000;

/** What runs have been through lately, without their progress: loaded once, from then on kept up to date by events. */
@Injectable({ providedIn: 'root' })
export class Activity {
  readonly #api = inject(JobsApi);
  readonly #events = signal<readonly StoredJobEvent[]>([]);
  readonly #since = signal(Date.now());
  readonly #status = signal<LoadStatus>('loading');
  readonly #error = signal<ApiProblem | undefined>(undefined);
  readonly #reloads = new Subject<void>();
  /** What came while a page was on its way. */
  #waiting: StoredJobEvent[] | undefined;

  /** Oldest first. */
  readonly events: Signal<readonly StoredJobEvent[]> = this.#events.asReadonly();
  /** From when on none is missing, in milliseconds since 1970. */
  readonly since: Signal<number> = this.#since.asReadonly();
  readonly status: Signal<LoadStatus> = this.#status.asReadonly();
  readonly error: Signal<ApiProblem | undefined> = this.#error.asReadonly();

  constructor() {
    const stream = inject(JobEvents);
    // Listens before it loads: what happens in between waits for the page.
    const subscription = stream.batches$.subscribe((batch) => this.#take(batch));
    const tryAgain = stream.recovered$.pipe(filter(() => this.#status() === 'error'));
    subscription.add(
      merge(stream.loadNow$, tryAgain, this.#reloads)
        .pipe(switchMap(() => this.#load()))
        .subscribe(),
    );
    inject(DestroyRef).onDestroy(() => subscription.unsubscribe());
  }

  reload(): void {
    this.#reloads.next();
  }

  #load(): Observable<unknown> {
    return defer(() => {
      this.#waiting = [];
      return this.#newestPage();
    }).pipe(
      tap({
        next: ({ since, page }) => this.#loaded(since, page),
        error: (problem: ApiProblem) => this.#failed(problem),
      }),
      catchError(() => EMPTY),
    );
  }

  async #newestPage(): Promise<{ since: number; page: EventPage }> {
    const now = Date.now();
    for (const [index, span] of SPANS_MS.entries()) {
      const since = now - span;
      const page = await firstValueFrom(this.#api.history({ since, filter: { type: KEPT }, limit: PAGE }));
      if (!page.more || index === SPANS_MS.length - 1) return { since, page };
    }
    throw new Error('There is no span to load.');
  }

  #loaded(since: number, { events, position }: EventPage): void {
    const news = this.#waiting?.filter((event) => comparePositions(event.position, position) > 0) ?? [];
    this.#waiting = undefined;
    this.#events.set([...events, ...news]);
    this.#since.set(since);
    this.#error.set(undefined);
    this.#status.set('ready');
  }

  #failed(problem: ApiProblem): void {
    this.#waiting = undefined;
    this.#error.set(problem);
    this.#status.set('error');
  }

  #take(batch: readonly StoredJobEvent[]): void {
    const kept = batch.filter(({ type }) => KEPT.includes(type));
    if (kept.length === 0) return;
    this.#waiting?.push(...kept);
    this.#events.update((events) => {
      const from = Date.now() - (SPANS_MS[0] ?? 0);
      const all = [...events, ...kept].slice(-MOST_EVENTS);
      const oldest = all.findIndex(({ epochMs }) => epochMs >= from);
      return oldest > 0 ? all.slice(oldest) : all;
    });
  }
}
