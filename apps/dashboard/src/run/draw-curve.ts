import type { AlignedData, Options, default as UPlot } from 'uplot';
import type { CurvePoint, ProgressCurve } from './progress-curve';

/** How a curve is labelled and coloured. */
export interface CurveLook {
  readonly colour: (token: string) => string;
  readonly time: (epochMs: number) => string;
  readonly value: (value: number) => string;
  /** Beside the last point. */
  readonly now: string;
  /** Beside the end of the estimate. */
  readonly end: string;
  readonly isFailed: boolean;
  /** "usual range, last 20 runs". */
  readonly usual: string;
}

const FONT = '11px "IBM Plex Sans Variable", "IBM Plex Sans", system-ui, sans-serif';
/** Labels of the time axis are so far apart, in pixels. */
const TIME_GAP = 110;
/** For the numbers of the value axis, in pixels. */
const VALUES = 54;

/** Series of one chart: the way, the estimate, the two edges of what is usual. */
export function toData({ points, estimate, band }: ProgressCurve): AlignedData {
  const lines = [points, estimate ?? [], band?.[1] ?? [], band?.[0] ?? []];
  const times = [...new Set(lines.flatMap((line) => line.map(([epochMs]) => epochMs)))].sort((a, b) => a - b);
  // What is usual is straight between its points, so it has a value everywhere.
  const exact = (line: readonly CurvePoint[]): (number | null)[] => {
    const values = new Map(line);
    return times.map((time) => values.get(time) ?? null);
  };
  return [
    times,
    exact(points),
    exact(estimate ?? []),
    times.map((time) => between(band?.[1], time)),
    times.map((time) => between(band?.[0], time)),
  ];
}

function between(line: readonly CurvePoint[] | undefined, time: number): number | null {
  const after = line?.findIndex(([epochMs]) => epochMs >= time) ?? -1;
  const [right, left] = [line?.[after], line?.[after - 1]];
  if (!right) return null;
  if (!left) return right[0] === time ? right[1] : null;
  return left[1] + ((right[1] - left[1]) * (time - left[0])) / (right[0] - left[0]);
}

/** The number at the top of the value axis. */
function topOf({ kind, points, band }: ProgressCurve): number {
  if (kind === 'percent') return 100;
  const most = Math.max(0, ...points.map(([, value]) => value), ...(band?.[1] ?? []).map(([, value]) => value));
  if (most === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= most) ?? most;
}

/** What uPlot needs to draw a curve in a box. */
export function toOptions(curve: ProgressCurve, look: CurveLook, width: number, height: number): Options {
  const { colour } = look;
  const line = colour(look.isFailed ? '--jw-fail-fill' : '--jw-accent');
  const edge = { stroke: colour('--jw-line2'), width: 1, points: { show: false }, spanGaps: true };
  const text = { stroke: colour('--jw-text3'), font: FONT, ticks: { show: false }, gap: 6 };
  const top = topOf(curve);
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    padding: [12, 14, 0, 0],
    ms: 1,
    scales: { x: { time: false, range: () => [curve.from, curve.to] }, y: { range: () => [0, top] } },
    axes: [
      {
        ...text,
        size: 26,
        grid: { show: false },
        values: () => [],
        splits: () => [],
      },
      {
        ...text,
        size: VALUES,
        grid: { stroke: colour('--jw-line'), width: 1 },
        splits: () => [0, top / 2, top],
        values: (_, splits) => splits.map(look.value),
      },
    ],
    series: [
      {},
      { stroke: line, width: 2.5, points: { show: false }, spanGaps: true },
      { stroke: line, width: 2, dash: [2, 4], points: { show: false }, spanGaps: true },
      edge,
      edge,
    ],
    bands: curve.band ? [{ series: [3, 4], fill: `${colour('--jw-bar-soft')}55` }] : [],
    hooks: { draw: [(plot) => drawLabels(plot, curve, look, line)] },
  };
}

function timesOf({ from, to }: Pick<ProgressCurve, 'from' | 'to'>, width: number): number[] {
  const count = Math.max(1, Math.min(4, Math.floor(width / TIME_GAP)));
  return Array.from({ length: count + 1 }, (_, index) => from + ((to - from) * index) / count);
}

function drawLabels(
  plot: UPlot,
  { points, estimate, band, from, to }: ProgressCurve,
  look: CurveLook,
  line: string,
): void {
  const { ctx } = plot;
  const ratio = devicePixelRatio;
  const place = ([epochMs, value]: CurvePoint): [x: number, y: number] => [
    plot.valToPos(epochMs, 'x', true),
    plot.valToPos(value, 'y', true),
  ];
  const write = (text: string, [x, y]: [number, number], colour: string, weight = 400): void => {
    ctx.font = `${weight} ${(weight > 400 ? 12 : 11) * ratio}px ${FONT.slice(5)}`;
    const width = ctx.measureText(text).width;
    const { left, width: room } = plot.bbox;
    const at = Math.max(left, Math.min(x, left + room - width));
    // A rim in the colour of the ground, where it crosses a line.
    ctx.lineWidth = 3 * ratio;
    ctx.strokeStyle = look.colour('--jw-surface');
    ctx.strokeText(text, at, y);
    ctx.fillStyle = colour;
    ctx.fillText(text, at, y);
  };
  ctx.save();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  const times = timesOf({ from, to }, plot.bbox.width / ratio);
  times.forEach((time, index) => {
    ctx.font = `${11 * ratio}px ${FONT.slice(5)}`;
    const text = look.time(time);
    const width = ctx.measureText(text).width;
    const share = index / (times.length - 1);
    const x = plot.valToPos(time, 'x', true) - width * (share === 0 || share === 1 ? share : 0.5);
    ctx.fillStyle = look.colour('--jw-text3');
    ctx.fillText(text, x, plot.bbox.top + plot.bbox.height + 14 * ratio);
  });
  if (band && look.usual !== '') {
    // Its end stands above the edge that rises under it.
    const time = from + (to - from) * 0.3;
    const [x, y] = place([time, between(band[1], time) ?? 0]);
    ctx.font = `${11 * ratio}px ${FONT.slice(5)}`;
    const left = x - ctx.measureText(look.usual).width;
    write(look.usual, [left, Math.max(plot.bbox.top + 8 * ratio, y - 9 * ratio)], look.colour('--jw-text3'));
  }
  const last = points.at(-1);
  if (last) {
    const [x, y] = place(last);
    ctx.beginPath();
    ctx.arc(x, y, 5 * ratio, 0, 2 * Math.PI);
    ctx.fillStyle = line;
    ctx.lineWidth = 2 * ratio;
    ctx.strokeStyle = look.colour('--jw-surface');
    ctx.fill();
    ctx.stroke();
    const below = Math.min(y + 16 * ratio, plot.bbox.top + plot.bbox.height - 8 * ratio);
    write(
      look.now,
      [x + 10 * ratio, below],
      look.isFailed ? look.colour('--jw-fail') : look.colour('--jw-accent'),
      600,
    );
  }
  if (estimate && look.end !== '') {
    const [x, y] = place(estimate[1]);
    write(look.end, [x, y + 56 * ratio], look.colour('--jw-text2'));
  }
  ctx.restore();
}
