import { HttpStatus, type INestApplication } from '@nestjs/common';
import { AggregatorRegistry } from 'prom-client';
import { ProblemException } from '../problem/problem.ts';
import type { ProgramEnd } from './program-end.ts';
import { StreamMetrics } from './stream-metrics.ts';
import type { FromWorker, ToWorker } from './worker-message.ts';

/** This process as one of several that are a program together: what it says to the one that started it, and hears from it. */
export class Worker {
  /**
   * Where the kernel can, it hands out connections: a third less work for each than when one process takes them all and passes
   * them on, which node:cluster does elsewhere.
   */
  readonly listenOptions = { reusePort: process.platform === 'linux' };
  readonly #asked = new Map<number, (text: string | undefined) => void>();
  #requests = 0;
  #end: ProgramEnd | undefined;

  constructor() {
    // From now on it answers for its own part when metrics are collected: with nothing, until there is an application.
    new AggregatorRegistry();
    process.on('message', (message: ToWorker) => this.#take(message));
  }

  /** Has the application tell the metrics of all, and end when all of them end. */
  bind(app: INestApplication, end: ProgramEnd): void {
    this.#end = end;
    const metrics = app.get(StreamMetrics);
    AggregatorRegistry.setRegistries(metrics.registry);
    metrics.tell = () => this.#tellAll();
  }

  sayReady(): void {
    void this.#say({ kind: 'ready' });
  }

  /** Resolves when it is said. */
  sayFailed(why: string): Promise<void> {
    return this.#say({ kind: 'failed', why });
  }

  #take(message: ToWorker): void {
    // What the library of the metrics says comes by the same way.
    if (message.kind === 'metrics') {
      this.#asked.get(message.request)?.(message.text);
      this.#asked.delete(message.request);
    } else if (message.kind === 'end') {
      // It has not come so far that there is anything to end.
      if (!this.#end) process.exit(0);
      void this.#end.begin(message.graceMs);
    }
  }

  async #tellAll(): Promise<string> {
    const request = this.#requests++;
    const text = await new Promise<string | undefined>((resolve) => {
      this.#asked.set(request, resolve);
      void this.#say({ kind: 'metrics', request });
    });
    if (text !== undefined) return text;
    throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, 'Not all processes have told their part. Ask again.');
  }

  #say(message: FromWorker): Promise<void> {
    // Where nobody listens any more node:cluster ends this process.
    return new Promise((resolve) => process.send?.(message, () => resolve()));
  }
}
