import { comparePositions, type Position } from '@jobwire/events';
import { Subject } from 'rxjs';
import { FakeTransport, type FakeConnection } from './testing/fake-transport.ts';
import { WatchedStream } from './testing/watched-stream.ts';

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A stream under a server that keeps all events and a world where anything may happen at any time. */
class World {
  readonly transport = new FakeTransport();
  readonly tryNow = new Subject<void>();
  readonly stream: WatchedStream;
  readonly log: Position[] = ['10-0'];
  readonly #greeted = new Set<FakeConnection>();

  constructor(private readonly random: () => number) {
    this.stream = new WatchedStream(this.transport, { since: '10-0', tryNow: this.tryNow, random });
  }

  step(): void {
    const { clock, environment } = this.stream;
    const steps = [
      () => this.append(),
      () => this.append(),
      () => this.greet(),
      () => this.greet(),
      () => this.each((connection) => connection.job(this.#any())),
      () => this.each((connection) => connection.send('job', this.#head(), '{"type":')),
      () => this.each((connection) => connection.ping(this.#head())),
      () => this.each((connection) => connection.retry(this.random() * 10_000)),
      () => this.transport.connections.find(({ isOpen }) => isOpen)?.end(),
      () => this.transport.connections.find(({ isOpen }) => isOpen)?.end({ status: 503, retryAfterMs: 4_000 }),
      () => clock.advance(this.random() * 3_000),
      () => clock.advance(this.random() * 40_000),
      () => clock.sleep(this.random() * 100_000),
      () => clock.block(this.random() * 30_000),
      () => environment.goOffline(),
      () => environment.goOnline(),
      () => environment.wake(),
      () => this.tryNow.next(),
    ];
    steps[Math.floor(this.random() * steps.length)]?.();
  }

  append(): void {
    this.log.push(`${10 + this.log.length}-0`);
    this.each((connection) => connection.job(this.#head()));
  }

  /** Says hello on a connection that has just opened and sends what it has asked for. */
  greet(): void {
    for (const connection of this.transport.connections) {
      if (!connection.isOpen || this.#greeted.has(connection)) continue;
      this.#greeted.add(connection);
      const { lastPosition = this.#head() } = connection.request;
      connection.hello(lastPosition);
      for (const position of this.log) {
        if (connection.isOpen && comparePositions(position, lastPosition) > 0) connection.job(position);
      }
    }
  }

  each(send: (connection: FakeConnection) => void): void {
    for (const connection of this.#greeted) if (connection.isOpen) send(connection);
  }

  #head(): Position {
    return this.log.at(-1) as Position;
  }

  #any(): Position {
    return this.log[Math.floor(this.random() * this.log.length)] as Position;
  }
}

describe('jobEvents, whatever happens,', () => {
  const seeds = Array.from({ length: 300 }, (_, index) => index + 1);

  it('gives each event once and in order, over one connection at a time', () => {
    for (const seed of seeds) {
      const world = new World(seeded(seed));
      for (let steps = 0; steps < 120; steps++) world.step();
      world.stream.environment.goOnline();
      world.stream.clock.advance(120_000);
      world.tryNow.next();
      world.greet();
      world.append();
      expect({ seed, positions: world.stream.positions }).toEqual({ seed, positions: world.log.slice(1) });
      expect({ seed, mostOpen: world.transport.mostOpen }).toEqual({ seed, mostOpen: 1 });
      expect(world.stream.state?.status).toBe('live');
    }
  });

  it('holds nothing and says nothing after its subscriber has left', () => {
    for (const seed of seeds) {
      const random = seeded(seed);
      const world = new World(random);
      for (let steps = Math.floor(random() * 40); steps > 0; steps--) world.step();
      world.stream.subscription.unsubscribe();
      const before = world.stream.items.length;
      expect({ seed, held: world.stream.held }).toEqual({ seed, held: 0 });
      for (let steps = 0; steps < 40; steps++) world.step();
      expect({ seed, items: world.stream.items.length, held: world.stream.held }).toEqual({
        seed,
        items: before,
        held: 0,
      });
    }
  });
});
