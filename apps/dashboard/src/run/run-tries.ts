import { isInterrupted, type JobInfo, type JobRun, type JobStatus } from '@jobwire/events';
import { knownRuns } from './neighbour-runs';

/** Which try of how many a run is. */
export interface RunTries {
  /** From 1 on. */
  readonly nth: number;
  /** Where it is known. */
  readonly most?: number;
  /** The try after it, which is a run of its own, and when that may start where it waits. */
  readonly next?: { readonly jobId: string; readonly startsAt?: string };
}

/** `undefined` of a run that is not tried again where it fails, as far as is known. */
export function triesOf(
  run: JobRun,
  job: Pick<JobInfo, 'retries'> | undefined,
  status: JobStatus | undefined,
): RunTries | undefined {
  const nth = run.attempt ?? 1;
  const planned = job?.retries && job.retries.attempts + 1;
  if (planned === undefined && run.attempt === undefined) return undefined;
  // What a job says may have changed since.
  const most = planned === undefined || planned < nth ? undefined : planned;
  const isFollowed = run.state === 'failed' && !isInterrupted(run) && most !== undefined && nth < most;
  const next = isFollowed ? nextOf(run, status) : undefined;
  return { nth, ...(most === undefined ? {} : { most }), ...(next ? { next } : {}) };
}

/** The place of the job is kept between tries: the run that comes next is the next try. */
function nextOf({ jobId }: JobRun, status: JobStatus | undefined): RunTries['next'] {
  const known = knownRuns(status);
  const index = known.indexOf(jobId);
  const next = index < 0 ? undefined : known[index + 1];
  if (next === undefined) return undefined;
  const startsAt = status?.jobId === next && status.state === 'queued' ? status.startsAt : undefined;
  return { jobId: next, ...(startsAt === undefined ? {} : { startsAt }) };
}
