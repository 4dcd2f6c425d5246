import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.mjs';
import { NODE } from '../program.mjs';
import { cpuMs } from './process-stats.mjs';

/** No scenario waits longer than this for the next event to reach every connection. */
const STUCK_MS = 60_000;

/** How the light client is run: the C program where there is a compiler, or the same in Node. */
export function findDriver({ kind = 'c' } = {}) {
  const script = fileURLToPath(new URL('driver/driver.mjs', import.meta.url));
  const inNode = { kind: 'node', command: NODE, args: [script] };
  return kind === 'node' ? inNode : (compileDriver() ?? inNode);
}

function compileDriver() {
  const source = fileURLToPath(new URL('driver/driver.c', import.meta.url));
  const hash = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `jobwire-bench-driver-${hash}`);
  const program = join(folder, 'driver');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const { status } = spawnSync('cc', ['-O2', '-o', program, source], { stdio: 'ignore' });
    if (status !== 0) return undefined;
  }
  return { kind: 'c', command: program, args: [] };
}

/** Opens streams; resolves when all have been answered. */
export async function openStreams(driver, { port, path, connections, first }) {
  const streams = new Streams(driver, { port, path, connections, first });
  await streams.opened;
  return streams;
}

/** The open streams of one driver process. */
class Streams {
  #child;
  #reached;
  #waiting = [];
  #failure;
  #reports = [];
  #stalled = 0;
  #isStopping = false;
  #busySince;

  constructor({ command, args }, { port, path, connections, first }) {
    this.connections = connections;
    this.#reached = first - 1;
    let open;
    this.opened = new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('Stuck: not every stream is answered in a minute')), STUCK_MS);
      this.#waiting.push({ number: Infinity, reject, timer });
      open = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#child = startChild({
      command,
      args: [...args, port, path, connections, first].map(String),
      onLine: (line) => {
        const [word, rest] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)];
        if (word === 'open') open();
        else if (word === 'reached') this.#reach(Number(rest));
        else if (word === 'report') this.#reports.shift()?.(JSON.parse(rest));
        else if (word === 'closed') this.#lost(rest);
        else this.#fail(new Error(`driver: ${line}`));
      },
    });
    void this.#child.ended.then((how) => this.#fail(new Error(`The driver ended by itself: ${how}`)));
  }

  /** Resolves when every connection that reads has event `number`; rejects where one was closed or nothing comes. */
  async reached(number) {
    if (this.#failure) throw this.#failure;
    if (number <= this.#reached) return;
    await new Promise((resolve, reject) => {
      const waiting = { number, resolve, reject };
      this.#waiting.push(waiting);
      waiting.timer = setTimeout(
        () => reject(new Error(`Stuck: event ${this.#reached + 1} has not reached every connection in a minute`)),
        STUCK_MS,
      );
    });
  }

  /** The first `count` connections stop reading. */
  stall(count) {
    this.#stalled = count;
    this.#child.say(`stall ${count}`);
  }

  resume() {
    this.#child.say('resume');
  }

  /** Latencies and counts start anew. */
  reset() {
    this.#child.say('reset');
    this.#busySince = { cpuMs: cpuMs(this.#child.pid), at: Date.now() };
  }

  async report() {
    const answered = new Promise((resolve) => this.#reports.push(resolve));
    this.#child.say('report');
    const ended = this.#child.ended.then((how) => {
      throw this.#failure ?? new Error(`The driver ended: ${how}`);
    });
    const report = await Promise.race([answered, ended]);
    const since = this.#busySince;
    const busy = since && (cpuMs(this.#child.pid) - since.cpuMs) / Math.max(1, Date.now() - since.at);
    return { ...report, driverBusy: busy };
  }

  /** The report, once it is certain that every event arrived once and in order. */
  async verified(lastNumber) {
    await this.reached(lastNumber);
    const report = await this.report();
    const { gaps, repeats, closed, refused } = report;
    if (gaps + repeats + closed + refused > 0) {
      throw new Error(
        `NOT EXACT: ${gaps} gaps, ${repeats} repeated or out of order, ${closed} closed, ${refused} refused`,
      );
    }
    return report;
  }

  async close() {
    this.#isStopping = true;
    await this.#child.stop();
  }

  #reach(number) {
    this.#reached = number;
    for (const waiting of this.#waiting.filter((each) => each.number <= number)) {
      clearTimeout(waiting.timer);
      waiting.resolve();
    }
    this.#waiting = this.#waiting.filter((each) => each.number > number);
  }

  #lost(what) {
    if (Number(what.split(' ')[0]) >= this.#stalled) this.#fail(new Error(`The server closed connection ${what}`));
  }

  #fail(error) {
    if (this.#isStopping) return;
    this.#failure ??= error;
    for (const { timer, reject } of this.#waiting) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting = [];
  }
}
