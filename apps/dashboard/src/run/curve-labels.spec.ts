import { labelsOf, valueAt, type CurvePaper } from './curve-labels';
import { firstFree, type Box } from './free-place';
import type { CurvePoint, ProgressCurve } from './progress-curve';

const words = { now: '62\u00a0% now', end: 'done about 14:24:15', usual: 'usual range, last 20 runs' };
const END = 100_000;

/** Texts are six pixels wide a letter. */
function paperOf(width: number, height = 140): CurvePaper {
  const room: Box = { left: 54, top: 12, width, height };
  return {
    room,
    ratio: 1,
    widthOf: (text) => text.length * 6,
    spotOf: ([ms, value]) => [room.left + (ms / END) * width, room.top + height * (1 - value / 100)],
  };
}

function curveOf(share: number, more: Partial<ProgressCurve> = {}): ProgressCurve {
  const now: CurvePoint = [share * END, share * 100];
  return {
    kind: 'percent',
    from: 0,
    to: END,
    points: [[0, 0], now],
    estimate: share < 1 ? [now, [END, 100]] : undefined,
    band: [
      [
        [0, 0],
        [END, 85],
      ],
      [
        [0, 0],
        [0.88 * END, 100],
        [END, 100],
      ],
    ],
    bandOf: 20,
    ...more,
  };
}

const textsOf = (curve: ProgressCurve, paper: CurvePaper) => labelsOf(curve, words, paper).map(({ text }) => text);

it('names all where there is room', () => {
  expect(textsOf(curveOf(0.62), paperOf(900))).toEqual([words.now, words.end, words.usual]);
});

it('makes it shorter, or leaves it out, where there is little', () => {
  const [narrow, tiny] = [paperOf(180), paperOf(60, 40)].map((paper) => textsOf(curveOf(0.62), paper));
  expect([narrow, tiny]).toEqual([[words.now, 'usual range'], [words.now]]);
});

it.each([60, 250, 900])(
  'puts no text on the curve, the last point, the range or another text, %d pixels wide',
  (width) => {
    const paper = paperOf(width);
    for (let share = 0.02; share <= 1; share += 0.02) {
      const curve = curveOf(share);
      const lines = [...(curve.band ?? []), curve.points, curve.estimate ?? []].map((line) => line.map(paper.spotOf));
      const [x, y] = paper.spotOf(curve.points.at(-1) as CurvePoint);
      const dot = { left: x - 5, top: y - 5, width: 10, height: 10 };
      const labels = labelsOf(curve, words, paper);
      for (const label of labels.filter(({ role }) => role !== 'now')) {
        const boxes = [dot, ...labels.filter((other) => other !== label)];
        expect({
          share,
          label,
          isFree: firstFree([label], { room: paper.room, boxes, lines }) === label,
        }).toMatchObject({
          isFree: true,
        });
      }
    }
  },
);

it('says how far it is in any case', () => {
  const flat = curveOf(0.5, {
    points: [
      [0, 100],
      [END, 100],
    ],
    estimate: undefined,
  });
  for (const width of [10, 60, 250]) expect(textsOf(flat, paperOf(width, 20))).toContain(words.now);
});

it('says it beside the last point, also where that is in the range', () => {
  const paper = paperOf(900);
  for (let share = 0.02; share <= 1; share += 0.02) {
    const curve = curveOf(share);
    const [x] = paper.spotOf(curve.points.at(-1) as CurvePoint);
    const now = labelsOf(curve, words, paper).find(({ role }) => role === 'now') as Box;
    expect([share, now.left - x < 11 && x - now.left - now.width < 11]).toEqual([share, true]);
  }
});

it('reads a straight line between its points', () => {
  const line: CurvePoint[] = [
    [0, 0],
    [10, 100],
  ];
  expect([0, 5, 10, 11].map((time) => valueAt(line, time))).toEqual([0, 50, 100, undefined]);
  expect(valueAt(undefined, 0)).toBeUndefined();
});
