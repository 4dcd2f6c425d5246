import { ApiProblem } from '@jobwire/angular';
import type { JobStatus } from '@jobwire/events';
import { aJob, toExamples, type Example } from './example';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** The status card in each state that a job, its server and the connection can be in. */
export function cardExamples(now: number): readonly Example[] {
  const ago = (ms: number): string => new Date(now - ms).toISOString();
  const done: Partial<JobStatus> = { lastFinishedAt: ago(18 * MINUTE), lastDurationMs: 72 * SECOND };
  const running: Partial<JobStatus> = {
    state: 'running',
    jobId: 'k7q4m2xd',
    activeSince: ago(196 * SECOND),
    progress: { current: 48_120, total: 77_400, percent: 62 },
  };
  const slow: Partial<JobStatus> = {
    ...running,
    activeSince: ago(510 * SECOND),
    usualDurationMs: 222 * SECOND,
    progress: { current: 29_412, total: 77_400, percent: 38 },
  };
  const failed: Partial<JobStatus> = {
    state: 'failed',
    lastError: 'ENOSPC: no space left on device, write',
    lastFinishedAt: ago(4 * MINUTE),
  };
  const anomaly = { position: '1-1', severity: 'critical', summary: '', timestamp: ago(6 * MINUTE) } as const;

  return toExamples(1, [
    { title: 'Running', jobs: [aJob('disk-usage-scan', running)] },
    { title: 'Running, 1.5 times the usual time or more', jobs: [aJob('disk-usage-scan', slow)] },
    {
      title: 'Running, no total',
      jobs: [aJob('auth-log-scan', { ...running, activeSince: ago(40 * SECOND), progress: { current: 48_120 } })],
    },
    {
      title: 'Queued',
      jobs: [
        aJob('db-backup', { state: 'queued', jobId: 'p3f8c1wa', activeSince: ago(12 * SECOND), queuePosition: 1 }),
      ],
    },
    { title: 'Done', jobs: [aJob('db-backup', done)] },
    { title: 'Done with anomaly', jobs: [aJob('auth-log-scan', { ...done, openAnomalies: [anomaly] })] },
    { title: 'Failed', jobs: [aJob('db-backup', failed)] },
    { title: 'Cancelling', jobs: [aJob('disk-usage-scan', { ...running, cancelRequested: true })] },
    { title: 'Cancelled', jobs: [aJob('db-backup', { ...done, state: 'stopped' })] },
    { title: 'Never run', jobs: [aJob('file-integrity-check')] },
    {
      title: 'Server offline',
      jobs: [aJob('disk-usage-scan', { ...running, progress: { percent: 12 } })],
      info: { online: false },
    },
    { title: 'Server that only publishes', jobs: [aJob('invoice-export', done)], info: { publishesOnly: true } },
    { title: 'No jobs' },
    { title: 'Loading', jobs: 'no answer' },
    {
      title: 'Error',
      jobs: new ApiProblem('The job server did not answer within 10 s (502).', { status: 502 }),
    },
    {
      title: 'Stale',
      jobs: [aJob('disk-usage-scan', running), aJob('db-backup', failed)],
      play: (stream) => {
        stream.hello();
        stream.connection({ status: 'offline' });
      },
    },
  ]);
}
