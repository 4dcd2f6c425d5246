import { pauseAfter } from './worker-pool.ts';

describe('the place of a process that has died', () => {
  it('is taken at once where it was well for a while', () => {
    expect(pauseAfter(60_000, 0)).toBe(0);
    expect(pauseAfter(60_000, 8_000)).toBe(0);
  });

  it('is taken ever more slowly where they die soon, at last each half minute', () => {
    let pauseMs = 0;
    const pauses = Array.from({ length: 7 }, () => (pauseMs = pauseAfter(50, pauseMs)));
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });
});
