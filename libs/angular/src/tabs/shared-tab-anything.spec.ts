import { comparePositions, type Position } from '@jobwire/events';
import type { Page } from './shared-world.fixture';
import { NAME, SharedWorld } from './shared-world.fixture';

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

/** Tabs in a world where anything may happen at any time. */
class World extends SharedWorld {
  constructor(readonly random: () => number) {
    super();
  }

  async step(): Promise<void> {
    const some = (): Page | undefined => this.pages[Math.floor(this.random() * this.pages.length)];
    const steps = [
      () => this.append(1 + Math.floor(this.random() * 5)),
      () => void this.server.append(),
      () => void this.server.append(),
      () => this.settle(),
      () => this.settle(() => this.random() < 0.3),
      () => this.browser.deliver(() => this.random() < 0.3),
      () => this.pages.length < 5 && this.open(),
      () => this.pages.length < 5 && this.open({ since: this.log(Math.floor(this.random() * this.server.log.length)) }),
      () => this.pages.length > 1 && this.close(some(), (page) => page.leave()),
      () => this.pages.length > 1 && this.close(some(), ({ tab }) => tab.crash()),
      () => some()?.tab.freeze(),
      () => some()?.tab.resume(),
      () => this.leader?.tab.freeze(),
      () => some()?.tab.hang(),
      () => some()?.tab.unhang(),
      () => this.leader?.tab.hang(),
      () => some()?.tab.show({ isShown: this.random() < 0.5 }),
      () => this.server.break(),
      () => this.server.ping(),
      () => (this.server.isDown = !this.server.isDown),
      () => some()?.tryNow.next(),
      () => this.pass(this.random() * 3_000),
      () => this.pass(this.random() * 30_000),
    ];
    await steps[Math.floor(this.random() * steps.length)]?.();
  }

  log(index: number): Position {
    return this.server.log[index] as Position;
  }

  close(page: Page | undefined, end: (page: Page) => void): void {
    if (!page) return;
    end(page);
    this.pages.splice(this.pages.indexOf(page), 1);
  }

  /** All is well again, for long enough. */
  async heal(): Promise<void> {
    this.server.isDown = false;
    for (const { tab } of this.pages) tab.resume();
    for (let rounds = 0; rounds < 6; rounds++) {
      await this.pass(5_000);
      await this.append();
    }
  }
}

/** What is wrong with what a page was given. */
function faultOf(page: Page, log: readonly Position[]): string | undefined {
  let at: Position | undefined;
  for (const item of page.items) {
    if (item.kind === 'hello') {
      if (at !== undefined && !item.gap && item.position !== at) return `hello at ${item.position} after ${at}`;
      at = item.position;
    } else if (item.kind === 'event') {
      const here: Position = at ?? '';
      const next = log.find((position) => comparePositions(position, here) > 0);
      if (item.event.position !== next) return `${item.event.position} after ${at}`;
      at = next;
    }
  }
  return at === log.at(-1) ? undefined : `ended at ${at}, not ${log.at(-1)}`;
}

async function worldAfter(seed: number, { keeps = Infinity, steps = 60 } = {}): Promise<World> {
  const world = new World(seeded(seed));
  world.server.keeps = keeps;
  await world.open();
  await world.open();
  for (let step = 0; step < steps; step++) await world.step();
  await world.heal();
  return world;
}

describe('tabs that share a stream, whatever happens,', () => {
  const seeds = Array.from({ length: 150 }, (_, index) => index + 1);

  it('are each given every event once and in order, and end up with one connection', async () => {
    let pages = 0;
    let mostOpen = 0;
    for (const seed of seeds) {
      const world = await worldAfter(seed);
      const faults = world.pages.map((page) => faultOf(page, world.server.log));
      const gaps = world.pages.flatMap(({ hellos }) => hellos.filter(({ gap }) => gap));
      expect({ seed, faults, gaps }).toEqual({ seed, faults: faults.map(() => undefined), gaps: [] });
      expect({ seed, open: world.server.openStreams }).toEqual({ seed, open: 1 });
      expect({ seed, live: world.pages.every(({ status }) => status === 'live') }).toEqual({ seed, live: true });
      pages += world.server.pagesAsked.length;
      mostOpen = Math.max(mostOpen, world.server.mostOpen);
    }
    // Every way was gone: pages were read, and tabs were alone.
    expect(pages).toBeGreaterThan(0);
    expect(mostOpen).toBeGreaterThan(1);
  });

  it('are told a gap where the server does not have it any more, and lose nothing else', async () => {
    let gaps = 0;
    for (const seed of seeds) {
      const world = await worldAfter(seed, { keeps: 4 });
      const faults = world.pages.map((page) => faultOf(page, world.server.log));
      expect({ seed, faults }).toEqual({ seed, faults: faults.map(() => undefined) });
      gaps += world.pages.flatMap(({ hellos }) => hellos.filter(({ gap }) => gap)).length;
    }
    expect(gaps).toBeGreaterThan(0);
  });

  it('hold nothing after they were closed', async () => {
    for (const seed of seeds.slice(0, 50)) {
      const world = await worldAfter(seed, { steps: 20 });
      const tabs = world.pages.map(({ tab }) => tab);
      for (const page of world.pages) page.leave();
      await world.settle();
      expect({ seed, open: world.server.openStreams, held: [...world.browser.held.keys()] }).toEqual({
        seed,
        open: 0,
        held: [],
      });
      expect({ seed, timers: tabs.map(({ pendingTimers }) => pendingTimers) }).toEqual({
        seed,
        timers: tabs.map(() => 0),
      });
      expect(world.browser.holder(NAME)).toBeUndefined();
    }
  });
});
