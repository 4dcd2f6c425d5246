import type { JobRun } from '@jobwire/events';

/** When the newest of a test's runs begins, unless told. */
const NEWEST = Date.parse('2026-03-01T14:20:00Z');

/**
 * A run that has ended, of "db-backup" on server 1. It is `age` seconds older than the newest, which began at `newest`, in
 * milliseconds since 1970: by default on 1 March 2026 at 14:20 UTC.
 */
export function aRun(jobId: string, age = 0, more: Partial<JobRun> = {}, newest = NEWEST): JobRun {
  const started = newest - age * 1_000;
  return {
    jobId,
    jobName: 'db-backup',
    serverId: 1,
    state: 'completed',
    startedAt: new Date(started).toISOString(),
    finishedAt: new Date(started + 9_000).toISOString(),
    durationMs: 9_000,
    anomalies: 0,
    ...more,
  };
}
