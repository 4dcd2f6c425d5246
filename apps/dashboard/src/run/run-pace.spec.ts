import type { JobRun } from '@jobwire/events';
import { comparedWithUsual, formatRate, timeLeft } from './run-pace';

const startedAt = new Date(0).toISOString();
const run: JobRun = { jobId: 'a1', jobName: 'scan', serverId: 1, state: 'running', startedAt, anomalies: 0 };
const usual = { ...run, usualDurationMs: 100_000 };

it.each([
  [1_232, '1,232/s'],
  [4.25, '4.3/s'],
  [0.5, '30/min'],
  [0.01, '0.6/min'],
])('writes %d a second as %s', (rate, words) => {
  expect(formatRate(rate)).toBe(words);
});

it('judges what is left by the own pace, else by what is usual', () => {
  expect(timeLeft({ ...usual, progress: { percent: 50 } }, 40_000)).toEqual({ ms: 40_000, by: 'pace' });
  expect(timeLeft(usual, 40_000)).toEqual({ ms: 60_000, by: 'usual' });
  expect([timeLeft(usual, 120_000), timeLeft(run, 40_000)]).toEqual([undefined, undefined]);
});

it('compares with what is usual, and calls slow what takes half as long again', () => {
  expect(comparedWithUsual(usual, 230_000)).toEqual({ words: '2.3× usual', isSlow: true });
  expect(comparedWithUsual(usual, 40_000)?.words).toBe('as usual so far');
  expect(comparedWithUsual({ ...usual, progress: { percent: 20 } }, 40_000)?.words).toBe('2.0× usual');
  expect(comparedWithUsual({ ...usual, progress: { percent: 50 } }, 50_000)?.words).toBe('as usual');
  expect(comparedWithUsual(run, 40_000)).toBeUndefined();
});
