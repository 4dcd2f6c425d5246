import type { RunHistogram } from '@jobwire/events';
import { totalOf } from './run-counts';

/** A bar over a stretch of time, in shares of the whole width and of the tallest bar. */
export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly total: number;
  readonly failed: number;
}

/** All bars of a histogram, with the empty ones: so many that arrows can go from one to the next. */
export function toBars({ from, to, stepMs, bars }: RunHistogram): readonly HistogramBar[] {
  const first = Math.floor(from / stepMs) * stepMs;
  const count = Math.min(MOST_BARS, Math.max(1, Math.ceil((to - first) / stepMs)));
  const counts = bars.map(({ at, ...states }) => [at, { total: totalOf(states), failed: states.failed }] as const);
  const byStart = new Map(counts.map(([at, found]) => [Math.floor((at - first) / stepMs), found]));
  const tallest = Math.max(1, ...counts.map(([, { total }]) => total));
  return Array.from({ length: count }, (_, index) => {
    const { total = 0, failed = 0 } = byStart.get(index) ?? {};
    const start = first + index * stepMs;
    return {
      from: start,
      to: start + stepMs,
      x: index / count,
      width: 1 / count,
      height: total / tallest,
      total,
      failed,
    };
  });
}

const MOST_BARS = 400;
