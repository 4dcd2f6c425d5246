import { applyToRun, isOver, type JobRun, type StoredJobEvent } from '@jobwire/events';

/** So many runs that do not fit the filter are remembered while they go on. */
const MOST = 5_000;

/** Runs that are not listed because they do not fit: they may yet, when they end. */
export class KnownRuns {
  readonly #runs = new Map<string, JobRun>();

  /** The run after this event; `undefined` where its beginning was not seen. */
  take(event: StoredJobEvent, usualDurationMs: number | undefined): JobRun | undefined {
    const { jobId } = event;
    if (jobId === undefined) return undefined;
    const before = this.#runs.get(jobId);
    const after = applyToRun(before, event);
    if (!after) return undefined;
    const run = before || usualDurationMs === undefined ? after : { ...after, usualDurationMs };
    this.keep(run);
    return run;
  }

  /** What has ended changes no more. */
  keep(run: JobRun): void {
    if (isOver(run)) return this.forget(run.jobId);
    this.#runs.set(run.jobId, run);
    const oldest = this.#runs.keys().next();
    if (this.#runs.size > MOST && !oldest.done) this.#runs.delete(oldest.value);
  }

  forget(jobId: string): void {
    this.#runs.delete(jobId);
  }

  clear(): void {
    this.#runs.clear();
  }
}
