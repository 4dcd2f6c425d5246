import type { JobRun, JobStatus, RunState } from '@jobwire/events';

const STATES: Readonly<Record<RunState, JobStatus['state']>> = {
  queued: 'queued',
  running: 'running',
  completed: 'idle',
  failed: 'failed',
  cancelled: 'stopped',
};

/** A run as the status of its job, so that both are told in the same words. */
export function statusOfRun(run: JobRun): JobStatus {
  const { jobName, state, startedAt, progress, cancelRequested, error, finishedAt, durationMs } = run;
  return {
    key: jobName,
    jobName,
    label: jobName,
    state: STATES[state],
    ...(startedAt === undefined ? {} : { activeSince: startedAt }),
    ...(progress === undefined || finishedAt !== undefined ? {} : { progress }),
    ...(cancelRequested === undefined ? {} : { cancelRequested }),
    ...(error === undefined ? {} : { lastError: error }),
    ...(finishedAt === undefined ? {} : { lastFinishedAt: finishedAt }),
    ...(durationMs === undefined ? {} : { lastDurationMs: durationMs }),
  };
}
