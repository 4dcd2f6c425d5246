import { Logger } from '@nestjs/common';
import { WaitingError, type Job, type Worker } from 'bullmq';
import type { QueuedRun } from '../jobs/queued-run.ts';
import type { RunSubject } from '../jobs/run-context.ts';
import { RunQueue } from '../jobs/run-queue.ts';
import { StoreError } from '../store/event-store.ts';
import type { BullConnections } from './bull-connections.ts';
import type { QueueRepair } from './queue-repair.ts';

interface Turn {
  readonly jobId: string;
  readonly over: Promise<void>;
}

export interface BullQueueOptions {
  readonly serverId: number;
  readonly concurrency: number;
  readonly leaseMs: number;
}

/**
 * A BullMQ queue for each server, which the server alone works off: whoever wants one of its jobs to be run adds to it. How a
 * run ended is told by the events, so BullMQ knows no failed runs, tries nothing again, and forgets each when its turn is over.
 */
export class BullRunQueue extends RunQueue {
  readonly isDurable = true;
  readonly #logger = new Logger('BullRunQueue');
  /** Those under way here, of which BullMQ may have lost some while Redis was away. */
  readonly #turns = new Set<Turn>();
  #worker: Worker<QueuedRun> | undefined;
  #isAbandoned = false;

  constructor(
    private readonly bull: BullConnections,
    private readonly repair: QueueRepair,
    private readonly options: BullQueueOptions,
  ) {
    super();
  }

  async start(execute: (run: QueuedRun) => Promise<void>): Promise<void> {
    const { serverId, concurrency, leaseMs } = this.options;
    if (this.#isAbandoned) return;
    const turn = async (job: Job<QueuedRun>, token?: string): Promise<void> => {
      if (!this.#isAbandoned) return this.#track({ jobId: job.data.subject.jobId, over: execute(job.data) });
      // It was fetched while the queue was being closed.
      await job.moveToWait(token);
      throw new WaitingError();
    };
    this.#worker = await this.bull.work(queueOf(serverId), turn, {
      concurrency,
      lockDuration: leaseMs,
      stalledInterval: leaseMs,
      // Whose turn came to nothing is not given another one by BullMQ, which does not know whether the run had begun.
      maxStalledCount: 0,
    });
    this.repair.keepUp(this, leaseMs);
  }

  async add(run: QueuedRun): Promise<void> {
    const { jobId, jobName, serverId } = run.subject;
    const delay = run.startsAt === undefined ? 0 : Math.max(0, Date.parse(run.startsAt) - Date.now());
    const options = { jobId, delay, removeOnComplete: true, removeOnFail: true };
    try {
      await this.bull.withQueue(queueOf(serverId), (queue) => queue.add(jobName, run, options));
    } catch (error) {
      // Redis has gone since the run was stored. Its server finds that it is not in the queue.
      if (!(error instanceof StoreError)) throw error;
      this.#logger.warn(`Run ${jobId} of ${jobName} is added later: ${error.message}`);
    }
  }

  async remove({ jobId, serverId }: RunSubject): Promise<boolean> {
    return (await this.bull.withQueue(queueOf(serverId), (queue) => queue.remove(jobId))) === 1;
  }

  /** Whether it has a run, that waits or has its turn. */
  async has({ jobId, serverId }: RunSubject): Promise<boolean> {
    for (const turn of this.#turns) if (turn.jobId === jobId) return true;
    return this.bull.withQueue(queueOf(serverId), async (queue) => (await queue.getJob(jobId)) !== undefined);
  }

  async waiting(serverId: number): Promise<readonly string[] | undefined> {
    try {
      return await this.bull.withQueue(queueOf(serverId), (queue) => queue.getRanges(['wait'], 0, -1, true));
    } catch (error) {
      // Redis is away: then it is judged by when they were queued.
      if (!(error instanceof StoreError)) throw error;
      return undefined;
    }
  }

  async finish(): Promise<void> {
    await this.#stop();
    await Promise.all(Array.from(this.#turns, ({ over }) => over));
  }

  abandon(): readonly QueuedRun[] {
    this.#isAbandoned = true;
    this.repair.stop();
    void this.#stop();
    return [];
  }

  /** No other turns come. Those under way go on: {@link BullConnections.close} waits for what they still tell. */
  async #stop(): Promise<void> {
    await this.#worker?.pause(true);
  }

  async #track(turn: Turn): Promise<void> {
    this.#turns.add(turn);
    try {
      await turn.over;
    } finally {
      this.#turns.delete(turn);
    }
  }
}

function queueOf(serverId: number): string {
  return `server-${serverId}`;
}
