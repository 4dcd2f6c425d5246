import { Processor, WorkerHost } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { setTimeout as delay } from 'node:timers/promises';

/** What a job of the queue `sync` works on. */
export interface Sync {
  readonly rows: number;
  /** Fails in the middle of its first attempt. */
  readonly isFlaky?: boolean;
}

@Processor('sync', { concurrency: 4 })
export class SyncProcessor extends WorkerHost {
  async process(job: Job<Sync>): Promise<{ rows: number }> {
    const { rows, isFlaky } = job.data;
    for (let current = 0; current <= rows; current++) {
      await delay(20);
      if (isFlaky && job.attemptsMade === 0 && current > rows / 2) throw new Error('The other side has hung up');
      await job.updateProgress({ current, total: rows });
    }
    return { rows };
  }
}
