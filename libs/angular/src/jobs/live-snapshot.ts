import { computed, signal, type Signal } from '@angular/core';
import { applyJobEvent, type JobStatus, type ServerSnapshot, type StoredJobEvent } from '@jobwire/events';
import { defer, merge, Subject, switchMap, tap, type Observable, type Subscription } from 'rxjs';
import type { ApiProblem } from '../api/api-problem';
import type { JobsApi } from '../api/jobs-api';
import type { JobEvents } from '../stream/job-events';
import { retryLoad } from './retry-load';

/** A job of a server. It is the same object as long as the job is listed: only what reads its status follows it. */
export interface ServerJob {
  readonly jobName: string;
  readonly status: Signal<JobStatus>;
}

/** `error`: loading failed. What was loaded before, if anything, is still there. */
export type LoadStatus = 'loading' | 'ready' | 'error';

/** A server's jobs: loaded once, from then on kept up to date by events, loaded anew only after a gap. */
export class LiveSnapshot {
  readonly #snapshot = signal<ServerSnapshot | undefined>(undefined);
  readonly #status = signal<LoadStatus>('loading');
  readonly #error = signal<ApiProblem | undefined>(undefined);
  readonly #loadedAt = signal<number | undefined>(undefined);
  readonly #reloads = new Subject<void>();
  readonly #rows = new Map<string, ServerJob>();
  readonly #names = computed(() => this.#snapshot()?.jobs.map(({ jobName }) => jobName) ?? [], { equal: isSameList });
  /** What came while a snapshot was on its way. */
  #waiting: StoredJobEvent[] | undefined;
  #subscription: Subscription | undefined;

  readonly snapshot: Signal<ServerSnapshot | undefined> = this.#snapshot.asReadonly();
  readonly status: Signal<LoadStatus> = this.#status.asReadonly();
  readonly error: Signal<ApiProblem | undefined> = this.#error.asReadonly();
  readonly jobs: Signal<readonly ServerJob[]> = computed(() => this.#names().map((jobName) => this.#row(jobName)));
  readonly asOf: Signal<number | undefined> = computed(() => {
    const loadedAt = this.#loadedAt();
    if (this.events.isLive() || loadedAt === undefined) return undefined;
    return Math.max(loadedAt, this.events.asOf() ?? 0);
  });

  constructor(
    readonly serverId: number,
    private readonly events: JobEvents,
    private readonly api: JobsApi,
  ) {}

  start(): void {
    // Listens before it loads: what happens in between waits for the snapshot.
    this.#subscription = this.events.batches$.subscribe((batch) => this.#take(batch));
    this.#subscription.add(
      merge(this.events.loadNow$, this.#reloads)
        .pipe(switchMap(() => this.#load()))
        .subscribe(),
    );
  }

  stop(): void {
    this.#subscription?.unsubscribe();
  }

  /** Loads the snapshot anew, e.g. after an error. */
  reload(): void {
    if (this.#status() === 'error') this.#status.set('loading');
    this.#reloads.next();
  }

  #load(): Observable<ServerSnapshot> {
    return defer(() => {
      this.#waiting = [];
      return this.api.snapshot(this.serverId);
    }).pipe(
      tap({ next: (snapshot) => this.#loaded(snapshot), error: (problem: ApiProblem) => this.#failed(problem) }),
      retryLoad(this.events.recovered$),
    );
  }

  #loaded(loaded: ServerSnapshot): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#snapshot.set(waiting.reduce(applyJobEvent, loaded));
    this.#loadedAt.set(Date.now());
    this.#error.set(undefined);
    this.#status.set('ready');
  }

  #failed(problem: ApiProblem): void {
    this.#waiting = undefined;
    this.#error.set(problem);
    this.#status.set('error');
  }

  #take(batch: readonly StoredJobEvent[]): void {
    const own = batch.filter(({ serverId }) => serverId === this.serverId);
    if (own.length === 0) return;
    this.#waiting?.push(...own);
    this.#snapshot.update((snapshot) => snapshot && own.reduce(applyJobEvent, snapshot));
  }

  #row(jobName: string): ServerJob {
    const row = this.#rows.get(jobName) ?? { jobName, status: this.#statusOf(jobName) };
    this.#rows.set(jobName, row);
    return row;
  }

  #statusOf(jobName: string): Signal<JobStatus> {
    let last: JobStatus | undefined;
    return computed(() => {
      last = this.#snapshot()?.jobs.find((job) => job.jobName === jobName) ?? last;
      if (!last) throw new Error(`Job "${jobName}" was never listed on server ${this.serverId}.`);
      return last;
    });
  }
}

function isSameList(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((name, index) => name === after[index]);
}
