import { Logger } from '@nestjs/common';
import { INTERRUPTED } from '@jobwire/events';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobEvents } from '../publish/job-events.ts';
import { StoreError, type EventStore } from '../store/event-store.ts';

const TRY_AGAIN_MS = 1_000;
const PAGE = 1_000;

/** Ends the runs of a server that were going on when its process died. */
export class InterruptedRuns {
  readonly #logger = new Logger('InterruptedRuns');
  #isStopped = false;

  /** `isActive`: whether a run goes on in this process. Where it cannot be done at once, there may be some by then. */
  constructor(
    private readonly serverId: number,
    private readonly store: EventStore,
    private readonly events: JobEvents,
    private readonly isActive: (jobId: string) => boolean,
  ) {}

  /** While the store refuses it, it is tried again each second: what is stored can be served meanwhile. */
  async end(): Promise<void> {
    try {
      await this.#endAll();
    } catch (error) {
      // A full disk, or a damaged part. Anything else is a defect.
      if (!(error instanceof StoreError)) throw error;
      this.#logger.error(`The runs that were interrupted could not be ended, trying on: ${error.message}`);
      void this.#tryOn();
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #tryOn(): Promise<void> {
    while (!this.#isStopped) {
      await delay(TRY_AGAIN_MS, undefined, { ref: false });
      try {
        return await this.#endAll();
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
      }
    }
  }

  async #endAll(): Promise<void> {
    const unfinished = { serverId: [this.serverId], state: ['queued', 'running'] as const, limit: PAGE };
    for (let more = true; more;) {
      const { items } = await this.store.runs(unfinished);
      const interrupted = items.filter(({ jobId }) => !this.isActive(jobId));
      if (interrupted.length === 0) return;
      await this.events.publishAll(
        interrupted.map(({ jobId, jobName, serverId }) => ({
          type: 'failed',
          jobId,
          jobName,
          serverId,
          error: INTERRUPTED,
        })),
      );
      more = items.length === PAGE;
    }
  }
}
