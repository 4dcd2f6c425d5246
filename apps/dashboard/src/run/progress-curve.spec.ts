import type { JobRun } from '@jobwire/events';
import { progressCurve, rateCurve } from './progress-curve';
import type { ProgressTrack } from './progress-track';

const startedAt = new Date(0).toISOString();
const run: JobRun = { jobId: 'a1', jobName: 'scan', serverId: 1, state: 'running', startedAt, anomalies: 0 };
const halfway: JobRun = { ...run, progress: { current: 50, total: 100, percent: 50 } };
const usual = [90_000, 100_000, 100_000, 110_000, 120_000];

const trackOf = (...points: readonly [second: number, percent: number][]): ProgressTrack => ({
  count: points.length,
  points: points.map(([second, percent]) => ({ epochMs: second * 1_000, current: percent, total: 100, percent })),
});

it('goes from the start to the last progress, and on to the estimated end', () => {
  const curve = progressCurve(halfway, trackOf([20, 20], [50, 50]), { now: 50_000, isLive: true, completedMs: [] });
  expect(curve).toMatchObject({
    kind: 'percent',
    from: 0,
    to: 100_000,
    points: [
      [0, 0],
      [20_000, 20],
      [50_000, 50],
    ],
    estimate: [
      [50_000, 50],
      [100_000, 100],
    ],
  });
});

it('makes no estimate while the page is not live, nor after the end', () => {
  const track = trackOf([50, 50]);
  expect(progressCurve(halfway, track, { now: 50_000, isLive: false, completedMs: [] })?.estimate).toBeUndefined();
  const failed: JobRun = { ...halfway, state: 'failed', finishedAt: new Date(60_000).toISOString() };
  const curve = progressCurve(failed, track, { now: 90_000, isLive: true, completedMs: [] });
  expect([curve?.estimate, curve?.to]).toEqual([undefined, 60_000]);
});

it('shows what is usual from five earlier runs on', () => {
  const options = { now: 50_000, isLive: true, completedMs: usual };
  expect(progressCurve(halfway, trackOf([50, 50]), options)).toMatchObject({
    bandOf: 5,
    band: [
      [
        [0, 0],
        [100_000, 10_000_000 / 120_000],
      ],
      [
        [0, 0],
        [90_000, 100],
        [100_000, 100],
      ],
    ],
  });
  const few = { ...options, completedMs: usual.slice(1) };
  expect(progressCurve(halfway, trackOf([50, 50]), few)?.band).toBeUndefined();
});

it('never goes backwards', () => {
  const curve = progressCurve(halfway, trackOf([10, 40], [20, 30]), { now: 20_000, isLive: false, completedMs: [] });
  expect(curve?.points.map(([, value]) => value)).toEqual([0, 40, 40]);
});

it('only counts where no total is known', () => {
  const counted = { count: 1, points: [{ epochMs: 10_000, current: 7_000, total: undefined, percent: undefined }] };
  const curve = progressCurve(run, counted, { now: 20_000, isLive: true, completedMs: usual });
  expect(curve).toMatchObject({ kind: 'count', to: 20_000, band: undefined, estimate: undefined });
  expect(progressCurve(run, { count: 0, points: [] }, { now: 0, isLive: true, completedMs: [] })).toBeUndefined();
});

it('tells how fast it went, beside how fast it usually goes', () => {
  const curve = rateCurve(halfway, trackOf([10, 20], [20, 30]), { now: 20_000, isLive: true, completedMs: usual });
  expect(curve?.points).toEqual([
    [10_000, 2],
    [20_000, 1],
  ]);
  expect(curve?.band?.[1].map(([, rate]) => rate.toFixed(2))).toEqual(['1.11', '1.11']);
});
