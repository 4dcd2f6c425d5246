import { computed, signal, untracked, type Signal } from '@angular/core';
import {
  applyToRun,
  BEGINNING,
  comparePositions,
  isOver,
  type AcceptedRun,
  type JobRun,
  type Position,
  type RunState,
  type StoredJobEvent,
} from '@jobwire/events';
import { finalize, firstValueFrom, type Observable, type Subscription } from 'rxjs';
import { toApiProblem, type ApiProblem } from '../api/api-problem';
import type { CancelRequest, JobsApi } from '../api/jobs-api';
import type { JobEvents } from '../stream/job-events';
import { retryLoad } from './retry-load';

export type TriggerState = 'ready' | 'sending' | 'running' | 'done' | 'failed' | 'cancelled';

/** A job on a server. */
export interface JobTarget {
  readonly jobName: string;
  readonly serverId: number;
}

const ENDED: ReadonlyMap<RunState, TriggerState> = new Map([
  ['completed', 'done'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
]);

/** One run at a time, from the request that starts it to its end. */
export class FollowedRun {
  readonly #jobId = signal<string | undefined>(undefined);
  readonly #run = signal<JobRun | undefined>(undefined);
  readonly #problem = signal<ApiProblem | undefined>(undefined);
  readonly #wasRunning = signal(false);
  readonly #isSending = signal(false);
  #target: JobTarget | undefined;
  #listening: Subscription | undefined;
  /** Events of the target that wait until it is known which run is followed, or how it was before them. */
  #waiting: StoredJobEvent[] | undefined;
  #hadGap = false;
  /** What is known of the run is true at this position. */
  #position: Position = BEGINNING;

  readonly jobId: Signal<string | undefined> = this.#jobId.asReadonly();
  readonly run: Signal<JobRun | undefined> = this.#run.asReadonly();
  readonly problem: Signal<ApiProblem | undefined> = this.#problem.asReadonly();
  readonly wasRunning: Signal<boolean> = this.#wasRunning.asReadonly();
  readonly state: Signal<TriggerState> = computed(() => {
    if (this.#isSending()) return 'sending';
    if (this.#jobId() === undefined) return 'ready';
    const run = this.#run();
    return (run && ENDED.get(run.state)) ?? 'running';
  });

  constructor(
    private readonly events: JobEvents,
    private readonly api: JobsApi,
  ) {}

  /**
   * Sends a request that starts a run, and follows it or, on 409, the run that is in its way. Resolves with the run that is
   * followed, `undefined` where the request was refused.
   */
  begin(target: JobTarget, request: Observable<AcceptedRun>): Promise<string | undefined> {
    const state = untracked(this.state);
    if (state === 'sending' || state === 'running') return Promise.resolve(untracked(this.#jobId));
    // Listens before it sends: the first events may be faster than the answer.
    const listening = this.#listen(target);
    this.#isSending.set(true);
    this.#problem.set(undefined);
    this.#wasRunning.set(false);
    let followed: string | undefined;
    return new Promise((resolve) => {
      listening.add(
        request.pipe(finalize(() => resolve(followed))).subscribe({
          next: ({ jobId }) => this.#follow((followed = jobId)),
          error: (problem: ApiProblem) => (followed = this.#refused(problem)),
        }),
      );
    });
  }

  /** Asks a run to stop: the followed one, or another. */
  async cancel(jobId: string | undefined = untracked(this.#jobId), who: CancelRequest = {}): Promise<void> {
    if (jobId === undefined) return;
    this.#problem.set(undefined);
    try {
      await firstValueFrom(this.api.cancel(jobId, who));
    } catch (error) {
      // An ApiProblem. On 409 it has ended already, maybe unheard.
      this.#problem.set(toApiProblem(error));
      if (jobId === untracked(this.#jobId) && untracked(this.state) === 'running') this.#catchUp(jobId);
    }
  }

  /** Forgets the run, unless it is one of this target. */
  letGoUnless({ jobName, serverId }: JobTarget): void {
    if (!this.#target || (this.#target.jobName === jobName && this.#target.serverId === serverId)) return;
    this.stop();
    this.#isSending.set(false);
    this.#jobId.set(undefined);
    this.#run.set(undefined);
    this.#problem.set(undefined);
    this.#wasRunning.set(false);
  }

  /** Hears nothing any more. */
  stop(): void {
    this.#listening?.unsubscribe();
  }

  #listen(target: JobTarget): Subscription {
    this.stop();
    this.#target = target;
    this.#waiting = [];
    this.#hadGap = false;
    const isOfTarget = ({ jobName, serverId }: StoredJobEvent): boolean =>
      jobName === target.jobName && serverId === target.serverId;
    const listening = this.events.batches$.subscribe((batch) => this.#take(batch.filter(isOfTarget)));
    listening.add(
      this.events.gaps$.subscribe(() => {
        const jobId = untracked(this.#jobId);
        if (jobId === undefined || untracked(this.#isSending)) this.#hadGap = true;
        else this.#catchUp(jobId);
      }),
    );
    return (this.#listening = listening);
  }

  #follow(jobId: string): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    this.#isSending.set(false);
    this.#jobId.set(jobId);
    this.#run.set(undefined);
    this.#position = BEGINNING;
    this.#take(waiting);
    if (this.#hadGap) this.#catchUp(jobId);
  }

  #refused(problem: ApiProblem): string | undefined {
    this.#problem.set(problem);
    this.#isSending.set(false);
    const { status, jobId } = problem;
    if (status !== 409 || jobId === undefined) return void this.stop();
    this.#wasRunning.set(true);
    this.#follow(jobId);
    this.#catchUp(jobId);
    return jobId;
  }

  /** Loads what the run has been through unheard. */
  #catchUp(jobId: string): void {
    this.#waiting = [];
    this.#listening?.add(
      this.api
        .run(jobId)
        .pipe(retryLoad(this.events.recovered$))
        .subscribe(({ events, ...run }) => {
          const waiting = this.#waiting ?? [];
          this.#waiting = undefined;
          this.#position = events.at(-1)?.position ?? BEGINNING;
          this.#set(run);
          this.#take(waiting);
        }),
    );
  }

  #take(events: readonly StoredJobEvent[]): void {
    this.#waiting?.push(...events);
    const jobId = untracked(this.#jobId);
    if (untracked(this.#isSending) || jobId === undefined) return;
    const news = events.filter(
      (event) => event.jobId === jobId && comparePositions(event.position, this.#position) > 0,
    );
    this.#position = news.at(-1)?.position ?? this.#position;
    this.#set(news.reduce(applyToRun, untracked(this.#run)));
  }

  #set(run: JobRun | undefined): void {
    this.#run.set(run);
    if (run && isOver(run)) this.stop();
  }
}
