import { Logger } from '@nestjs/common';
import cluster, { type Worker as Process } from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import { AggregatorRegistry } from 'prom-client';
import type { FromWorker, ToWorker } from './worker-message.ts';

/** A program that runs in several processes. */
interface PoolOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Both as a URL. */
  readonly address: string;
  readonly graceMs: number;
  /** How many processes there are, at least 2. */
  readonly workers: number;
}

/** A worker that lived for so long was well: the next one starts at once. */
const WELL_MS = 10_000;
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Workers that have not ended so long after their time are ended. */
const STUBBORN_MS = 5_000;

/** Runs a program in several processes on one port. This one only looks after them: one that dies is replaced. */
export class WorkerPool {
  readonly #logger = new Logger('Workers');
  readonly #metrics = new AggregatorRegistry();
  readonly #ready = new Set<Process>();
  #hasStarted = false;
  #isEnding = false;
  #exitCode = 0;
  #pauseMs = 0;

  constructor(private readonly options: PoolOptions) {}

  /** Rejects where the port cannot be listened on. */
  async start(): Promise<void> {
    const { host, port } = this.options;
    // Processes that share a port would share it with another program too, without a word.
    const server = createServer().listen(port, host);
    await once(server, 'listening');
    await new Promise((resolve) => server.close(resolve));
    this.#listenToSignals();
    for (let count = 0; count < this.options.workers; count++) this.#fork();
  }

  #fork(): void {
    const startedAt = performance.now();
    const worker = cluster.fork();
    worker.on('message', (message: FromWorker) => this.#take(worker, message));
    worker.once('exit', (code, signal) =>
      this.#buried(worker, signal ?? `code ${code}`, performance.now() - startedAt),
    );
  }

  #take(worker: Process, message: FromWorker): void {
    switch (message.kind) {
      case 'ready':
        return this.#takeReady(worker);
      case 'failed':
        return this.#takeFailed(message.why);
      case 'metrics':
        return void this.#collectMetrics(worker, message.request);
      default:
      // What the library of the metrics says comes by the same way.
    }
  }

  #takeReady(worker: Process): void {
    this.#ready.add(worker);
    if (this.#hasStarted) return this.#logger.log(`Process ${worker.process.pid} is ready`);
    this.#hasStarted = this.#ready.size === this.options.workers;
    if (this.#hasStarted) console.log(`${this.options.name} is ready: ${this.options.address}`);
  }

  #takeFailed(why: string): void {
    if (this.#hasStarted) return this.#logger.error(why);
    // What keeps one of them from starting keeps the others too.
    if (!this.#isEnding) console.error(why);
    this.#exitAtOnce(1);
  }

  async #collectMetrics(worker: Process, request: number): Promise<void> {
    try {
      send(worker, { kind: 'metrics', request, text: await this.#metrics.clusterMetrics() });
    } catch (error) {
      // One has died meanwhile, or is too busy to answer: figures without its part would be wrong.
      this.#logger.warn(`Not all processes have told their metrics: ${String(error)}`);
      send(worker, { kind: 'metrics', request });
    }
  }

  #buried(worker: Process, how: string, livedMs: number): void {
    this.#ready.delete(worker);
    if (this.#isEnding) {
      if (how !== 'code 0') this.#exitCode = 1;
      if (Object.keys(cluster.workers ?? {}).length === 0) process.exit(this.#exitCode);
      return;
    }
    if (!this.#hasStarted) {
      console.error(`${this.options.name} cannot start. Process ${worker.process.pid} has ended (${how}).`);
      return this.#exitAtOnce(1);
    }
    this.#pauseMs = pauseAfter(livedMs, this.#pauseMs);
    const when = this.#pauseMs === 0 ? 'now' : `in ${this.#pauseMs / 1_000} s`;
    this.#logger.warn(`Process ${worker.process.pid} has ended (${how}). Another one takes its place ${when}`);
    setTimeout(() => !this.#isEnding && this.#fork(), this.#pauseMs);
  }

  #listenToSignals(): void {
    const graceOf = { SIGTERM: this.options.graceMs, SIGINT: 0 };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (this.#isEnding) return this.#exitAtOnce(128 + constants.signals[signal]);
        this.#end(graceOf[signal]);
      });
    }
  }

  #end(graceMs: number): void {
    this.#isEnding = true;
    for (const worker of processes()) send(worker, { kind: 'end', graceMs });
    if (processes().length === 0) process.exit(0);
    setTimeout(() => this.#exitAtOnce(1), graceMs + STUBBORN_MS);
  }

  #exitAtOnce(code: number): void {
    this.#isEnding = true;
    for (const worker of processes()) worker.process.kill('SIGKILL');
    process.exit(code);
  }
}

/** How long to wait before a worker is replaced. Those that die soon are replaced ever more slowly. */
export function pauseAfter(livedMs: number, lastPauseMs: number): number {
  if (livedMs >= WELL_MS) return 0;
  return Math.min(LONGEST_PAUSE_MS, Math.max(SHORTEST_PAUSE_MS, lastPauseMs * 2));
}

function processes(): Process[] {
  return Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
}

function send(worker: Process, message: ToWorker): void {
  // It may have died this moment, which is told elsewhere.
  if (worker.isConnected()) worker.send(message, () => undefined);
}
