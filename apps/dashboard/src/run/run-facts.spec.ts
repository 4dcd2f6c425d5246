import type { JobRun } from '@jobwire/events';
import { factsOfRun, formatMoment } from './run-facts';
import type { RunTries } from './run-tries';

const run: JobRun = { jobId: 'a1', jobName: 'scan', serverId: 1, state: 'running', anomalies: 0 };
const startedAt = '2026-03-01T14:18:41Z';
const now = Date.parse('2026-03-01T14:22:08Z');

const told = (more: Partial<JobRun>, isLive = true): string[] =>
  factsOfRun({ ...run, ...more }, { now, isLive, timeZone: 'UTC' }).map(({ label, value, more: rest }) =>
    [label, value, rest].filter((text) => text !== '').join(' / '),
  );

it('says since when a run waits', () => {
  expect(told({ state: 'queued', queuedAt: '2026-03-01T14:21:56Z' })).toEqual(['Queued / 14:21:56 / 12 s ago']);
});

it('says how long a run goes on already and how long it may still take', () => {
  expect(told({ startedAt, by: { kind: 'schedule' }, progress: { percent: 62 } })).toEqual([
    'Started / 14:18:41 / 3 m 27 s ago',
    'Left / about 2 m 07 s / done about 14:24:15',
  ]);
});

it('makes no estimate while the page is not live, nor without a share', () => {
  expect(told({ startedAt, progress: { percent: 62 } }, false)).toHaveLength(2);
  expect(told({ startedAt, progress: { current: 7 } })).toHaveLength(2);
});

it('compares a run with what is usual, and judges by it where its own pace does not tell', () => {
  const usual = { startedAt, usualDurationMs: 310_000 };
  expect(told(usual).slice(1)).toEqual([
    'Left / about 1 m 43 s / as usual, done about 14:23:51',
    'Compared with usual / as usual so far / 5 m 10 s, usual',
  ]);
  expect(told({ ...usual, usualDurationMs: 90_000 }).at(-1)).toBe(
    'Compared with usual / Slow: 2.3× usual / 1 m 30 s, usual',
  );
  const ended = { ...usual, state: 'completed', finishedAt: '2026-03-01T14:19:41Z', durationMs: 60_000 } as const;
  expect(told(ended).at(-1)).toBe('Ran for / 1 m 00 s / usual: 5 m 10 s');
});

it('leads to the run that it repeats, and says who asked for it', () => {
  const by = { kind: 'retry', name: 'k7q4m2xd', person: 'Mira K.' } as const;
  const facts = factsOfRun(
    { ...run, state: 'queued', queuedAt: startedAt, by },
    { now, isLive: true, timeZone: 'UTC' },
  );
  expect(facts.map(({ label, more, jobId }) => [label, more, jobId])).toEqual([
    ['Queued', 'by Mira K.', undefined],
    ['Retry of', '', 'k7q4m2xd'],
  ]);
});

it('says when a run that was put off starts, until then', () => {
  const queued = { state: 'queued', queuedAt: '2026-03-01T14:21:56Z' } as const;
  expect(told({ ...queued, startsAt: '2026-03-01T14:23:38.4Z' })).toEqual([
    'Queued / 14:21:56 / 12 s ago',
    'Starts / in 1 m 31 s / 14:23:38',
  ]);
  expect(told({ ...queued, startsAt: '2026-03-01T14:22:08Z' })).toHaveLength(1);
});

describe('of a run of a job that is tried again', () => {
  const facts = (more: Partial<JobRun>, tries: RunTries) =>
    factsOfRun({ ...run, ...more }, { now, isLive: true, timeZone: 'UTC' }, { tries }).map(
      ({ label, value, more: rest, jobId }) =>
        [label, value, rest, jobId ?? ''].filter((text) => text !== '').join(' / '),
    );

  it('says which try it is', () => {
    expect(facts({ startedAt }, { nth: 1, most: 3 }).at(-1)).toBe('Try / 1 of 3');
    expect(facts({ startedAt }, { nth: 2 }).at(-1)).toBe('Try / 2');
    expect(facts({ state: 'failed' }, { nth: 3, most: 3 })).toEqual(['Try / 3 of 3 / the last one']);
    expect(facts({ state: 'completed' }, { nth: 2, most: 3 })).toEqual(['Try / 2 of 3']);
    expect(facts({ state: 'completed' }, { nth: 1, most: 3 })).toEqual([]);
  });

  it('leads to the next try, and says when that begins', () => {
    const tries = (startsAt: string) => ({ nth: 1, most: 3, next: { jobId: 'k7q4m2xd', startsAt } });
    expect(facts({ state: 'failed' }, tries('2026-03-01T14:22:20Z'))).toEqual([
      'Try / 1 of 3',
      'Next try / k7q4m2xd / in 12 s, 14:22:20 / k7q4m2xd',
    ]);
    expect(facts({ state: 'failed' }, tries('2026-03-01T14:22:08Z')).at(-1)).toBe('Next try / k7q4m2xd / k7q4m2xd');
  });
});

it('says how long a run took', () => {
  const ended = { startedAt, finishedAt: '2026-03-01T14:19:41Z', durationMs: 60_000 } as const;
  expect(told({ ...ended, state: 'completed', progress: { percent: 100 } })).toEqual([
    'Started / 14:18:41 / 3 m ago',
    'Ran for / 1 m 00 s',
  ]);
});

it('says how far a run came that did not get to its end', () => {
  const ended = { startedAt, finishedAt: '2026-03-01T14:19:41Z', durationMs: 60_000 } as const;
  const progress = { current: 71, total: 113, percent: 62.8 };
  expect(told({ ...ended, state: 'failed', progress }).at(-1)).toBe('Got to / 62\u00a0% / 71 of 113');
  expect(told({ ...ended, state: 'cancelled', progress }).at(-1)).toBe('Got to / 62\u00a0% / 71 of 113');
});

it('has nothing to say of a run of which only the end is known', () => {
  expect(told({ state: 'failed', finishedAt: startedAt })).toEqual([]);
});

it('gives the date of what is not of today', () => {
  expect(formatMoment('2026-02-28T23:00:00Z', { now, timeZone: 'UTC' })).toBe('28 Feb, 23:00:00');
  expect(formatMoment('2025-12-31T23:00:00Z', { now, timeZone: 'UTC' })).toBe('31 Dec 2025, 23:00:00');
});
