import { applyToRun, type JobRun, type JobStatus, type StoredJobEvent } from '@jobwire/events';

/** A run after one more of its events. When it starts it remembers what its job's status says is usual then. */
export function foldRun(
  run: JobRun | undefined,
  event: StoredJobEvent,
  status: Pick<JobStatus, 'usualDurationMs'> | undefined,
): JobRun | undefined {
  const after = applyToRun(run, event);
  const hasStarted = event.type === 'started' && after !== run;
  if (!after || !hasStarted || status?.usualDurationMs === undefined) return after;
  return { ...after, usualDurationMs: status.usualDurationMs };
}
