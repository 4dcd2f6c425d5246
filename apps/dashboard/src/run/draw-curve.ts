import type { AlignedData, Options, default as UPlot } from 'uplot';
import { labelsOf, valueAt, type CurveWords, type LabelRole } from './curve-labels';
import type { CurvePoint, ProgressCurve } from './progress-curve';

/** How a curve is labelled and coloured. */
export interface CurveLook extends CurveWords {
  readonly colour: (token: string) => string;
  readonly time: (epochMs: number) => string;
  readonly value: (value: number) => string;
  readonly isFailed: boolean;
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
    times.map((time) => valueAt(band?.[1], time) ?? null),
    times.map((time) => valueAt(band?.[0], time) ?? null),
  ];
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
    hooks: { draw: [(plot) => drawWords(plot, curve, look, line)] },
  };
}

function drawWords(plot: UPlot, curve: ProgressCurve, look: CurveLook, line: string): void {
  const { ctx, bbox: room } = plot;
  const ratio = devicePixelRatio;
  const spotOf = ([epochMs, value]: CurvePoint): [x: number, y: number] => [
    plot.valToPos(epochMs, 'x', true),
    plot.valToPos(value, 'y', true),
  ];
  const widthOf = (text: string, role: LabelRole): number => {
    ctx.font = role === 'now' ? `600 ${12 * ratio}px ${FONT.slice(5)}` : `${11 * ratio}px ${FONT.slice(5)}`;
    return ctx.measureText(text).width;
  };
  ctx.save();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  drawTimes(plot, curve, look, ratio);
  const last = curve.points.at(-1);
  if (last) {
    ctx.beginPath();
    ctx.arc(...spotOf(last), 5 * ratio, 0, 2 * Math.PI);
    ctx.fillStyle = line;
    ctx.lineWidth = 2 * ratio;
    ctx.strokeStyle = look.colour('--jw-surface');
    ctx.fill();
    ctx.stroke();
  }
  const colours = { now: look.isFailed ? '--jw-fail' : '--jw-accent', end: '--jw-text2', usual: '--jw-text3' };
  for (const { role, text, left, top, width, height } of labelsOf(curve, look, { room, spotOf, widthOf, ratio })) {
    const [x, y] = [left + (width - widthOf(text, role)) / 2, top + height / 2];
    // A rim in the colour of the ground, where it has to cross a line.
    ctx.lineWidth = 3 * ratio;
    ctx.strokeStyle = look.colour('--jw-surface');
    ctx.strokeText(text, x, y);
    ctx.fillStyle = look.colour(colours[role]);
    ctx.fillText(text, x, y);
  }
  ctx.restore();
}

function drawTimes(plot: UPlot, { from, to }: ProgressCurve, look: CurveLook, ratio: number): void {
  const { ctx, bbox } = plot;
  ctx.font = `${11 * ratio}px ${FONT.slice(5)}`;
  ctx.fillStyle = look.colour('--jw-text3');
  const gaps = Math.max(1, Math.min(4, Math.floor(bbox.width / ratio / TIME_GAP)));
  for (let index = 0; index <= gaps; index++) {
    const time = from + ((to - from) * index) / gaps;
    const text = look.time(time);
    // The first begins at the axis, the last ends there.
    const share = index === 0 ? 0 : index === gaps ? 1 : 0.5;
    const x = plot.valToPos(time, 'x', true) - ctx.measureText(text).width * share;
    ctx.fillText(text, x, bbox.top + bbox.height + 14 * ratio);
  }
}
