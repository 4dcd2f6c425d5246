import { setTimeout as after } from 'node:timers/promises';
import { openStreams } from '../driver.mjs';
import { measure } from '../measure.mjs';

const PER_TURN = 10;
const SAMPLE_MS = 250;

/** How long those that read on may take to get what they missed. */
const CATCH_UP_MS = 60_000;

/** Half of the clients stop reading, everything goes on, then they read on. */
export async function stalledClients(server, { driver, connections, events, perSecond }) {
  const { publisher } = server;
  const stalled = connections / 2;
  const streams = await openStreams(driver, {
    port: server.port,
    path: server.livePath,
    connections,
    first: publisher.next,
  });
  const memory = new PeakMemory(server);
  try {
    await streams.reached(await publisher.publishAll(300, { before: (last) => streams.reached(last - 8) }));
    await after(2_000);
    memory.start();
    streams.stall(stalled);
    streams.reset();
    const { cpuMs } = await measure(server, async () => {
      await publisher.publishPaced(events, {
        perSecond,
        perTurn: PER_TURN,
        before: (last) => streams.reached(last - 1_000),
      });
      await streams.reached(publisher.next - 1);
    });
    const { p99 } = await streams.verified(publisher.next - 1);
    streams.resume();
    const caughtUp = await catchUp(streams, { stalled, last: publisher.next - 1 });
    return { peakMb: memory.peakMb, healthyP99Ms: p99, cpuSeconds: cpuMs / 1_000, ...caughtUp };
  } finally {
    memory.stop();
    await streams.close();
  }
}

async function catchUp(streams, { stalled, last }) {
  const deadline = Date.now() + CATCH_UP_MS;
  for (;;) {
    const { stalledReached, stalledClosed, gaps, repeats } = await streams.report();
    if (gaps + repeats > 0) throw new Error(`NOT EXACT after reading on: ${gaps} gaps, ${repeats} repeats`);
    if (stalledClosed === stalled) return { caughtUp: 0, dropped: stalledClosed };
    if (stalledReached === last) return { caughtUp: stalled - stalledClosed, dropped: stalledClosed };
    if (Date.now() > deadline) throw new Error(`A client that reads on has only ${stalledReached} of ${last}`);
    await after(SAMPLE_MS);
  }
}

/** The most memory of a server over what it had when this began. */
class PeakMemory {
  #server;
  #restKb;
  #peakKb;
  #timer;

  constructor(server) {
    this.#server = server;
  }

  get peakMb() {
    return (this.#peakKb - this.#restKb) / 1_024;
  }

  start() {
    this.#restKb = this.#peakKb = this.#server.pssKb();
    this.#sample();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #sample() {
    this.#timer = setTimeout(() => {
      this.#peakKb = Math.max(this.#peakKb, this.#server.pssKb());
      this.#sample();
    }, SAMPLE_MS);
  }
}
