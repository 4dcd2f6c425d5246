import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { pssKb } from '../bench/process-stats.mjs';
import { startChild } from '../bench/child.mjs';
import { NODE, root } from '../program.mjs';

/** How long a program may take to be ready, on a machine that others use too. */
const START_MS = 30_000;

/** What no harm may make a program say: an error, or that it was refused (400 to 499). */
const ALARMING = / ERROR |\(4\d\d\)$/;

/** One of the built programs, which can be killed and started again on the same port and data. */
export class Program {
  /** What went wrong without having been done to it. */
  faults = [];
  /** The most memory it took, in KiB. */
  peakKb = 0;
  #child;
  #isWanted = false;

  /** @param name `job-server` or `gateway`. */
  constructor({ name, port, env }) {
    this.name = name;
    this.port = port;
    this.env = env;
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

  /** Resolves when it is ready. */
  async start() {
    let ready;
    const isReady = new Promise((resolve) => (ready = resolve));
    const child = startChild({
      command: NODE,
      args: [join(root, `apps/${this.name}/dist/main.js`)],
      env: { JOBWIRE_GRACE_SECONDS: '5', ...this.env, HOST: '127.0.0.1', PORT: String(this.port) },
      onLine: (line) => {
        if (line.includes(`is ready: ${this.url}`)) ready();
        if (ALARMING.test(line)) this.faults.push(`said: ${line}`);
      },
    });
    this.#child = child;
    this.#isWanted = true;
    void child.ended.then((how) => {
      if (this.#isWanted && this.#child === child) this.faults.push(`ended by itself (${how}): ${said(child)}`);
    });
    const timer = new AbortController();
    const late = after(START_MS, 'late', { signal: timer.signal }).catch(() => undefined);
    const first = await Promise.race([isReady, child.ended.then(() => 'ended'), late]);
    timer.abort();
    if (first) throw new Error(`${this.name} is not ready (${first}): ${said(child)}`);
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

  measure() {
    if (this.#isWanted) this.peakKb = Math.max(this.peakKb, pssKb(this.#child.pid));
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
