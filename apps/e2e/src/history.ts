import type { NewJobEvent, Severity } from '@jobwire/events';
import type { Jobwire } from './jobwire.ts';

const MINUTE_MS = 60_000;
const USUAL_MS = 20_000;
/** Of each job on each server, before what is published last. */
const EARLIER_RUNS = 4;

const MIRA = { kind: 'person', name: 'Mira K.' } as const;

/** What other programs have published: servers 2 to 7 with all that a run can come to, and anomalies of each severity. */
export async function publishHistory(jobwire: Jobwire): Promise<void> {
  const servers = [2, 3, 4, 5, 6, 7];
  const events = ['db-backup', 'invoice-export'].flatMap((jobName) =>
    servers.flatMap((serverId) =>
      Array.from({ length: EARLIER_RUNS }, (_, index) => aRun({ jobName, serverId, number: EARLIER_RUNS - index })),
    ),
  );
  await jobwire.publish(...events.flat(), ...latest());
}

/** Runs of the job server's own jobs that failed: they can be started again, and fail again. */
export async function publishFailures(jobwire: Jobwire): Promise<void> {
  const runs = [
    { jobName: 'disk-usage-scan', input: { path: 'not-there' } },
    { jobName: 'auth-log-scan', input: { file: 'not-there.log' } },
  ];
  await jobwire.publish(
    ...runs.flatMap(({ jobName, input }): NewJobEvent[] => {
      const run = { jobName, serverId: 1, jobId: `${jobName}-failed` };
      return [
        { ...run, type: 'queued', by: MIRA, data: input, timestamp: ago(2 * MINUTE_MS) },
        { ...run, type: 'started', timestamp: ago(2 * MINUTE_MS - 100) },
        { ...run, type: 'failed', error: 'There is no such file', timestamp: ago(2 * MINUTE_MS - 200) },
      ];
    }),
  );
}

/** An anomaly that no run has found. */
export function anAnomaly(severity: Severity, summary: string): NewJobEvent {
  return {
    type: 'anomaly_detected',
    jobName: 'auth-log-scan',
    serverId: 6,
    data: { severity, summary, evidence: { address: '203.0.113.9', failures: 214, users: ['root', 'admin'] } },
  };
}

/** A run that is done, from its place in the queue on. `number`: how many runs of its job there are up to now. */
function aRun({ jobName, serverId, number }: { jobName: string; serverId: number; number: number }): NewJobEvent[] {
  const run = { jobName, serverId, jobId: `${jobName}-${serverId}-${number}` };
  const began = (number + 1) * MINUTE_MS;
  return [
    { ...run, type: 'queued', by: { kind: 'schedule' }, data: { target: '/srv/mail' }, timestamp: ago(began) },
    { ...run, type: 'started', by: { kind: 'schedule' }, timestamp: ago(began) },
    { ...run, type: 'progress', progress: { current: 480, total: 774 }, timestamp: ago(began - USUAL_MS / 2) },
    { ...run, type: 'completed', data: { files: 774, bytes: 412e9 }, timestamp: ago(began - USUAL_MS) },
  ];
}

/** What has happened last: slow, failed, waiting, cancelled, without a total; and anomalies. */
function latest(): readonly NewJobEvent[] {
  return [
    ...begun({ jobName: 'db-backup', serverId: 2, jobId: 'slow' }, 50_000),
    { ...named('db-backup', 2, 'slow'), type: 'progress', progress: { current: 480, total: 774 } },
    ...begun({ jobName: 'db-backup', serverId: 3, jobId: 'broken' }, 30_000),
    {
      ...named('db-backup', 3, 'broken'),
      type: 'failed',
      error: 'ENOSPC: no space left on device, write',
      failure: {
        name: 'Error',
        stack: 'Error: ENOSPC: no space left on device, write\n    at write (dump.js:12:7)\n    at dump (dump.js:3:1)',
        causes: [{ name: 'QuotaError', message: 'quota exceeded on /srv/mail' }],
      },
    },
    { ...named('db-backup', 4, 'waiting'), type: 'queued', by: MIRA },
    ...begun({ jobName: 'db-backup', serverId: 5, jobId: 'given-up' }, 30_000),
    { ...named('db-backup', 5, 'given-up'), type: 'cancelled', by: MIRA },
    ...begun({ jobName: 'invoice-export', serverId: 7, jobId: 'without-total' }, 5_000),
    { ...named('invoice-export', 7, 'without-total'), type: 'progress', progress: { current: 48_120 } },
    anAnomaly('low', 'A login at an unusual hour'),
    anAnomaly('medium', 'A new user: backup2'),
    anAnomaly('high', '/etc/passwd was changed'),
    anAnomaly('critical', '214 failed logins from 203.0.113.9, then one that succeeded'),
  ];
}

function begun(run: { jobName: string; serverId: number; jobId: string }, before: number): NewJobEvent[] {
  return [
    { ...run, type: 'queued', by: MIRA, data: { target: '/srv/mail' }, timestamp: ago(before + 1_000) },
    { ...run, type: 'started', by: MIRA, timestamp: ago(before) },
  ];
}

function named(jobName: string, serverId: number, jobId: string) {
  return { jobName, serverId, jobId };
}

function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}
