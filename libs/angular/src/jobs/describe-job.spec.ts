import type { JobStatus, OpenAnomaly, Severity } from '@jobwire/events';
import { describeJob, estimateTimeLeft, isStatusKnown } from './describe-job';
import { aStatus } from './snapshots.fixture';

const progress = { current: 48_120, total: 77_400, percent: 62.2 };

const anomaly = (severity: Severity): OpenAnomaly => ({ position: '1-1', severity, summary: 'odd', timestamp: '' });

it.each([
  ['never ran', {}, ['never', 'Never run', '', 'quiet']],
  ['is done', { lastFinishedAt: 'x', lastDurationMs: 72_000 }, ['done', 'Done', '1 m 12 s', 'quiet']],
  ['is queued', { state: 'queued' }, ['queued', 'Queued', '', 'quiet']],
  ['runs', { state: 'running', progress }, ['running', 'Running 62\u00a0%', '48.1k of 77.4k', 'live']],
  [
    'runs without a total',
    { state: 'running', progress: { current: 48_120 } },
    ['running', 'Running', '48,120', 'live'],
  ],
  ['runs and says nothing', { state: 'running' }, ['running', 'Running', '', 'live']],
  [
    'is to stop',
    { state: 'running', progress, cancelRequested: true },
    ['cancelling', 'Cancelling', '48.1k of 77.4k', 'quiet'],
  ],
  ['is to stop before it ran', { state: 'queued', cancelRequested: true }, ['cancelling', 'Cancelling', '', 'quiet']],
  ['failed', { state: 'failed', lastError: 'ENOSPC' }, ['failed', 'Failed', 'ENOSPC', 'fail']],
  ['was cancelled', { state: 'stopped', lastDurationMs: 9_000 }, ['cancelled', 'Cancelled', 'after 9 s', 'quiet']],
  [
    'found something',
    { lastFinishedAt: 'x', openAnomalies: [anomaly('low'), anomaly('critical')] },
    ['done', 'Done', '1 critical', 'warn'],
  ],
  [
    'failed and found something',
    { state: 'failed', lastError: 'x', openAnomalies: [anomaly('low')] },
    ['failed', 'Failed', 'x', 'fail'],
  ],
] as const)('says how a job is that %s', (_title, more, [icon, word, detail, tone]) => {
  const status = { ...aStatus('scan'), ...more } as Parameters<typeof describeJob>[0];
  expect(describeJob(status)).toMatchObject({ icon, word, detail, tone });
});

it('says how many runs are ahead of a queued one', () => {
  const ahead = (queuePosition: number) => describeJob(aStatus('scan', { state: 'queued', queuePosition })).detail;
  expect([ahead(2), ahead(0)]).toEqual(['2 ahead of it', '']);
});

it('says when a run that was put off starts, until it may', () => {
  const startsAt = '2026-03-01T14:00:30.5Z';
  const status = aStatus('scan', { state: 'queued', startsAt, queuePosition: 2 });
  const at = (now: string) => describeJob(status, { now: Date.parse(now) }).detail;
  expect(at('2026-03-01T14:00:00Z')).toBe('starts in 31 s');
  expect(at('2026-03-01T12:00:00Z')).toBe('starts in 2 h 00 m');
  expect(at('2026-03-01T14:00:31Z')).toBe('2 ahead of it');
  expect(describeJob(status).detail).toBe('2 ahead of it');
});

describe('a running job', () => {
  const activeSince = '2026-03-01T14:00:00Z';
  const after = (ms: number, usualDurationMs?: number) =>
    describeJob(
      aStatus('scan', {
        state: 'running',
        progress,
        activeSince,
        ...(usualDurationMs === undefined ? {} : { usualDurationMs }),
      }),
      { now: Date.parse(activeSince) + ms },
    );

  it('is slow from one and a half times its usual duration on', () => {
    expect(after(149_999, 100_000)).toMatchObject({ detail: '48.1k of 77.4k', tone: 'live' });
    expect(after(150_000, 100_000)).toMatchObject({ detail: 'Slow: 1.5× usual', slow: 1.5, tone: 'live' });
    expect(after(1_234_000, 100_000).detail).toBe('Slow: 12× usual');
  });

  it('is not compared where nothing is usual yet', () => {
    expect(after(1_000_000).slow).toBeUndefined();
  });
});

it('gives the share done of a running job alone', () => {
  expect(describeJob(aStatus('scan', { state: 'running', progress })).share).toBeCloseTo(0.622);
  expect(describeJob(aStatus('scan', { state: 'running' })).share).toBeUndefined();
  expect(describeJob(aStatus('scan', { state: 'failed' })).share).toBeUndefined();
});

it('does not know how a job is on a server that is offline, but how it was', () => {
  const status = aStatus('scan', { state: 'running', progress: { percent: 12 } });
  expect(describeJob(status, { online: false })).toMatchObject({
    icon: 'unknown',
    word: 'Unknown',
    detail: 'was running 12\u00a0%',
  });
});

describe('estimateTimeLeft', () => {
  const activeSince = '2026-03-01T14:00:00Z';
  const at = (seconds: number): number => Date.parse(activeSince) + seconds * 1_000;
  const running = (percent?: number) =>
    aStatus('scan', { state: 'running', activeSince, ...(percent === undefined ? {} : { progress: { percent } }) });

  it('goes by the pace so far', () => {
    expect(estimateTimeLeft(running(25), at(60))).toBe(180_000);
    expect(estimateTimeLeft(running(100), at(60))).toBe(0);
  });

  it('says nothing where the pace is not known yet, or nothing runs', () => {
    expect(estimateTimeLeft(running(25), at(1))).toBeUndefined();
    expect(estimateTimeLeft(running(1), at(60))).toBeUndefined();
    expect(estimateTimeLeft(running(), at(60))).toBeUndefined();
    expect(estimateTimeLeft(aStatus('scan'), at(60))).toBeUndefined();
  });
});

it.each<[JobStatus['state'], boolean]>([
  ['idle', true],
  ['failed', true],
  ['stopped', true],
  ['queued', false],
  ['running', false],
])('knows of a quiet server that only publishes what has ended: %s, %s', (state, isKnown) => {
  const status = aStatus('sync', { state });
  expect(isStatusKnown(status, { online: false, publishesOnly: true })).toBe(isKnown);
  expect(isStatusKnown(status, { online: false })).toBe(false);
  expect(isStatusKnown(status, { online: true })).toBe(true);
});
