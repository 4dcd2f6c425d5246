import { estimateTimeLeft, statusOfRun } from '@jobwire/angular';
import { isOver, type JobRun } from '@jobwire/events';
import type { ProgressPoint, ProgressTrack } from './progress-track';

/** A point of a curve: a time in milliseconds since 1970, and how much. */
export type CurvePoint = readonly [epochMs: number, value: number];

/** What a chart of progress shows. */
export interface ProgressCurve {
  readonly kind: 'percent' | 'count' | 'rate';
  readonly from: number;
  readonly to: number;
  readonly points: readonly CurvePoint[];
  /** From the last point to the end, as far as it can be said. */
  readonly estimate: readonly [CurvePoint, CurvePoint] | undefined;
  /** The two edges of what is usual. */
  readonly band: readonly [low: readonly CurvePoint[], high: readonly CurvePoint[]] | undefined;
  /** How many earlier runs the band is made of. */
  readonly bandOf: number;
}

export interface CurveOptions {
  readonly now: number;
  /** An estimate goes on with the clock; without a connection there is none. */
  readonly isLive: boolean;
  /** How long earlier runs took, in milliseconds. */
  readonly completedMs: readonly number[];
}

/** From fewer earlier runs nothing is usual. */
export const LEAST_RUNS = 5;
/** Rates are told for so many spans of time. */
const RATES = 60;

/** How far a run came over time: in percent, or as a count where the total is not known. */
export function progressCurve(
  run: JobRun,
  { points }: ProgressTrack,
  options: CurveOptions,
): ProgressCurve | undefined {
  const from = startOf(run, points);
  const last = points.at(-1);
  if (from === undefined || last === undefined) return undefined;
  const isCounted = last.percent === undefined;
  const seen = points.flatMap(({ epochMs, current, percent }): CurvePoint[] => {
    const value = isCounted ? current : percent;
    return value === undefined ? [] : [[epochMs, value]];
  });
  const curve: CurvePoint[] = [[from, 0], ...rising(seen.filter(([epochMs]) => epochMs >= from))];
  const [lastMs, lastValue] = curve.at(-1) ?? [from, 0];
  const left = options.isLive && !isOver(run) ? estimateTimeLeft(statusOfRun(run), options.now) : undefined;
  const end = left === undefined ? undefined : options.now + left;
  const to = Math.max(from + 1_000, lastMs, endOf(run) ?? end ?? options.now);
  const isEstimated = !isCounted && end !== undefined && end > lastMs;
  return {
    kind: isCounted ? 'count' : 'percent',
    from,
    to,
    points: curve,
    estimate: isEstimated
      ? [
          [lastMs, lastValue],
          [end, 100],
        ]
      : undefined,
    ...(isCounted ? NO_BAND : bandOf(options.completedMs, (ms) => wayTo(100, from, ms, to))),
  };
}

/** How fast a run went over time: units a second, percent a second where nothing is counted. */
export function rateCurve(
  run: JobRun,
  { points }: ProgressTrack,
  { now, completedMs }: CurveOptions,
): ProgressCurve | undefined {
  const from = startOf(run, points);
  const last = points.at(-1);
  if (from === undefined || last === undefined) return undefined;
  const measure = ({ current, percent }: ProgressPoint): number | undefined =>
    last.current === undefined ? percent : current;
  const to = Math.max(from + 1_000, last.epochMs, endOf(run) ?? now);
  const step = Math.max(1_000, (last.epochMs - from) / RATES);
  const rates: CurvePoint[] = [];
  let [beforeMs, before] = [from, 0];
  for (const point of points) {
    const value = measure(point);
    const passed = point.epochMs - beforeMs;
    if (value === undefined || passed < step) continue;
    rates.push([point.epochMs, Math.max(0, value - before) / (passed / 1_000)]);
    [beforeMs, before] = [point.epochMs, value];
  }
  const whole = last.current === undefined ? 100 : last.total;
  const steady = (ms: number): CurvePoint[] => {
    const rate = (whole ?? 0) / (ms / 1_000);
    return [
      [from, rate],
      [to, rate],
    ];
  };
  return {
    kind: 'rate',
    from,
    to,
    points: rates,
    estimate: undefined,
    ...(whole === undefined ? NO_BAND : bandOf(completedMs, steady)),
  };
}

const NO_BAND = { band: undefined, bandOf: 0 } as const;

/** Between the slow and the quick of the earlier runs, without the few that are far off. */
function bandOf(
  completedMs: readonly number[],
  edge: (ms: number) => readonly CurvePoint[],
): Pick<ProgressCurve, 'band' | 'bandOf'> {
  const sorted = completedMs.filter((ms) => ms > 0).sort((a, b) => a - b);
  if (sorted.length < LEAST_RUNS) return NO_BAND;
  const at = (share: number): number => sorted[Math.round((sorted.length - 1) * share)] as number;
  return { band: [edge(at(0.9)), edge(at(0.1))], bandOf: sorted.length };
}

/** A straight way from nothing to all, and on at all, until a time. */
function wayTo(all: number, from: number, ms: number, until: number): readonly CurvePoint[] {
  if (from + ms >= until) {
    return [
      [from, 0],
      [until, (all * (until - from)) / ms],
    ];
  }
  return [
    [from, 0],
    [from + ms, all],
    [until, all],
  ];
}

/** Progress never goes backwards within a run. */
function rising(points: readonly CurvePoint[]): readonly CurvePoint[] {
  let most = 0;
  return points.map(([epochMs, value]) => [epochMs, (most = Math.max(most, value))]);
}

function startOf({ startedAt }: JobRun, points: readonly ProgressPoint[]): number | undefined {
  return startedAt === undefined ? points[0]?.epochMs : Date.parse(startedAt);
}

function endOf({ finishedAt }: JobRun): number | undefined {
  return finishedAt === undefined ? undefined : Date.parse(finishedAt);
}
