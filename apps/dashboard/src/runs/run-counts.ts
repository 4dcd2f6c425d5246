import { formatCount } from '@jobwire/angular';
import type { JobRun, RunCounts } from '@jobwire/events';

export const NO_RUNS: RunCounts = { queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };

export function totalOf(counts: RunCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Counts after a run has changed: `undefined` is a run that is not counted. */
export function recount(counts: RunCounts, before: JobRun | undefined, after: JobRun | undefined): RunCounts {
  if (before?.state === after?.state) return counts;
  const changed = { ...counts };
  if (before) changed[before.state] = Math.max(0, changed[before.state] - 1);
  if (after) changed[after.state]++;
  return changed;
}

/** "10,284 runs". */
export function describeTotal(total: number): string {
  return `${formatCount(total)} ${total === 1 ? 'run' : 'runs'}`;
}

/** "41 failed, 6 running"; states without runs are left out. */
export function describeCounts({ failed, running, queued }: RunCounts): string {
  const parts = [
    [failed, 'failed'],
    [running, 'running'],
    [queued, 'queued'],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatCount(count)} ${word}`)
    .join(', ');
}
