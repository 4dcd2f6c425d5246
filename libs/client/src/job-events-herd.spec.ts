import { FakeTransport } from './testing/fake-transport.ts';
import { WatchedStream } from './testing/watched-stream.ts';

const CLIENTS = 1_000;
const SLICE_MS = 50;

/** Live clients of one server, each with a luck of its own, spread evenly from 0 to 1 in no order. */
function herd(): { readonly streams: readonly WatchedStream[]; triesIn(ms: number): number } {
  const streams = Array.from({ length: CLIENTS }, (_, index) => {
    const stream = new WatchedStream(new FakeTransport());
    stream.luck = ((index * 617) % CLIENTS) / CLIENTS;
    stream.transport.last.hello('10-0');
    return stream;
  });
  return {
    streams,
    triesIn(ms) {
      const tries = () => streams.reduce((sum, { transport }) => sum + transport.connections.length, 0);
      const before = tries();
      for (const { clock } of streams) clock.advance(ms);
      return tries() - before;
    },
  };
}

describe('a thousand clients of a server that restarts', () => {
  it('come back one by one over half of their wait, and none before it', () => {
    const { streams, triesIn } = herd();
    for (const { transport } of streams) transport.last.end();
    expect(triesIn(1_499)).toBe(0);
    const slices = Array.from({ length: 16 }, () => triesIn(SLICE_MS));
    expect(slices.reduce((sum, tries) => sum + tries)).toBe(CLIENTS);
    expect(Math.max(...slices)).toBeLessThan(CLIENTS / 10);
    for (const { subscription } of streams) subscription.unsubscribe();
  });

  it('spread the more the longer it stays away', () => {
    const { streams, triesIn } = herd();
    for (const { transport } of streams) transport.last.end();
    for (let wait = 2_250; wait <= 9_000; wait *= 2) {
      triesIn(wait);
      for (const { transport } of streams) if (transport.last.isOpen) transport.last.end({ status: 503 });
    }
    const slices = Array.from({ length: 400 }, () => triesIn(SLICE_MS));
    expect(Math.max(...slices)).toBeLessThan(CLIENTS / 50);
    for (const { subscription } of streams) subscription.unsubscribe();
  });

  it('leave it alone for as long as it asks, and come back spread after that', () => {
    const { streams, triesIn } = herd();
    for (const { transport } of streams) transport.last.end({ status: 503, retryAfterMs: 10_000 });
    expect(triesIn(9_999)).toBe(0);
    const slices = Array.from({ length: 101 }, () => triesIn(SLICE_MS));
    expect(slices.reduce((sum, tries) => sum + tries)).toBe(CLIENTS);
    expect(Math.max(...slices)).toBeLessThan(CLIENTS / 50);
    for (const { subscription } of streams) subscription.unsubscribe();
  });
});
