import type { StoredJobEvent } from '@jobwire/events';
import { addProgress, MOST_POINTS, NO_PROGRESS, rateOf } from './progress-track';

const at = (second: number, progress: object, type = 'progress'): StoredJobEvent =>
  ({ type, timestamp: new Date(second * 1_000).toISOString(), progress }) as unknown as StoredJobEvent;

it('takes the progress out of the events of a run, and counts it', () => {
  const track = addProgress(NO_PROGRESS, [at(0, {}, 'started'), at(1, { current: 5, total: 10, percent: 50 })]);
  expect(track).toEqual({ points: [{ epochMs: 1_000, current: 5, total: 10, percent: 50 }], count: 1 });
  expect(addProgress(track, [at(2, {}, 'completed')])).toBe(track);
});

it('keeps so many points as a chart can show, among them the last, and still counts all', () => {
  const events = Array.from({ length: 3 * MOST_POINTS }, (_, second) => at(second, { current: second }));
  const track = addProgress(NO_PROGRESS, events);
  expect(track.count).toBe(3 * MOST_POINTS);
  expect(track.points.length).toBeLessThanOrEqual(MOST_POINTS);
  expect(track.points.at(-1)?.current).toBe(3 * MOST_POINTS - 1);
});

it('judges the rate by the last stretch of the way', () => {
  const slow = Array.from({ length: 60 }, (_, second) => at(second + 1, { current: second + 1 }));
  const quick = Array.from({ length: 20 }, (_, second) => at(second + 61, { current: 60 + (second + 1) * 10 }));
  expect(rateOf(addProgress(NO_PROGRESS, [...slow, ...quick]), 0)).toBe(10);
  expect(rateOf(addProgress(NO_PROGRESS, slow.slice(0, 5)), 0)).toBe(1);
  expect(rateOf(addProgress(NO_PROGRESS, [at(5, { percent: 10 })]), 0)).toBeUndefined();
});
