import { INTERRUPTED, type JobRun } from '@jobwire/events';
import { aJob, aStatus } from '../testing/fake-server';
import { triesOf } from './run-tries';

const run: JobRun = { jobId: 'a1', jobName: 'scan', serverId: 1, state: 'failed', anomalies: 0 };
const job = aJob('scan', { retries: { attempts: 2, backoffMs: 1_000 } });
const startsAt = '2026-03-01T14:22:20Z';
const waiting = aStatus('scan', {
  state: 'queued',
  jobId: 'a2',
  startsAt,
  recentRuns: [{ jobId: 'a1', state: 'failed', durationMs: 7 }],
});

it('says which try a run is, of how many where the job says it', () => {
  expect(triesOf({ ...run, state: 'running' }, job, undefined)).toEqual({ nth: 1, most: 3 });
  expect(triesOf({ ...run, state: 'running', attempt: 3 }, job, undefined)).toEqual({ nth: 3, most: 3 });
  expect(triesOf({ ...run, attempt: 2 }, undefined, undefined)).toEqual({ nth: 2 });
  expect(triesOf({ ...run, attempt: 9 }, job, undefined)).toEqual({ nth: 9 });
  expect(triesOf(run, aJob('scan'), waiting)).toBeUndefined();
});

it('finds the next try while it waits, and after', () => {
  expect(triesOf(run, job, waiting)?.next).toEqual({ jobId: 'a2', startsAt });
  expect(triesOf(run, job, { ...waiting, state: 'running' })?.next).toEqual({ jobId: 'a2' });
  const recentRuns = [...(waiting.recentRuns ?? []), { jobId: 'a2', state: 'failed' }] as const;
  expect(triesOf(run, job, { ...waiting, recentRuns: [...recentRuns], jobId: 'a3' })?.next).toEqual({ jobId: 'a2' });
});

it.each<[string, Partial<JobRun>]>([
  ['has not failed', { state: 'cancelled' }],
  ['was interrupted', { error: INTERRUPTED }],
  ['was the last', { attempt: 3 }],
  ['is not remembered', { jobId: 'a0' }],
])('knows of none after a run that %s', (_, more) => {
  expect(triesOf({ ...run, ...more }, job, waiting)?.next).toBeUndefined();
});
