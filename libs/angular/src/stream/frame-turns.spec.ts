import { BEAT_MS, FrameTurns, MOST_WAITING } from './frame-turns';

let delivered: (readonly number[])[];
let turns: FrameTurns<number>;

beforeEach(() => {
  jest.useFakeTimers();
  delivered = [];
  turns = new FrameTurns(window);
  turns.join((items) => delivered.push(items));
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

it('delivers all that came since the last frame at once', () => {
  turns.add(1);
  turns.add(2);
  expect(delivered).toEqual([]);
  jest.advanceTimersToNextFrame();
  turns.add(3);
  jest.advanceTimersToNextFrame();
  expect(delivered).toEqual([[1, 2], [3]]);
});

it('delivers to all, and to each what came since it joined until it left', () => {
  const late: (readonly number[])[] = [];
  turns.add(1);
  const leave = turns.join((items) => late.push(items));
  turns.add(2);
  jest.advanceTimersToNextFrame();
  leave();
  turns.add(3);
  jest.advanceTimersToNextFrame();
  expect(delivered).toEqual([[1, 2], [3]]);
  expect(late).toEqual([[2]]);
});

it('has drawn in the same frame what it delivers with a frame', () => {
  const done: string[] = [];
  const drawing = new FrameTurns<number>(window, () => done.push('drawn'));
  drawing.join(() => done.push('delivered'));
  drawing.add(1);
  jest.advanceTimersToNextFrame();
  expect(done).toEqual(['delivered', 'drawn']);
});

it('delivers after a second where no frame comes', () => {
  jest.spyOn(window, 'requestAnimationFrame').mockReturnValueOnce(0);
  turns.add(1);
  jest.advanceTimersByTime(999);
  expect(delivered).toEqual([]);
  jest.advanceTimersByTime(1);
  expect(delivered).toEqual([[1]]);
});

it('does not let more than a bounded number wait', () => {
  for (let item = 0; item < MOST_WAITING + 1; item++) turns.add(item);
  expect(delivered.map(({ length }) => length)).toEqual([MOST_WAITING]);
});

it('asks for nothing while nothing waits', () => {
  turns.add(1);
  jest.advanceTimersToNextFrame();
  expect(jest.getTimerCount()).toBe(0);
  turns.add(2);
  turns.stop();
  expect(jest.getTimerCount()).toBe(0);
  expect(delivered).toEqual([[1]]);
});

it('delivers once where the receiver adds more', () => {
  turns.join((items) => {
    if (items[0] === 1) turns.add(2);
  });
  turns.add(1);
  jest.advanceTimersToNextFrame();
  expect(delivered).toEqual([[1]]);
  jest.advanceTimersToNextFrame();
  expect(delivered).toEqual([[1], [2]]);
});

describe('where very many come', () => {
  /** So many in each of so many milliseconds. */
  function come(perMs: number, ms: number): void {
    for (let passed = 0; passed < ms; passed++) {
      for (let item = 0; item < perMs; item++) turns.add(item);
      jest.advanceTimersByTime(1);
    }
  }

  it('delivers twice a second, and all of them', () => {
    come(1, BEAT_MS);
    turns.flush();
    delivered = [];
    come(1, 4 * BEAT_MS);
    expect(delivered.length).toBeGreaterThanOrEqual(3);
    expect(delivered.length).toBeLessThanOrEqual(4);
    turns.flush();
    expect(delivered.flat()).toHaveLength(4 * BEAT_MS);
  });

  it('delivers in one frame to no more than there is time for', () => {
    const slow = { first: 0, second: 0 };
    const now = performance.now.bind(performance);
    let drawnMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now() + drawnMs);
    const take = (name: keyof typeof slow) => (): void => {
      slow[name]++;
      drawnMs += 5;
    };
    come(1, BEAT_MS);
    turns.join(take('first'));
    turns.join(take('second'));
    jest.advanceTimersByTime(BEAT_MS);
    turns.add(1);
    jest.advanceTimersToNextFrame();
    expect(slow).toEqual({ first: 1, second: 0 });
    jest.advanceTimersToNextFrame();
    expect(slow).toEqual({ first: 1, second: 1 });
  });

  it('has fewer turns where they take long to draw', () => {
    const now = performance.now.bind(performance);
    let drawnMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now() + drawnMs);
    const served = { slow: 0, quick: 0, many: 0 };
    let takesMs = 0;
    turns = new FrameTurns<number>(window, () => {
      drawnMs += takesMs;
      // They do not stop coming meanwhile.
      for (let item = 0; item < takesMs; item++) turns.add(item);
      takesMs = 0;
    });
    turns.join(() => {
      served.slow++;
      takesMs = 30;
    });
    turns.join(() => served.quick++);
    for (let cell = 0; cell < 10; cell++) {
      turns.joinDrawing(() => {
        served.many++;
        takesMs = 6;
      });
    }
    come(1, BEAT_MS);
    Object.assign(served, { slow: 0, quick: 0, many: 0 });
    const start = performance.now();
    while (performance.now() - start < 6_000) come(1, 1);
    // 30 ms are a fiftieth of 1,500, and ten times 6 a twentieth of 1,200.
    expect(served.slow).toBeGreaterThanOrEqual(3);
    expect(served.slow).toBeLessThanOrEqual(5);
    expect(served.quick).toBeGreaterThanOrEqual(9);
    expect(served.many).toBeGreaterThanOrEqual(40);
    expect(served.many).toBeLessThanOrEqual(60);
  });

  it('gives those that show what others receive a turn too, until the flood is over', () => {
    let drawn = 0;
    turns.add(1);
    const leave = turns.joinDrawing(() => drawn++);
    jest.advanceTimersToNextFrame();
    expect([delivered.length, drawn]).toEqual([1, 0]);
    come(1, 4 * BEAT_MS);
    expect(turns.isFlood).toBe(true);
    expect(drawn).toBeGreaterThanOrEqual(2);
    expect(drawn).toBeLessThanOrEqual(4);
    drawn = 0;
    // Nothing comes any more, and what came last is to be seen.
    jest.advanceTimersByTime(2 * BEAT_MS + 100);
    expect(drawn).toBeGreaterThanOrEqual(2);
    expect(drawn).toBeLessThanOrEqual(3);
    jest.advanceTimersByTime(5_000);
    expect(turns.isFlood).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
    drawn = 0;
    come(1, BEAT_MS / 2);
    expect(drawn).toBe(0);
    leave();
    come(1, 4 * BEAT_MS);
    expect(drawn).toBe(0);
  });

  it('delivers with the next frame again as soon as they are few', () => {
    come(1, BEAT_MS);
    jest.advanceTimersByTime(5_000);
    delivered = [];
    turns.add(1);
    jest.advanceTimersToNextFrame();
    turns.add(2);
    jest.advanceTimersToNextFrame();
    expect(delivered).toEqual([[1], [2]]);
  });
});
