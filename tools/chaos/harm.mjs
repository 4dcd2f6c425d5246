import { setTimeout as after } from 'node:timers/promises';

/** How often each thing is done to a program. */
const PROGRAM_HARM = { kill: 6, stop: 1, freeze: 2 };

/** How often each thing is done to the connections there are. */
const LINK_HARM = { cut: 3, cutSoon: 4, blackHole: 3, stall: 3 };

/** Foreign clients do not notice a black hole. */
const VISIBLE_LINK_HARM = { cut: 3, cutSoon: 4, stall: 2 };

/** How often something is done to connections, by where they are. */
const LINKS = { edge: 3, plainEdge: 2, inner: 1, inner2: 1, redis: 1 };

/** Where no black hole is made. */
const VISIBLE = ['plainEdge', 'redis'];

/** How often something is done to the programs of a group, in milliseconds: one at a time in each group. */
const PACES = { programs: [300, 1_800], redis: [2_000, 8_000] };

/** How likely it is that a thing is done to each connection. */
const SHARE = 0.3;

/** Does harm until the time is over, one thing at a time to programs and one to connections, and keeps a journal. */
export class Harm {
  /** What was done, with the milliseconds since the beginning. */
  journal = [];
  startedAt = Date.now();
  #random;

  /**
   * @param groups Programs by group: `{ programs, redis }`.
   * @param proxies By where they are: `{ edge, plainEdge, inner, inner2, redis }`.
   */
  constructor({ random, groups, proxies, clients }) {
    this.#random = random;
    this.groups = groups;
    this.proxies = proxies;
    this.clients = clients;
  }

  /** For so long, and until nothing `isMissing`. */
  async run(ms, isMissing) {
    const until = Date.now() + ms;
    const goesOn = () => Date.now() < until || isMissing();
    const during = async (name, [least, most], once) => {
      const random = this.#random.fork(name);
      while (goesOn()) {
        const pause = random.between(least, most);
        await after(isMissing() ? pause : Math.min(pause, Math.max(0, until - Date.now())));
        if (goesOn()) await once(random);
      }
    };
    await Promise.all([
      ...Object.entries(this.groups).map(([name, programs]) =>
        during(name, PACES[name], (random) => this.#harmProgram(random, programs)),
      ),
      during('connections', [50, 500], (random) => this.#harmLinks(random)),
      during('clients', [200, 1_500], (random) => this.#leaveAndReturn(random)),
    ]);
  }

  /** One program is away for so long, and nothing else happens. */
  async away(program, ms) {
    await program.kill();
    this.note(`${program.name} is away`);
    await after(ms);
    await program.start();
    this.note(`${program.name} is back`);
  }

  /** How often each thing was done. */
  get counts() {
    const counts = {};
    for (const { what } of this.journal) counts[what] = (counts[what] ?? 0) + 1;
    return counts;
  }

  note(what, detail = '') {
    this.journal.push({ atMs: Date.now() - this.startedAt, what, detail });
  }

  async #harmProgram(random, programs) {
    const program = random.pick(programs);
    const kind = random.weighted(PROGRAM_HARM);
    const downMs = random.magnitude(20, 2_000);
    this.note(`${kind} ${program.name}`, `for ${downMs} ms`);
    if (kind === 'freeze') return program.freeze(downMs);
    await (kind === 'kill' ? program.kill() : program.stop());
    await after(downMs);
    await program.start();
    this.note(`${program.name} is back`);
  }

  #harmLinks(random) {
    const name = random.weighted(Object.fromEntries(Object.keys(this.proxies).map((where) => [where, LINKS[where]])));
    const kind = random.weighted(VISIBLE.includes(name) ? VISIBLE_LINK_HARM : LINK_HARM);
    const links = this.proxies[name].links.filter(() => random.chance(name.includes('inner') ? 2 * SHARE : SHARE));
    if (links.length === 0) return;
    this.note(`${kind} ${name}`, `${links.length} connections`);
    for (const link of links) {
      if (kind === 'cut') link.cut();
      else if (kind === 'blackHole') link.blackHole();
      else if (kind === 'stall') link.stall(random.magnitude(50, 1_500));
      else link.cutAfter(random.magnitude(1, 5_000), { resets: random.chance(0.5) });
    }
  }

  #leaveAndReturn(random) {
    const client = random.pick(this.clients.filter(({ leaveAndReturn }) => leaveAndReturn));
    if (!client) return;
    this.note('leave and return', client.record.name);
    client.leaveAndReturn();
  }
}

/** What becomes of new connections, by where they are. */
export function fates(random) {
  const fate = (weights) => {
    const resets = random.chance(0.5);
    switch (random.weighted(weights)) {
      case 'cut':
        return { resets, cutAfter: random.magnitude(1, 60_000) };
      case 'blackHole':
        return { resets, blackHoleAfter: random.magnitude(1, 60_000) };
      case 'delay':
        return { resets, delayMs: random.between(1, 200) };
      case 'collect':
        return { resets, collects: true };
      default:
        return { resets };
    }
  };
  const inner = () => fate({ none: 65, cut: 18, blackHole: 5, delay: 10, collect: 2 });
  return {
    edge: () => fate({ none: 50, cut: 20, blackHole: 8, delay: 15, collect: 7 }),
    plainEdge: () => fate({ none: 60, cut: 25, delay: 15 }),
    inner,
    inner2: inner,
    redis: () => fate({ none: 80, cut: 15, delay: 5 }),
  };
}
