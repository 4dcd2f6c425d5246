import type { RecentRun } from '@jobwire/events';

export interface SparklineExample {
  readonly title: string;
  readonly runs: readonly RecentRun[];
  readonly usualMs?: number;
  readonly runningMs?: number;
}

/** Seconds. */
const DURATIONS = [68, 72, 75, 70, 66, 81, 74, 72, 69, 77, 71, 65, 73, 72];
const RUNS = DURATIONS.map((seconds): RecentRun => ({ state: 'completed', durationMs: seconds * 1_000 }));
const usualMs = 72_000;

export const SPARKLINE_EXAMPLES: readonly SparklineExample[] = [
  { title: 'Few runs', runs: RUNS.slice(-3) },
  { title: '14 runs', runs: RUNS, usualMs },
  { title: 'Failed', runs: RUNS.map((run, index) => (index === 6 ? { ...run, state: 'failed' } : run)), usualMs },
  { title: 'Slow', runs: [...RUNS.slice(1), { state: 'completed', durationMs: 166_000 }], usualMs },
  { title: 'Running', runs: RUNS, usualMs, runningMs: 48_000 },
];
