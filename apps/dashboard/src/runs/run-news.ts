import type { JobsApi } from '@jobwire/angular';
import { applyToRun, isOver, withoutSuperseded, type JobRun, type StoredJobEvent } from '@jobwire/events';
import { catchError, EMPTY, mergeMap, Subject, type Subscription } from 'rxjs';
import type { Fleet } from '../fleet/fleet';
import { KnownRuns } from './known-runs';
import type { RunMatcher } from './run-matcher';
import type { RunRow } from './run-row';

/** Runs that wait to be looked up; more are left to the next load. */
const MOST_LOOKED_UP = 50;

/** What events mean for a list of runs. */
export class RunNews {
  readonly #known = new KnownRuns();
  readonly #lookUps = new Subject<string>();
  readonly #asked = new Set<string>();
  readonly #subscription: Subscription;

  constructor(
    api: JobsApi,
    private readonly fleet: Fleet,
    found: (run: JobRun) => void,
  ) {
    this.#subscription = this.#lookUps
      .pipe(mergeMap((jobId) => api.run(jobId).pipe(catchError(() => EMPTY)), 2))
      .subscribe(({ events: _, ...run }) => {
        if (this.#asked.delete(run.jobId)) found(run);
      });
  }

  /** Listed runs as they are now, and others that have changed. What has ended and may fit is looked up. */
  take(
    events: readonly StoredJobEvent[],
    find: (jobId: string) => RunRow | undefined,
    matcher: RunMatcher,
  ): { readonly changed: ReadonlyMap<RunRow, JobRun>; readonly others: readonly JobRun[] } {
    const changed = new Map<RunRow, JobRun>();
    const others = new Map<string, JobRun>();
    for (const event of withoutSuperseded(events)) {
      if (event.jobId === undefined) continue;
      const row = find(event.jobId);
      if (row) changed.set(row, this.#follow(changed.get(row) ?? row.run(), event));
      else this.#other(event, others, matcher);
    }
    return { changed, others: [...others.values()] };
  }

  /** A run that left the list: its events still matter. */
  keep(run: JobRun): void {
    this.#known.keep(run);
  }

  forget(jobId: string): void {
    this.#known.forget(jobId);
  }

  clear(): void {
    this.#known.clear();
    this.#asked.clear();
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #follow(run: JobRun, event: StoredJobEvent): JobRun {
    const after = applyToRun(run, event) ?? run;
    if (after.usualDurationMs !== undefined || isOver(after)) return after;
    const usualDurationMs = this.#usual(event);
    return usualDurationMs === undefined ? after : { ...after, usualDurationMs };
  }

  #other(event: StoredJobEvent, others: Map<string, JobRun>, matcher: RunMatcher): void {
    const { jobId = '' } = event;
    const run = this.#known.take(event, this.#usual(event));
    if (run) others.set(jobId, run);
    else if (others.has(jobId)) others.set(jobId, applyToRun(others.get(jobId), event) as JobRun);
    else if (matcher.mayFit(event) && this.#asked.size < MOST_LOOKED_UP && !this.#asked.has(jobId)) {
      this.#asked.add(jobId);
      this.#lookUps.next(jobId);
    }
  }

  /** What a run of this job usually takes: the events of a run do not say it. */
  #usual({ jobName, serverId }: StoredJobEvent): number | undefined {
    return jobName === undefined ? undefined : this.fleet.statusOf({ serverId, jobName })?.usualDurationMs;
  }
}
