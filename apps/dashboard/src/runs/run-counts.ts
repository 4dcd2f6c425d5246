import { countFailed, formatIcu } from '@jobwire/angular';
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

/** "about 10,284 runs", where nobody has counted to the end. */
export function describeAbout(total: number): string {
  return formatIcu($localize`{RUNS, plural, =1 {about 1 run} other {about {RUNS} runs}}`, { RUNS: total });
}

/** "41 failed, 6 running"; states without runs are left out. */
export function describeCounts({ failed, running, queued }: RunCounts): string {
  const parts = [
    ...(failed > 0 ? [countFailed(failed)] : []),
    ...(running > 0 ? [formatIcu($localize`:Runs:{RUNS, plural, other {{RUNS} running}}`, { RUNS: running })] : []),
    ...(queued > 0 ? [formatIcu($localize`:Runs:{RUNS, plural, other {{RUNS} queued}}`, { RUNS: queued })] : []),
  ];
  return parts.join(', ');
}
