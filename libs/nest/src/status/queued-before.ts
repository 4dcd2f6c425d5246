import type { JobStatus } from '@jobwire/events';

/** How many of these jobs have been queued for longer than this one. Those that wait for a time are not before it. */
export function queuedBefore(status: JobStatus, jobs: readonly JobStatus[]): number {
  const since = queuedMs(status);
  return jobs.filter((other) => other.state === 'queued' && !other.startsAt && queuedMs(other) < since).length;
}

function queuedMs({ activeSince = '' }: JobStatus): number {
  return Date.parse(activeSince);
}
