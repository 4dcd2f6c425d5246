import { firstFree, type Box, type Drawn } from './free-place';

const room: Box = { left: 0, top: 0, width: 100, height: 100 };
const at = (left: number, top: number): Box => ({ left, top, width: 20, height: 10 });

function free(place: Box, drawn: Partial<Drawn> = {}): boolean {
  return firstFree([place], { room, boxes: [], lines: [], ...drawn }) === place;
}

it('is within the room', () => {
  expect([free(at(0, 0)), free(at(80, 90))]).toEqual([true, true]);
  expect([free(at(-1, 0)), free(at(0, -1)), free(at(81, 0)), free(at(0, 91))]).toEqual([false, false, false, false]);
});

it('is on no box', () => {
  const boxes = [at(40, 40)];
  expect([free(at(30, 45), { boxes }), free(at(40, 40), { boxes })]).toEqual([false, false]);
  expect([free(at(20, 40), { boxes }), free(at(40, 50), { boxes })]).toEqual([true, true]);
});

it('is on no line, also one that only passes through or ends there', () => {
  const diagonal = { lines: [[[0, 100] as const, [100, 0] as const]] };
  expect([free(at(40, 45), diagonal), free(at(0, 0), diagonal), free(at(70, 70), diagonal)]).toEqual([
    false,
    true,
    true,
  ]);
  expect(free(at(0, 0), { lines: [[[10, 100] as const, [10, 5] as const]] })).toBe(false);
  expect(free(at(0, 0), { lines: [[[30, 0] as const, [30, 100] as const]] })).toBe(true);
  expect(free(at(0, 0), { lines: [[[10, 5] as const]] })).toBe(false);
});

it('is the first that is free', () => {
  const places = [at(-5, 0), at(40, 40), at(60, 60)];
  expect(firstFree(places, { room, boxes: [], lines: [] })).toBe(places[1]);
  expect(firstFree(places, { room, boxes: [room], lines: [] })).toBeUndefined();
});
