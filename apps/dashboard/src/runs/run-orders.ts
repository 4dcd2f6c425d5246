import { inject, Injectable } from '@angular/core';
import { JobEvents, JobsApi, shortId, type ApiProblem } from '@jobwire/angular';
import { isOver, type JobRun } from '@jobwire/events';
import { catchError, from, lastValueFrom, map, mergeMap, of, toArray, type Observable } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { Notices } from '../shell/notices';
import { Person } from '../shell/person';
import { OwnJobs } from '../trigger/own-jobs';
import { describeTotal } from './run-counts';

export type RunOrder = 'retry' | 'cancel';

/** Requests at a time. */
const AT_ONCE = 4;

const DONE: Readonly<Record<RunOrder, (runs: string) => string>> = {
  retry: (runs) => `${runs} started again`,
  cancel: (runs) => `${runs} asked to stop`,
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

  /** Why an order cannot be given for a run, in words; `undefined` where it can. */
  refusal(order: RunOrder, run: JobRun): string | undefined {
    if (order === 'retry' && !isOver(run)) return 'It has not ended.';
    if (order === 'cancel' && isOver(run)) return 'It has ended.';
    if (order === 'cancel' && run.cancelRequested) return 'It was asked to stop already.';
    if (!this.#ownJobs.find(run)) return `${this.#fleet.nameOf(run.serverId)} only publishes this job.`;
    return this.#fleet.offlineReason(run.serverId);
  }

  /** Why every order has to wait. */
  readonly waitReason = this.#events.waitReason;

  /** Sends an order for each run, and says how many went well. */
  async give(order: RunOrder, runs: readonly JobRun[], { isLeaving = false } = {}): Promise<void> {
    const problems = await lastValueFrom(
      from(runs).pipe(
        mergeMap((run) => this.#send(order, run), isLeaving ? Infinity : AT_ONCE),
        toArray(),
      ),
    );
    const refused = problems.filter((problem) => problem !== undefined);
    const done = runs.length - refused.length;
    const [first] = refused;
    if (!first) return this.#notices.say(`${DONE[order](describeTotal(done))}.`);
    const link =
      first.jobId === undefined ? undefined : { label: `Open ${shortId(first.jobId)}`, path: `/runs/${first.jobId}` };
    const parts = done > 0 ? [`${DONE[order](describeTotal(done))}, ${refused.length} not`] : [];
    const refusal = runs.length === 1 ? [] : [`${refused.length} of ${runs.length} refused`];
    this.#notices.say([...(parts.length > 0 ? parts : refusal), first.detail].join(': '), link);
  }

  #send(order: RunOrder, { jobId }: JobRun): Observable<ApiProblem | undefined> {
    const by = this.#person.by();
    const request = order === 'retry' ? this.#api.retry(jobId, { by }) : this.#api.cancel(jobId, { by });
    return request.pipe(
      map(() => undefined),
      catchError((problem: ApiProblem) => of(problem)),
    );
  }
}
