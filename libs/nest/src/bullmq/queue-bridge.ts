import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobMapper } from './job-mapping.ts';
import { QueueFollower, type FollowOptions } from './queue-follower.ts';
import { QueueJobs } from './queue-jobs.ts';
import { QueueLease } from './queue-lease.ts';
import { QueueStream } from './queue-stream.ts';
import { RunIds } from './run-id.ts';
import type { RunPublisher } from './run-publisher.ts';
import { RunTeller } from './run-teller.ts';

const TRY_AGAIN_MS = 1_000;

export interface QueueBridgeOptions extends FollowOptions {
  readonly prefix: string;
  readonly leaseMs: number;
}

/** The connections of a bridge. */
export interface BridgeConnections {
  /** For all commands that do not wait. */
  readonly commands: Redis;
  /** One for commands that wait. It ends with its first error. */
  readonly open: () => Promise<Redis>;
}

/**
 * Tells the jobs of one queue while this process has its lease. Whatever goes wrong, it forgets all and begins again: from the
 * bookmark, after comparing the queue with the store.
 */
export class QueueBridge {
  readonly #logger = new Logger('BullMqBridge');
  readonly #ids: RunIds;
  readonly #jobs: QueueJobs;
  readonly #lease: QueueLease;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #isInTrouble = false;

  constructor(
    private readonly queue: string,
    private readonly connections: BridgeConnections,
    private readonly publisher: RunPublisher,
    private readonly mapper: JobMapper,
    private readonly options: QueueBridgeOptions,
  ) {
    this.#ids = new RunIds(queue);
    this.#jobs = new QueueJobs(queue, connections.commands, options.prefix);
    this.#lease = new QueueLease(connections.commands, this.#jobs.key, options.leaseMs);
  }

  /** Whether a run is one of this queue's jobs. */
  tells(runId: string): boolean {
    return this.#ids.read(runId) !== undefined;
  }

  start(): void {
    this.#running = this.#run(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
    await this.#jobs.close();
  }

  async #run(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      try {
        if (await this.#lease.take()) await this.#follow(stopped);
      } catch (error) {
        // Redis or the store is away, or another process has taken over: none of it is for ever.
        if (!this.#isInTrouble && !stopped.aborted)
          this.#logger.warn(`Queue ${this.queue} is not told from here now, trying on: ${String(error)}`);
        this.#isInTrouble = true;
      }
      const pause = delay(Math.min(TRY_AGAIN_MS, this.options.leaseMs / 2), undefined, { signal: stopped });
      // AbortError: it is to stop.
      await pause.catch(() => undefined);
    }
  }

  async #follow(stopped: AbortSignal): Promise<void> {
    const lost = new AbortController();
    const over = AbortSignal.any([stopped, lost.signal]);
    const endUpkeep = this.#lease.keepUp((error) => lost.abort(error));
    try {
      const connection = await this.connections.open();
      over.addEventListener('abort', () => connection.disconnect());
      if (over.aborted) connection.disconnect();
      const follower = this.#newFollower(connection);
      await follower.begin();
      if (this.#isInTrouble) this.#logger.log(`Queue ${this.queue} is told again`);
      this.#isInTrouble = false;
      while (!over.aborted) await follower.next();
      over.throwIfAborted();
    } catch (error) {
      // What was waited for when it was over says only that its connection is closed.
      throw over.aborted ? over.reason : error;
    } finally {
      endUpkeep();
      lost.abort();
      // Where Redis is away the lease runs out by itself.
      await this.#lease.giveBack().catch(() => undefined);
    }
  }

  #newFollower(connection: Redis): QueueFollower {
    const stream = new QueueStream(connection, `${this.#jobs.key}:events`);
    const teller = new RunTeller(this.queue, this.#ids, this.mapper);
    return new QueueFollower(stream, this.#jobs, this.#lease, this.#ids, teller, this.publisher, this.options);
  }
}
