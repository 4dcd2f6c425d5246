import { inject, Injectable } from '@angular/core';
import { formatIcu, JobEvents, JobsApi, shortId, type ApiProblem } from '@jobwire/angular';
import { isOver, type JobRun } from '@jobwire/events';
import { catchError, from, lastValueFrom, map, mergeMap, of, toArray, type Observable } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { Notices, Person } from '../shell';
import { OwnJobs } from '../trigger/own-jobs';
import { Undoable } from './undoable';

export type RunOrder = 'retry' | 'cancel';

type RunId = Pick<JobRun, 'jobId'>;

/** Requests at a time. */
const AT_ONCE = 4;

const DONE: Readonly<Record<RunOrder, string>> = {
  retry: $localize`{RUNS, plural, =1 {1 run started again.} other {{RUNS} runs started again.}}`,
  cancel: $localize`{RUNS, plural, =1 {1 run asked to stop.} other {{RUNS} runs asked to stop.}}`,
};
const PARTLY_DONE: Readonly<Record<RunOrder, string>> = {
  retry: $localize`{RUNS, plural, =1 {1 run started again, {REFUSED} not: {WHY}} other {{RUNS} runs started again, {REFUSED} not: {WHY}}}`,
  cancel: $localize`{RUNS, plural, =1 {1 run asked to stop, {REFUSED} not: {WHY}} other {{RUNS} runs asked to stop, {REFUSED} not: {WHY}}}`,
};

/** Starts runs again and asks them to stop: one or many, and says what came of it. */
@Injectable({ providedIn: 'root' })
export class RunOrders {
  readonly #api = inject(JobsApi);
  readonly #events = inject(JobEvents);
  readonly #fleet = inject(Fleet);
  readonly #ownJobs = inject(OwnJobs);
  readonly #notices = inject(Notices);
  readonly #person = inject(Person);
  readonly #undoable = inject(Undoable);

  /** Why an order cannot be given for a run, in words; `undefined` where it can. */
  refusal(order: RunOrder, run: JobRun): string | undefined {
    if (order === 'retry' && !isOver(run)) return $localize`:A run:It has not ended.`;
    if (order === 'cancel' && isOver(run)) return $localize`:A run:It has ended.`;
    if (order === 'cancel' && run.cancelRequested) return $localize`:A run:It was asked to stop already.`;
    if (!this.#ownJobs.find(run))
      return $localize`${this.#fleet.nameOf(run.serverId)}:SERVER: only publishes this job.`;
    return this.#fleet.offlineReason(run.serverId);
  }

  /** Why every order has to wait. */
  readonly waitReason = this.#events.waitReason;

  /** Starts runs again in a while, unless that is undone before. */
  retrySoon(runs: readonly RunId[]): void {
    const message = $localize`{RUNS, plural, =1 {Retrying 1 run} other {Retrying {RUNS} runs}}`;
    const retrying = formatIcu(message, { RUNS: runs.length });
    this.#undoable.later(retrying, (how) => void this.give('retry', runs, how));
  }

  /** Sends an order for each run, and says how many went well. */
  async give(order: RunOrder, runs: readonly RunId[], { isLeaving = false } = {}): Promise<void> {
    const problems = await lastValueFrom(
      from(runs).pipe(
        mergeMap((run) => this.#send(order, run), isLeaving ? Infinity : AT_ONCE),
        toArray(),
      ),
    );
    const refused = problems.filter((problem) => problem !== undefined);
    const done = runs.length - refused.length;
    const [first] = refused;
    if (!first) return this.#notices.say(formatIcu(DONE[order], { RUNS: done }));
    const link =
      first.jobId === undefined
        ? undefined
        : { label: $localize`Open ${shortId(first.jobId)}:RUN:`, path: `/runs/${first.jobId}` };
    const values = { RUNS: done, REFUSED: refused.length, ALL: runs.length, WHY: first.detail };
    if (done > 0) return this.#notices.say(formatIcu(PARTLY_DONE[order], values), link);
    const message = $localize`:Runs:{REFUSED, plural, other {{REFUSED} of {ALL} refused: {WHY}}}`;
    this.#notices.say(runs.length === 1 ? first.detail : formatIcu(message, values), link);
  }

  #send(order: RunOrder, { jobId }: RunId): Observable<ApiProblem | undefined> {
    const by = this.#person.by();
    const request = order === 'retry' ? this.#api.retry(jobId, { by }) : this.#api.cancel(jobId, { by });
    return request.pipe(
      map(() => undefined),
      catchError((problem: ApiProblem) => of(problem)),
    );
  }
}
