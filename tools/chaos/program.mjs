import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { pssKb } from '../bench/process-stats.mjs';
import { startChild } from '../bench/child.mjs';
import { NODE, root } from '../program.mjs';

/** How long a program may take to be ready, on a machine that others use too. */
const START_MS = 30_000;

/** How long a supervisor waits before it starts a program again. */
const RESTART_MS = 200;

/** What no harm may make a program say: an error, or that it was refused (400 to 499). */
const ALARMING = / ERROR |\(4\d\d\)$/;

/** A program that can be killed and started again on the same port and data: as a rule one of those that are built. */
export class Program {
  /** What went wrong without having been done to it. */
  faults = [];
  /** How often it ended before it was ready, and was started again. */
  restarts = 0;
  /** The most memory it took, in KiB. */
  peakKb = 0;
  #child;
  #isWanted = false;

  /**
   * @param app `job-server` or `gateway`.
   * @param excused What it may say although it is alarming, and why it may fail to start.
   */
  constructor({ name, app = name, port, env, excused }) {
    this.name = name;
    this.app = app;
    this.port = port;
    this.env = env;
    this.excused = excused;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What it said last. */
  get lines() {
    return this.#child?.lines ?? [];
  }

  get isUp() {
    return this.#isWanted;
  }

  get readyLine() {
    return `is ready: ${this.url}`;
  }

  command() {
    return {
      command: NODE,
      args: [join(root, `apps/${this.app}/dist/main.js`)],
      env: { JOBWIRE_GRACE_SECONDS: '5', ...this.env, HOST: '127.0.0.1', PORT: String(this.port) },
    };
  }

  /** Resolves when it is ready. Where it ends for a reason that is excused it is started again, as a supervisor does it. */
  async start() {
    for (const until = Date.now() + START_MS; ; await after(RESTART_MS)) {
      const failure = await this.#startOnce(until - Date.now());
      if (!failure) return;
      if (!this.excused?.test(failure)) throw new Error(`${this.name} is not ready ${failure}`);
      this.restarts++;
    }
  }

  async #startOnce(ms) {
    let ready;
    const isReady = new Promise((resolve) => (ready = resolve));
    const child = startChild({
      ...this.command(),
      onLine: (line) => {
        if (line.includes(this.readyLine)) ready();
        if (ALARMING.test(line) && !this.excused?.test(line)) this.faults.push(`said: ${line}`);
      },
    });
    this.#child = child;
    const timer = new AbortController();
    const late = after(ms, 'late', { signal: timer.signal }).catch(() => undefined);
    const first = await Promise.race([isReady, child.ended.then(() => 'ended'), late]);
    timer.abort();
    if (first) return `(${first}): ${said(child)}`;
    this.#isWanted = true;
    void child.ended.then((how) => {
      if (this.#isWanted && this.#child === child) this.faults.push(`ended by itself (${how}): ${said(child)}`);
    });
    return undefined;
  }

  /** SIGKILL: it has no moment left to tidy up. */
  async kill() {
    this.#isWanted = false;
    this.#child.kill('SIGKILL');
    await this.#child.ended;
  }

  /** SIGTERM, as an update does it. */
  async stop() {
    this.#isWanted = false;
    await this.#child?.stop();
  }

  /** SIGSTOP for a while: its connections stay open and nothing answers. */
  async freeze(ms) {
    this.#child.kill('SIGSTOP');
    await after(ms);
    this.#child.kill('SIGCONT');
  }

  /** What it takes now, in KiB. */
  measure() {
    const kb = this.#isWanted ? pssKb(this.#child.pid) : 0;
    this.peakKb = Math.max(this.peakKb, kb);
    return kb;
  }
}

/**
 * A port that nothing listens on, below those that systems give to outgoing connections: while a program is down, none of
 * the many that are opened meanwhile may take its port.
 */
export async function freePort() {
  for (;;) {
    const server = createServer().listen(15_000 + Math.floor(Math.random() * 15_000), '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      // EADDRINUSE: the next one.
      continue;
    }
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
  }
}

function said({ lines }) {
  return lines.slice(-8).join(' | ') || 'it said nothing';
}
