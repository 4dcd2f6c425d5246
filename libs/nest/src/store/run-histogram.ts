import type { RunCounts, RunHistogram, RunState } from '@jobwire/events';

const MAX_BARS = 200;

const DAY_MS = 24 * 60 * 60_000;

/** What a bar may stand for: what a reader of a clock or a calendar calls round. Beyond a day: 1, 2, 5, 10, ... days. */
const ROUND_MS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 20, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 5, 10, 20, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 60 * 60_000),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map((days) => days * DAY_MS),
];

/** Where the bars of a histogram stand. */
export type HistogramSpan = Omit<RunHistogram, 'bars'>;

/** Runs that began in one bar and are in one state; `at` is `undefined` for those outside the histogram. */
export interface Tally {
  readonly at: number | undefined;
  readonly state: RunState;
  readonly runs: number;
}

/** The span that is asked for, widened to whole bars. Without `from` the 24 hours before `to`, without `to` until now. */
export function histogramSpan(query: { readonly from?: number; readonly to?: number }, nowMs: number): HistogramSpan {
  const to = query.to ?? Math.max(nowMs + 1, query.from ?? 0);
  const from = Math.min(query.from ?? Math.max(0, to - DAY_MS), to);
  const spanOf = (stepMs: number): HistogramSpan => ({
    from: Math.floor(from / stepMs) * stepMs,
    to: Math.max(Math.ceil(to / stepMs), Math.floor(from / stepMs) + 1) * stepMs,
    stepMs,
  });
  const fitting = ROUND_MS.find((stepMs) => {
    const span = spanOf(stepMs);
    return (span.to - span.from) / stepMs <= MAX_BARS;
  });
  // Longer than any history: from 1970 to the year 10,000 it is 146 bars of 20,000 days.
  return spanOf(fitting ?? Math.ceil((to - from) / (MAX_BARS / 2) / DAY_MS) * DAY_MS);
}

function noRuns(): Record<RunState, number> {
  return { queued: 0, running: 0, completed: 0, failed: 0, cancelled: 0 };
}

export function countsOf(tallies: readonly Omit<Tally, 'at'>[]): RunCounts {
  const counts = noRuns();
  for (const { state, runs } of tallies) counts[state] += runs;
  return counts;
}

/** The bars that are not empty, oldest first. */
export function histogramOf(span: HistogramSpan, tallies: readonly Tally[]): RunHistogram {
  const bars = new Map<number, Record<RunState, number>>();
  for (const { at, state, runs } of tallies) {
    if (at === undefined) continue;
    const bar = bars.get(at) ?? noRuns();
    bar[state] += runs;
    bars.set(at, bar);
  }
  return { ...span, bars: [...bars].sort(([a], [b]) => a - b).map(([at, counts]) => ({ at, ...counts })) };
}

/** Where the bar begins that a run of this time is in. */
export function barAt({ from, to, stepMs }: HistogramSpan, begunMs: number): number | undefined {
  return begunMs < from || begunMs >= to ? undefined : Math.floor(begunMs / stepMs) * stepMs;
}
