import { LIMITS } from './limits.ts';

describe('LIMITS', () => {
  it('is what the documentation promises to publishers', () => {
    expect(LIMITS).toEqual({
      eventBytes: 65_536,
      errorBytes: 8_192,
      failureBytes: 16_384,
      nesting: 64,
      eventsPerRequest: 1_000,
      requestBytes: 4_194_304,
      delayMs: 2_592_000_000,
    });
  });

  it('leaves an event room for the largest error together with the largest failure', () => {
    expect(LIMITS.errorBytes + LIMITS.failureBytes).toBeLessThan(LIMITS.eventBytes);
  });
});
