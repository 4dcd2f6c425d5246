import { mergeRows, toRow } from './run-row';
import { recount, NO_RUNS, describeCounts } from './run-counts';
import { aRun } from './testing/runs';

it('merges what is new by when it began', () => {
  const rows = [aRun('b', 10), aRun('d', 30)].map(toRow);
  const merged = mergeRows([aRun('c', 20), aRun('e', 40), aRun('a', 0)].map(toRow), rows);
  expect(merged.map(({ jobId }) => jobId).join('')).toBe('abcde');
  expect(merged[1]).toBe(rows[0]);
});

it('counts a run where it is now', () => {
  const run = aRun('a', 0);
  const counts = recount(NO_RUNS, undefined, run);
  expect(counts.completed).toBe(1);
  expect(recount(counts, run, { ...run, state: 'failed' })).toMatchObject({ completed: 0, failed: 1 });
  expect(recount(counts, run, run)).toBe(counts);
  expect(recount(counts, run, undefined)).toEqual(NO_RUNS);
});

it('leaves states without runs out', () => {
  expect(describeCounts({ ...NO_RUNS, failed: 41, running: 6, completed: 10_000 })).toBe('41 failed, 6 running');
  expect(describeCounts(NO_RUNS)).toBe('');
});
