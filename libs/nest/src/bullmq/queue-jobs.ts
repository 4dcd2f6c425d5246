import { Logger } from '@nestjs/common';
import { Queue, type Job, type JobType } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Outcome } from './run-teller.ts';

/** A job as its queue has it. */
export type KeptJob = Job & { id: string };

/**
 * In the order in which jobs move, so that one that moves meanwhile is not overlooked. `waiting` are also those of a queue that
 * is paused, which BullMQ 5 has in a list of their own.
 */
export const UNFINISHED: readonly JobType[] = ['waiting-children', 'delayed', 'prioritized', 'waiting', 'active'];

const PAGE = 200;

/** What a queue knows of its jobs. Only reads. */
export class QueueJobs {
  readonly #logger = new Logger('BullMqBridge');
  readonly #queue: Queue;

  constructor(name: string, redis: Redis, prefix: string) {
    this.#queue = new Queue(name, { connection: redis, prefix, skipMetasUpdate: true, skipVersionCheck: true });
    // Each command tells of it too.
    this.#queue.on('error', () => undefined);
  }

  /** All keys of the queue begin with it and a colon. */
  get key(): string {
    return this.#queue.qualifiedName;
  }

  /** `undefined` where the queue does not have it any more. */
  async find(id: string): Promise<KeptJob | undefined> {
    return (await this.#readable(() => this.#queue.getJob(id))) as KeptJob | undefined;
  }

  async outcome(job: KeptJob): Promise<Outcome | undefined> {
    if (job.finishedOn === undefined) return undefined;
    const state = await job.getState();
    return state === 'completed' || state === 'failed' ? state : undefined;
  }

  /** A page of a list, the newest first; `undefined` behind its end. */
  async page(list: JobType, index: number): Promise<KeptJob[] | undefined> {
    const start = index * PAGE;
    const jobs = await this.#readable(() => this.#queue.getJobs([list], start, start + PAGE - 1, false));
    if (jobs?.length === 0) return undefined;
    // One that was removed meanwhile is no job any more.
    return (jobs ?? []).filter((job) => job as Job | undefined) as KeptJob[];
  }

  async close(): Promise<void> {
    await this.#queue.close();
  }

  async #readable<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
    try {
      return await read();
    } catch (error) {
      // Data that is no JSON: no worker can read it either. Anything else is Redis.
      if (!(error instanceof SyntaxError)) throw error;
      this.#logger.warn(`A job of queue ${this.#queue.name} cannot be read: ${error.message}`);
      return undefined;
    }
  }
}
