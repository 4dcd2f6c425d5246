import { jobEventSchema } from './job-event.ts';
import { nowIsoMicroUtc } from './timestamp.ts';

declare const performance: { now(): number };

describe('nowIsoMicroUtc', () => {
  afterEach(() => jest.restoreAllMocks());

  it('is ISO 8601 in UTC with six digits after the second', () => {
    expect(nowIsoMicroUtc()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it('is a timestamp that an event may carry', () => {
    const event = { type: 'started', jobName: 'a', serverId: 1, jobId: 'a1', timestamp: nowIsoMicroUtc() };
    expect(jobEventSchema.parse(event)).toEqual(event);
  });

  it('is the time of the system', () => {
    const before = Date.now();
    const taken = Date.parse(nowIsoMicroUtc());
    expect(taken).toBeGreaterThanOrEqual(before - 6);
    expect(taken).toBeLessThanOrEqual(Date.now() + 6);
  });

  it('has real microseconds, not zeros', () => {
    const micros = Array.from({ length: 2_000 }, () => nowIsoMicroUtc().slice(-4, -1));
    expect(new Set(micros).size).toBeGreaterThan(10);
  });

  it('does not go backwards while nobody sets the clock', () => {
    const taken = Array.from({ length: 2_000 }, nowIsoMicroUtc);
    expect(taken).toEqual(taken.toSorted());
  });

  describe('with clocks that are moved by hand', () => {
    const start = Date.parse('2026-11-23T14:22:08.031Z');
    let elapsedMs: number;
    let setBy: number;
    let pauseMs: number;

    beforeEach(() => {
      [elapsedMs, setBy, pauseMs] = [0, 0, 0];
      jest.spyOn(performance, 'now').mockImplementation(() => elapsedMs);
      jest.spyOn(Date, 'now').mockImplementation(() => {
        const wall = Math.floor(start + elapsedMs) + setBy;
        elapsedMs += pauseMs;
        return wall;
      });
      nowIsoMicroUtc();
    });

    it('takes the microseconds from the monotonic clock, all three digits of them', () => {
      expect(nowIsoMicroUtc()).toBe('2026-11-23T14:22:08.031000Z');
      elapsedMs = 1.0475;
      expect(nowIsoMicroUtc()).toBe('2026-11-23T14:22:08.032047Z');
    });

    it.each([
      ['forward', 3_600_000, '2026-11-23T15:22:08.031000Z'],
      ['back', -3_600_000, '2026-11-23T13:22:08.031000Z'],
    ])('follows the clock of the system when it is set %s', (_direction, by, expected) => {
      setBy = by;
      expect(nowIsoMicroUtc()).toBe(expected);
    });

    it('does not take a pause between reading the two clocks for a clock that was set', () => {
      elapsedMs = 0.9;
      const before = nowIsoMicroUtc();
      pauseMs = 20;
      expect([before, nowIsoMicroUtc()].toSorted()[0]).toBe(before);
    });
  });
});
