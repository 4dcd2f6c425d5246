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
      takesMs += 30;
    });
    turns.join(() => served.quick++);
    for (let cell = 0; cell < 10; cell++) {
      turns.joinDrawing(() => {
        served.many++;
        takesMs += 6;
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

  it('gives a turn before its time to whoever needs long for what waits', () => {
    const now = performance.now.bind(performance);
    let passedMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now() + passedMs);
    come(1, BEAT_MS);
    turns.flush();
    const taken: number[] = [];
    turns.join((items) => {
      taken.push(items.length);
      passedMs += items.length / 10;
    });
    come(1, 2 * BEAT_MS);
    taken.shift();
    // 16 ms are 160 of a tenth each, and those of a rest and a frame.
    for (const count of taken) expect(count).toBeLessThanOrEqual(160 + 32 + 16);
    expect(taken.length).toBeGreaterThanOrEqual(2);
  });

  it('asks for no more frames than there is something for', () => {
    come(1, 4 * BEAT_MS);
    const ask = jest.spyOn(window, 'requestAnimationFrame');
    come(1, 4 * BEAT_MS);
    // Two turns a second, and a look after each rest and a frame.
    expect(ask.mock.calls.length).toBeGreaterThanOrEqual(3);
    expect(ask.mock.calls.length).toBeLessThanOrEqual((4 * BEAT_MS) / 32);
  });

  it('gives turns in one frame to those that are drawn in time for it', () => {
    const now = performance.now.bind(performance);
    let drawnMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now() + drawnMs);
    const frames: string[] = [];
    let served = '';
    let takesMs = 0;
    turns = new FrameTurns<number>(window, () => {
      drawnMs += takesMs;
      takesMs = 0;
      if (served !== '') frames.push(served);
      served = '';
    });
    for (const [name, ms] of Object.entries({ a: 3, b: 3, c: 10, d: 3 })) {
      turns.join(() => {
        served += name;
        takesMs += ms;
      });
    }
    come(1, 4 * BEAT_MS);
    frames.length = 0;
    come(1, 4 * BEAT_MS);
    expect(frames.join('')).toMatch(/^[abcd]{12,}$/);
    expect(frames.some((names) => names.length > 1)).toBe(true);
    const costs = frames.map((names) => [...names].reduce((sum, name) => sum + (name === 'c' ? 10 : 3), 0));
    expect(Math.max(...costs)).toBeLessThanOrEqual(13);
  });

  it('gives no more turns for that to whoever needs as long for few as for many', () => {
    const now = performance.now.bind(performance);
    let passedMs = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now() + passedMs);
    come(1, BEAT_MS);
    let taken = 0;
    turns.join(() => {
      taken++;
      passedMs += 40;
    });
    const start = performance.now();
    while (performance.now() - start < 3_000) come(1, 1);
    // Every 150 ms at most.
    expect(taken).toBeLessThanOrEqual(3_000 / 150 + 1);
  });

  describe('and many only draw', () => {
    /** How many of 12 have their turn in each of the frames of the last two seconds, where a frame takes so long. */
    function countTogether(frameMs: (count: number) => number): readonly number[] {
      const now = performance.now.bind(performance);
      let passedMs = 0;
      jest.spyOn(performance, 'now').mockImplementation(() => now() + passedMs);
      let count = 0;
      const counts: number[] = [];
      turns = new FrameTurns<number>(window, () => {
        if (count > 0) counts.push(count);
        if (count > 0) passedMs += frameMs(count);
        count = 0;
      });
      for (let cell = 0; cell < 12; cell++) turns.joinDrawing(() => count++);
      come(1, 20_000);
      counts.length = 0;
      come(1, 2_000);
      return counts;
    }

    it('draws no more in a frame than are drawn in time for the next', () => {
      const counts = countTogether((count) => 5 * count);
      // Now and then it tries one more.
      expect(counts.filter((count) => count > 2).length).toBeLessThan(counts.length / 3);
      expect(Math.max(...counts)).toBeLessThanOrEqual(3);
      // Each of 12 has its turn at least every two seconds.
      expect(counts.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(12);
    });

    it('leaves out few frames where one alone takes longer than that: then all have their turn in those', () => {
      const counts = countTogether((count) => 18 + count);
      expect(counts.length).toBeLessThanOrEqual(6);
      expect(counts.length).toBeGreaterThanOrEqual(1);
      for (const count of counts) expect(18 + count).toBeLessThanOrEqual(65);
    });

    it('draws one at a time where nothing else is possible', () => {
      const counts = countTogether(() => 70);
      expect(new Set(counts)).toEqual(new Set([1]));
    });
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

  it('draws all of it with the first frame after a time without any, as in a hidden tab', () => {
    let drawn = 0;
    for (let cell = 0; cell < 50; cell++) turns.joinDrawing(() => drawn++);
    come(1, 4 * BEAT_MS);
    let next: FrameRequestCallback | undefined;
    const hidden = jest.spyOn(window, 'requestAnimationFrame').mockImplementation((frame) => {
      next = frame;
      return 0;
    });
    jest.advanceTimersByTime(100);
    drawn = 0;
    come(1, 3_000);
    expect([drawn, turns.isFlood]).toEqual([0, true]);
    hidden.mockRestore();
    next?.(0);
    expect(drawn).toBe(50);
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
