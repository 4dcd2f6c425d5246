import { MinuteCounts } from './minute-counts.ts';

const MINUTE_MS = 60_000;
const start = Date.UTC(2026, 10, 24, 10);

function countsOf(...minutes: readonly number[]) {
  const counts = new MinuteCounts();
  for (const minute of minutes) counts.add(start + minute * MINUTE_MS + 7_000, 2);
  return counts.toEvidence();
}

it('begin with the first minute that has any, and leave none out', () => {
  expect(countsOf(0, 0, 3)).toEqual({ from: '2026-11-24T10:00:00.000Z', stepMs: MINUTE_MS, counts: [4, 0, 0, 2] });
});

it('are those of the hour up to the newest, wherever they come from', () => {
  expect(countsOf(0, 61, 60, 1, 2)).toMatchObject({
    from: '2026-11-24T10:02:00.000Z',
    counts: [2, ...Array.from({ length: 57 }, () => 0), 2, 2],
  });
});

it('forget all before a long silence', () => {
  expect(countsOf(0, 5_000)).toEqual({ from: '2026-11-27T21:20:00.000Z', stepMs: MINUTE_MS, counts: [2] });
});

it('are none before the first', () => {
  expect(new MinuteCounts().toEvidence()).toBeUndefined();
});
