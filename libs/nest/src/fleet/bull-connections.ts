import { Logger } from '@nestjs/common';
import { Queue, Worker, type Processor, type QueueOptions, type WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import { START_MS, type RedisConnection } from '../redis/redis-connection.ts';

const CLOSE_MS = 1_000;

/** A worker that can be left while it waits in vain for the end of a job to be told: it stops renewing the job's lock. */
class LeavingWorker<Data = unknown> extends Worker<Data> {
  leave(): Promise<void> {
    return this.lockManager.close();
  }
}

/** A worker, and all connections that are made for it. */
interface BullWorker {
  readonly worker: Pick<LeavingWorker, 'close' | 'leave'>;
  readonly connections: readonly Redis[];
}

/** How BullMQ reaches the Redis of the events, under the same hash tag. */
export class BullConnections {
  readonly #logger = new Logger('BullMQ');
  readonly #queues = new Map<string, Queue>();
  readonly #workers: BullWorker[] = [];
  #isInTrouble = false;

  constructor(
    private readonly connection: RedisConnection,
    /** How queues tell when a schedule's next turn is. */
    private readonly settings: NonNullable<QueueOptions['settings']>,
  ) {}

  /**
   * Does something with a queue. It shares the connection for commands: what cannot be sent at once is rejected, not kept for
   * later.
   */
  async withQueue<Answer>(name: string, use: (queue: Queue) => Promise<Answer>): Promise<Answer> {
    const fault = this.connection.fault();
    if (fault) throw fault;
    const queue = this.#queues.get(name) ?? this.#open(name);
    try {
      return await use(queue);
    } catch (error) {
      // Redis has gone. A queue that was made just then never works.
      this.#queues.delete(name);
      await queue.close().catch(() => undefined);
      throw this.connection.unavailable(error);
    }
  }

  /** As {@link withQueue}, at the start: where Redis goes away meanwhile it is done again. */
  async setUp(name: string, use: (queue: Queue) => Promise<void>): Promise<void> {
    await this.connection.starting(() => this.withQueue(name, use));
  }

  /** A worker waits on connections of its own, and goes on by itself when Redis is back. Closed by {@link close}. */
  async work<Data>(name: string, turn: Processor<Data>, options: Omit<WorkerOptions, 'connection'>) {
    const { commands, keys } = this.connection;
    const connection = commands.duplicate({
      maxRetriesPerRequest: null,
      // One that BullMQ has to open itself has failed for good with the first try.
      lazyConnect: false,
      enableOfflineQueue: true,
      autoResendUnfulfilledCommands: true,
    });
    const connections = [connection];
    // BullMQ makes one of its own from it, to wait on, and leaves that reconnecting where it cannot close it in peace.
    const duplicate = connection.duplicate.bind(connection);
    connection.duplicate = (options) => {
      // BullMQ itself sees to it that it does not wait for ever.
      const copy = duplicate({ ...options, socketTimeout: undefined });
      connections.push(copy);
      return copy;
    };
    // The worker hears of it too.
    let lastError = new Error('the connection of the queue was closed');
    connection.on('error', (error) => (lastError = error));
    const worker = new LeavingWorker<Data>(name, turn, {
      ...options,
      ...{ connection, prefix: keys.queues, settings: this.settings },
    });
    this.#watch(worker);
    const entry = { worker, connections };
    this.#workers.push(entry);
    const gaveUp = new AbortController();
    const late = delay(START_MS, 'late', { signal: gaveUp.signal }).catch(() => undefined);
    const outcome = await Promise.race([worker.waitUntilReady(), late]);
    gaveUp.abort();
    if (outcome === 'late') {
      await this.#close(entry);
      throw this.connection.unavailable(lastError);
    }
    return worker;
  }

  /** Lets what is being told to Redis be told. Where Redis is away there is nothing to wait for. */
  async close(): Promise<void> {
    for (const entry of this.#workers) await this.#close(entry);
  }

  async #close({ worker, connections }: BullWorker): Promise<void> {
    const closed = worker.close(!this.connection.isReady);
    await Promise.race([closed, delay(CLOSE_MS, undefined, { ref: false })]);
    await worker.leave();
    for (const connection of connections) connection.disconnect();
  }

  /** Says what goes wrong with a worker, once for each time that it begins. */
  #watch(worker: Worker): void {
    worker.on('error', ({ message }) => {
      if (!this.#isInTrouble) this.#logger.warn(`BullMQ goes on when it can: ${message}`);
      this.#isInTrouble = true;
    });
    worker.on('completed', () => (this.#isInTrouble = false));
  }

  #open(name: string): Queue {
    const { commands, keys } = this.connection;
    const queue = new Queue(name, { connection: commands, prefix: keys.queues, settings: this.settings });
    // Each command tells of it too.
    queue.on('error', () => undefined);
    this.#queues.set(name, queue);
    return queue;
  }
}
