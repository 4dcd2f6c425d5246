import type { JobRun } from '@jobwire/events';

/** When the newest of a test's runs began. */
const NEWEST = Date.parse('2026-03-01T14:20:00Z');

/** A run that has ended, `age` seconds older than the newest. */
export function aRun(jobId: string, age = 0, more: Partial<JobRun> = {}): JobRun {
  const started = NEWEST - age * 1_000;
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

/** Many runs, the newest first. */
export function manyRuns(count: number): readonly JobRun[] {
  return Array.from({ length: count }, (_, index) => aRun(`r${index}`, index));
}
