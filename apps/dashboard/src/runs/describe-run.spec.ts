import { describeBy, describeRun, describeStart } from './describe-run';
import { describeResult } from './describe-result';
import { aRun } from './testing/runs';

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
});

it('sums a result up in figures, else in its first line', () => {
  expect(describeResult({ path: '/srv', files: 77_102, bytes: 412e9, largest: [] })).toBe('77,102 files, 412 GB');
  expect(describeResult({ bytes: 950, allocatedBytes: 1_900_000 })).toBe('950 bytes, 1.9 MB allocated');
  expect(describeResult({ message: 'well\ndone' })).toBe('well');
  expect([undefined, null, [1], {}].map(describeResult)).toEqual(['', '', '', '']);
});

it('says who and when, with the date where it is not today', () => {
  expect(describeBy({ kind: 'person', name: 'Mira K.' })).toBe('Mira K.');
  expect([
    describeBy({ kind: 'schedule' }),
    describeBy({ kind: 'api' }),
    describeBy({ kind: 'retry', name: 'k7q4' }),
    describeBy(undefined),
  ]).toEqual(['schedule', 'API', 'retry', '']);
  expect(describeStart(startedAt, NOW, 'UTC')).toBe('14:12:02');
  expect(describeStart('2026-02-27T08:00:00Z', NOW, 'UTC')).toBe('27 Feb 08:00');
  expect(describeStart(undefined, NOW, 'UTC')).toBe('–');
});
