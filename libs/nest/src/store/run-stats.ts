import type { RunState, RunStats } from '@jobwire/events';
import type { StatsQuery } from './event-store.ts';

export const MINUTE_MS = 60_000;

/** Runs that ended at one time, or in the minute that begins then. */
export interface EndedRuns {
  readonly endedMs: number;
  readonly state: RunState;
  readonly runs: number;
}

/** Sums up by steps. Whole minutes are counted, also the one that `to` is in. */
export function statsOf({ from, to, stepMs }: StatsQuery, ended: readonly EndedRuns[]): Omit<RunStats, 'position'> {
  const steps = new Map<number, { completed: number; failed: number; cancelled: number }>();
  const end = Math.ceil(to / MINUTE_MS) * MINUTE_MS;
  for (const { endedMs, state, runs } of ended) {
    if (endedMs < from || endedMs >= end || state === 'queued' || state === 'running') continue;
    const at = from + Math.floor((endedMs - from) / stepMs) * stepMs;
    const step = steps.get(at) ?? { completed: 0, failed: 0, cancelled: 0 };
    step[state] += runs;
    steps.set(at, step);
  }
  return { from, to, stepMs, steps: [...steps].sort(([a], [b]) => a - b).map(([at, counts]) => ({ at, ...counts })) };
}
