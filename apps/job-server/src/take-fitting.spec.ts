import { LIMITS } from '@jobwire/events';
import { takeFitting } from './take-fitting.ts';

describe('takeFitting', () => {
  it('takes all where they fit', () => {
    const items = Array.from({ length: 100 }, (_, number) => ({ number }));
    expect(takeFitting(items)).toEqual(items);
    expect(takeFitting([])).toEqual([]);
  });

  it.each(['x', 'ö', '日', '😀', '"', '\u0001'])('takes as many as an event has room for: of %j', (character) => {
    const items = Array.from({ length: 1_000 }, (_, number) => `${number} ${character.repeat(100)}`);
    const fitting = takeFitting(items);
    const bytes = Buffer.byteLength(JSON.stringify(fitting));
    expect(fitting).toEqual(items.slice(0, fitting.length));
    expect(bytes).toBeLessThanOrEqual(40 * 1_024 + 1);
    expect(bytes).toBeLessThan(LIMITS.eventBytes);
    expect(Buffer.byteLength(JSON.stringify(items.slice(0, fitting.length + 1)))).toBeGreaterThan(40 * 1_024);
  });

  it('takes nothing that comes after one that is too large', () => {
    expect(takeFitting(['a', 'x'.repeat(50_000), 'b'])).toEqual(['a']);
  });
});
