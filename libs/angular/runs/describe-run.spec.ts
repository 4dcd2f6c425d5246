import { aRun } from '@jobwire/angular/testing';
import { describeBy, describeRun, describeStart } from './describe-run';

const NOW = Date.parse('2026-03-01T14:22:08Z');
const startedAt = '2026-03-01T14:12:02Z';
const going = { ...aRun('a', 0), state: 'running', startedAt } as const;
const { finishedAt: _, durationMs: __, ...running } = going;

it('compares a run that goes on with the usual', () => {
  const run = { ...running, usualDurationMs: 263_000, progress: { current: 311_204, total: 820_000, percent: 38 } };
  expect(describeRun(run, NOW)).toMatchObject({
    icon: 'running',
    word: 'Running',
    share: 0.38,
    percent: '38\u00a0%',
    duration: '10 m 06 s',
    slowTag: '2.3× usual',
    detail: '311,204 of 820,000',
  });
  expect(describeRun({ ...run, usualDurationMs: 600_000 }, NOW).slowTag).toBe('');
});

it('says how long a queued run waits, and behind how many', () => {
  const queued = { ...running, state: 'queued', startedAt: undefined, queuedAt: '2026-03-01T14:21:56Z' } as const;
  const { startedAt: ___, ...run } = queued;
  expect(describeRun(run, NOW, 1)).toMatchObject({ word: 'Queued', duration: '12 s waiting', detail: '1 ahead of it' });
  expect(describeRun(run, NOW).detail).toBe('');
});

it('says when a run that was put off starts, until it may', () => {
  const run = { ...running, state: 'queued', startsAt: '2026-03-01T14:22:38.4Z' } as const;
  expect(describeRun(run, NOW, 1).detail).toBe('starts in 31 s');
  expect(describeRun(run, NOW + 31_000, 1).detail).toBe('1 ahead of it');
});

it('says what came of a run that has ended', () => {
  expect(describeRun(aRun('a', 0, { state: 'failed', error: 'ENOSPC' }), NOW)).toMatchObject({
    detail: 'ENOSPC',
    detailTone: 'fail',
    duration: '9 s',
  });
  expect(describeRun(aRun('a', 0, { anomalies: 2, result: { files: 3 } }), NOW)).toMatchObject({
    detail: '2 anomalies',
    detailTone: 'warn',
    isFound: true,
  });
  expect(describeRun(aRun('a', 0, { state: 'cancelled' }), NOW)).toMatchObject({ word: 'Cancelled', detail: '' });
  const cancelledBy = { kind: 'person', name: 'Mira K.' } as const;
  expect(describeRun(aRun('a', 0, { state: 'cancelled', cancelledBy }), NOW).detail).toBe('by Mira K.');
});

it('says when, with the date where it is not today', () => {
  const reading = { now: NOW, timeZone: 'UTC' };
  expect(describeStart(startedAt, reading)).toBe('14:12:02');
  expect(describeStart(startedAt, reading, { to: 'minute' })).toBe('14:12');
  expect(describeStart('2026-02-27T08:00:00Z', reading, { to: 'minute' })).toBe('27 Feb 08:00');
  expect(describeStart('2025-03-01T14:12:02Z', reading)).toBe('1 Mar 2025');
  expect(describeStart(undefined, reading)).toBe('–');
});

it('says in one word who wanted it', () => {
  expect(describeBy({ kind: 'person', name: 'Mira K.' })).toBe('Mira K.');
  expect([
    describeBy({ kind: 'schedule' }),
    describeBy({ kind: 'api' }),
    describeBy({ kind: 'retry', name: 'k7q4' }),
    describeBy(undefined),
  ]).toEqual(['schedule', 'API', 'retry', '']);
});
