import { firstFree, type Box, type Drawn, type Spot } from './free-place';
import type { CurvePoint, ProgressCurve } from './progress-curve';

/** What is written beside a curve. */
export interface CurveWords {
  /** Beside the last point. */
  readonly now: string;
  /** Beside the end of the estimate; may be left out. */
  readonly end: string;
  /** "usual range, last 20 runs"; shortened, or left out, where there is no room. */
  readonly usual: string;
}

/** The paper that a curve is drawn on. */
export interface CurvePaper {
  readonly room: Box;
  readonly spotOf: (point: CurvePoint) => Spot;
  readonly widthOf: (text: string, role: LabelRole) => number;
  /** Pixels of the drawing for one of the page. */
  readonly ratio: number;
}

export type LabelRole = 'now' | 'end' | 'usual';

/** A text and where it stands. */
export interface CurveLabel extends Box {
  readonly role: LabelRole;
  readonly text: string;
}

/** As high as a text is, with a little air. */
const HEIGHT = 16;
/** Around the last point. */
const DOT = 7;
/** Shares of the time at which what is usual may be named. */
const SHARES = [0.3, 0.2, 0.4, 0.5, 0.6, 0.7, 0.85, 1];

/** Where texts stand beside a curve: on nothing that is drawn, as far as there is room. */
export function labelsOf(curve: ProgressCurve, words: CurveWords, paper: CurvePaper): readonly CurveLabel[] {
  const { room, spotOf, ratio } = paper;
  const edges = (curve.band ?? []).map((line) => line.map(spotOf));
  const ways = [curve.points, curve.estimate ?? []].map((line) => line.map(spotOf));
  const labels: CurveLabel[] = [];
  const last = curve.points.at(-1);
  const dot = last && around(spotOf(last), DOT * ratio);
  const drawn = (lines: Drawn['lines']): Drawn => ({ room, boxes: [...labels, ...(dot ? [dot] : [])], lines });
  const all = [...ways, ...edges];

  const label = (role: LabelRole, text: string, [x, y]: Spot, side: 'left' | 'right'): CurveLabel => {
    const width = paper.widthOf(text, role) + 4 * ratio;
    const [height, left] = [HEIGHT * ratio, side === 'left' ? x - width : x];
    return { role, text, left, top: y - height / 2, width, height };
  };
  const add = (found: CurveLabel | undefined): void => void (found && labels.push(found));

  if (last && words.now !== '') {
    const [x, y] = spotOf(last);
    const [beside, above] = [10 * ratio, 16 * ratio];
    const places = [
      label('now', words.now, [x + beside, y + above], 'right'),
      label('now', words.now, [x - beside, y - above], 'left'),
      label('now', words.now, [room.left + room.width, y + above], 'left'),
      label('now', words.now, [x + beside, y - above], 'right'),
      label('now', words.now, [room.left + room.width, y - above], 'left'),
      // At the edge only where that is beside the point.
    ].filter(({ left }) => left <= x + beside);
    add(firstFree(places, drawn(all)) ?? firstFree(places, drawn(ways)) ?? within(room, places[0] as CurveLabel));
  }
  if (curve.estimate && words.end !== '') {
    const [x, y] = spotOf(curve.estimate[1]);
    const places = [56, 40, 72, 90].map((below) => label('end', words.end, [x, y + below * ratio], 'left'));
    add(firstFree(places, drawn(all)));
  }
  if (curve.band && words.usual !== '') {
    const [low, high] = curve.band;
    const spotAt = (line: readonly CurvePoint[], share: number): Spot => {
      const time = curve.from + (curve.to - curve.from) * share;
      return spotOf([time, valueAt(line, time) ?? 0]);
    };
    const places = [words.usual, ...shorterUsual()].flatMap((text) =>
      SHARES.flatMap((share) => {
        const [[highX, highY], [lowX, lowY]] = [spotAt(high, share), spotAt(low, share)];
        // Above what rises under it, or below what rises over it.
        return [
          label('usual', text, [highX, highY - 10 * ratio], 'left'),
          label('usual', text, [lowX, lowY + 10 * ratio], 'right'),
        ];
      }),
    );
    add(firstFree(places, drawn(all)));
  }
  return labels;
}

function shorterUsual(): readonly string[] {
  return [
    $localize`:Beside a chart:usual range`,
    $localize`:What a run usually takes|Beside a chart, where there is little room:usual`,
  ];
}

/** A straight line between its points; `undefined` outside of them. */
export function valueAt(line: readonly CurvePoint[] | undefined, time: number): number | undefined {
  const after = line?.findIndex(([epochMs]) => epochMs >= time) ?? -1;
  const [right, left] = [line?.[after], line?.[after - 1]];
  if (!right) return undefined;
  if (!left) return right[0] === time ? right[1] : undefined;
  return left[1] + ((right[1] - left[1]) * (time - left[0])) / (right[0] - left[0]);
}

function around([x, y]: Spot, radius: number): Box {
  return { left: x - radius, top: y - radius, width: 2 * radius, height: 2 * radius };
}

function within(room: Box, label: CurveLabel): CurveLabel {
  const clamp = (value: number, from: number, length: number, own: number): number =>
    Math.max(from, Math.min(value, from + length - own));
  return {
    ...label,
    left: clamp(label.left, room.left, room.width, label.width),
    top: clamp(label.top, room.top, room.height, label.height),
  };
}
