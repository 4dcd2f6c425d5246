import { BEAT_MS, FrameBatch, LARGEST_BATCH } from './frame-batch';

let delivered: (readonly number[])[];
let batch: FrameBatch<number>;

beforeEach(() => {
  jest.useFakeTimers();
  delivered = [];
  batch = new FrameBatch(window, (items) => delivered.push(items));
});
afterEach(() => jest.useRealTimers());

it('delivers all that came since the last frame at once', () => {
  batch.add(1);
  batch.add(2);
  expect(delivered).toEqual([]);
  jest.advanceTimersToNextFrame();
  batch.add(3);
  jest.advanceTimersToNextFrame();
  expect(delivered).toEqual([[1, 2], [3]]);
});

it('has drawn in the same frame what it delivers with a frame', () => {
  const done: string[] = [];
  const drawing = new FrameBatch<number>(
    window,
    () => done.push('delivered'),
    () => done.push('drawn'),
  );
  drawing.add(1);
  jest.advanceTimersToNextFrame();
  expect(done).toEqual(['delivered', 'drawn']);
});

it('delivers after a second where no frame comes', () => {
  jest.spyOn(window, 'requestAnimationFrame').mockReturnValueOnce(0);
  batch.add(1);
  jest.advanceTimersByTime(999);
  expect(delivered).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(delivered).toEqual([[1]]);
});

it('does not let more than a bounded number wait', () => {
  for (let item = 0; item < LARGEST_BATCH + 1; item++) batch.add(item);
  expect(delivered.map(({ length }) => length)).toEqual([LARGEST_BATCH]);
});

it('asks for nothing while nothing waits', () => {
  batch.add(1);
  jest.advanceTimersToNextFrame();
  expect(jest.getTimerCount()).toBe(0);
  batch.add(2);
  batch.stop();
  expect(jest.getTimerCount()).toBe(0);
  expect(delivered).toEqual([[1]]);
});

it('delivers once where the receiver adds more', () => {
  const again = new FrameBatch<number>(window, (items) => {
    delivered.push(items);
    if (items[0] === 1) again.add(2);
  });
  again.add(1);
  jest.advanceTimersToNextFrame();
  expect(delivered).toEqual([[1]]);
  jest.advanceTimersToNextFrame();
  expect(delivered).toEqual([[1], [2]]);
});

describe('where very many come', () => {
  /** So many in each of so many milliseconds. */
  function come(perMs: number, ms: number): void {
    for (let passed = 0; passed < ms; passed++) {
      for (let item = 0; item < perMs; item++) batch.add(item);
      jest.advanceTimersByTime(1);
    }
  }

  it('delivers twice a second, and all of them', () => {
    come(1, BEAT_MS);
    batch.flush();
    delivered = [];
    come(1, 4 * BEAT_MS);
    expect(delivered).toHaveLength(4);
    batch.flush();
    expect(delivered.flat()).toHaveLength(4 * BEAT_MS);
  });

  it('delivers with the next frame again as soon as they are few', () => {
    come(1, BEAT_MS);
    jest.advanceTimersByTime(5_000);
    delivered = [];
    batch.add(1);
    jest.advanceTimersToNextFrame();
    batch.add(2);
    jest.advanceTimersToNextFrame();
    expect(delivered).toEqual([[1], [2]]);
  });
});
