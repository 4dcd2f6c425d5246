import { DEFAULT_RECONNECT, retryDelay } from './reconnect-policy.ts';

const never = () => 0;
const always = () => 1;
const delays = (random: () => number) =>
  [0, 1, 2, 3, 4, 5, 100, 5_000].map((failures) => retryDelay({ failures }, DEFAULT_RECONNECT, random));

describe('retryDelay', () => {
  it('begins at 1.5 s, doubles, and stops at 30 s with the jitter included', () => {
    expect(delays(never)).toEqual([1_500, 3_000, 6_000, 12_000, 20_000, 20_000, 20_000, 20_000]);
    expect(delays(always)).toEqual([2_250, 4_500, 9_000, 18_000, 30_000, 30_000, 30_000, 30_000]);
  });

  it('lengthens in proportion', () => {
    expect(retryDelay({ failures: 1 }, DEFAULT_RECONNECT, () => 0.5)).toBe(3_750);
  });

  it('begins at the retry of the server where that is longer', () => {
    expect(retryDelay({ failures: 0, serverRetryMs: 4_000 }, DEFAULT_RECONNECT, never)).toBe(4_000);
    expect(retryDelay({ failures: 1, serverRetryMs: 4_000 }, DEFAULT_RECONNECT, never)).toBe(8_000);
    expect(retryDelay({ failures: 0, serverRetryMs: 10 }, DEFAULT_RECONNECT, never)).toBe(1_500);
    expect(retryDelay({ failures: 0, serverRetryMs: 1e12 }, DEFAULT_RECONNECT, always)).toBe(30_000);
  });

  it('never comes back before Retry-After, and spreads what comes after it', () => {
    expect(retryDelay({ failures: 0, retryAfterMs: 120_000 }, DEFAULT_RECONNECT, never)).toBe(120_000);
    expect(retryDelay({ failures: 0, retryAfterMs: 120_000 }, DEFAULT_RECONNECT, always)).toBe(180_000);
    expect(retryDelay({ failures: 3, retryAfterMs: 1_000 }, DEFAULT_RECONNECT, never)).toBe(12_000);
  });
});
