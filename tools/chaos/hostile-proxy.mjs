import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A proxy that collects what it is sent hands it on in pieces of this size. */
const COLLECTED_BYTES = 64 * 1024;

/**
 * What may lie between two programs: a TCP proxy that knows nothing of HTTP and treats each connection as its fate says.
 *
 * | fate | |
 * |---|---|
 * | `cutAfter` | so many bytes of what the server sends arrive, then the connection breaks |
 * | `blackHoleAfter` | so many bytes arrive, then nothing any more in either direction, and nobody is told |
 * | `delayMs` | how long each piece is under way |
 * | `collects` | what the server sends is held until 64 KiB are together or it ends the connection |
 * | `resets` | where it breaks: as a reset, not as an end |
 */
export class HostileProxy {
  #links = new Set();
  #server = createServer((client) => this.#accept(client));
  #fateOf;
  #targetPorts;
  #accepted = 0;

  /**
   * @param targetPorts In turn: who comes again after a cut as a rule comes to another one.
   * @param fateOf Asked for each new connection.
   */
  constructor({ targetPorts, fateOf }) {
    this.#targetPorts = targetPorts;
    this.#fateOf = fateOf;
  }

  async listen() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  /** The connections that are open and forward, in the order they came. */
  get links() {
    return [...this.#links].filter((link) => !link.isBlackHole);
  }

  /** From now on it only forwards. Connections that are black holes stay so: it is for their ends to notice. */
  heal() {
    this.#fateOf = () => ({});
    for (const link of this.#links) link.heal();
  }

  async stop() {
    for (const link of this.#links) link.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client) {
    const port = this.#targetPorts[this.#accepted++ % this.#targetPorts.length];
    const link = new Link(client, connect({ port, host: '127.0.0.1' }), this.#fateOf());
    this.#links.add(link);
    link.onClose = () => this.#links.delete(link);
  }
}

/** One connection of a client and the one to the server that belongs to it. */
class Link {
  isBlackHole = false;
  onClose = () => undefined;
  #client;
  #server;
  #fate;
  #held = [];
  #stalled;

  constructor(client, server, fate) {
    this.#client = client;
    this.#server = server;
    this.#fate = { ...fate };
    client.setNoDelay(true);
    server.setNoDelay(true);
    client.on('data', (chunk) => this.#later(() => this.#pass(chunk, client, server)));
    client.on('end', () => this.#later(() => server.end()));
    server.on('data', (chunk) => this.#later(() => this.#answer(chunk)));
    server.on('end', () => this.#later(() => this.#end()));
    for (const socket of [client, server]) {
      // ECONNREFUSED, ECONNRESET, EPIPE: 'close' follows.
      socket.on('error', () => undefined);
      // Each piece that is under way may wait for it to take more.
      socket.setMaxListeners(0);
    }
    client.on('close', () => this.#closed(server));
    server.on('close', () => this.#closed(client));
  }

  /** Breaks it now. */
  cut() {
    clearTimeout(this.#stalled);
    if (this.#fate.resets) this.#client.resetAndDestroy();
    else this.#client.end(() => this.#client.destroy());
    this.#server.destroy();
    this.onClose();
  }

  destroy() {
    clearTimeout(this.#stalled);
    this.#client.destroy();
    this.#server.destroy();
    this.onClose();
  }

  /** Breaks it after so many more bytes of what the server sends. */
  cutAfter(bytes, { resets }) {
    Object.assign(this.#fate, { cutAfter: bytes, resets });
  }

  /** As when all packets are dropped. */
  blackHole() {
    this.isBlackHole = true;
    this.#client.pause();
    this.#server.pause();
  }

  stall(ms) {
    clearTimeout(this.#stalled);
    this.#client.pause();
    this.#server.pause();
    this.#stalled = setTimeout(() => this.#resume(), ms);
  }

  heal() {
    const { delayMs } = this.#fate;
    // What is under way must not be overtaken.
    this.#fate = { delayMs };
    this.#flush();
  }

  #resume() {
    if (this.isBlackHole) return;
    this.#client.resume();
    this.#server.resume();
  }

  /** Timers of the same length fire in the order they were set. */
  #later(work) {
    if (this.#fate.delayMs) setTimeout(work, this.#fate.delayMs);
    else work();
  }

  #answer(chunk) {
    if (this.isBlackHole) return;
    const { cutAfter = Infinity, blackHoleAfter = Infinity, collects } = this.#fate;
    const arrives = chunk.subarray(0, Math.min(cutAfter, blackHoleAfter));
    if (collects) this.#hold(arrives);
    else this.#pass(arrives, this.#server, this.#client);
    this.#fate.cutAfter = cutAfter - arrives.length;
    this.#fate.blackHoleAfter = blackHoleAfter - arrives.length;
    if (this.#fate.cutAfter === 0) this.cut();
    else if (this.#fate.blackHoleAfter === 0) this.blackHole();
  }

  #hold(chunk) {
    this.#held.push(chunk);
    const bytes = this.#held.reduce((sum, { length }) => sum + length, 0);
    if (bytes >= COLLECTED_BYTES) this.#flush();
  }

  #flush() {
    for (const chunk of this.#held.splice(0)) this.#pass(chunk, this.#server, this.#client);
  }

  #pass(chunk, from, to) {
    if (this.isBlackHole || to.destroyed || to.writableEnded || to.write(chunk)) return;
    from.pause();
    to.once('drain', () => this.#resume());
  }

  #end() {
    if (this.isBlackHole) return;
    this.#flush();
    this.#client.end();
  }

  #closed(other) {
    if (this.isBlackHole) return;
    // It may wait for the one that is gone to take more, and would never see its own end.
    this.#later(() => other.end().resume());
    this.onClose();
  }
}
