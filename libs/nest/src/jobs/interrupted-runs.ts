import { Injectable, Logger } from '@nestjs/common';
import { INTERRUPTED, type JobRun } from '@jobwire/events';
import { setTimeout as delay } from 'node:timers/promises';
import { JobEvents } from '../publish/job-events.ts';
import { EventStore, StoreError } from '../store/event-store.ts';
import { ForeignRuns } from './foreign-runs.ts';
import { JobPlaces } from './job-places.ts';
import { RunExecutor } from './run-executor.ts';
import { RunQueue } from './run-queue.ts';
import { ServerIdentity } from './server-identity.ts';

const TRY_AGAIN_MS = 1_000;
const PAGE = 1_000;

/** Ends the runs of a server that were going on when its process died, and those that were lost with it while they waited. */
@Injectable()
export class InterruptedRuns {
  readonly #logger = new Logger('InterruptedRuns');
  /** Servers of which that could not be done yet. */
  readonly #trying = new Set<number>();
  #isStopped = false;

  constructor(
    private readonly store: EventStore,
    private readonly events: JobEvents,
    private readonly executor: RunExecutor,
    private readonly places: JobPlaces,
    private readonly queue: RunQueue,
    private readonly foreign: ForeignRuns,
    private readonly server: ServerIdentity,
  ) {}

  /**
   * While the store refuses it, it is tried again each second: what is stored can be served meanwhile. `isGone`: whether the
   * server still has no process. Asked when it is known which runs go on, as it may be back with new ones.
   */
  async endOf(serverId: number, isGone = async () => true): Promise<void> {
    try {
      await this.#endAll(serverId, isGone);
    } catch (error) {
      // A full disk, or a damaged part. Anything else is a defect.
      if (!(error instanceof StoreError)) throw error;
      if (this.#trying.has(serverId)) return;
      this.#logger.error(`The runs that were interrupted could not be ended, trying on: ${error.message}`);
      void this.#tryOn(serverId, isGone);
    }
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #tryOn(serverId: number, isGone: () => Promise<boolean>): Promise<void> {
    this.#trying.add(serverId);
    while (!this.#isStopped) {
      await delay(TRY_AGAIN_MS, undefined, { ref: false });
      try {
        await this.#endAll(serverId, isGone);
        this.#trying.delete(serverId);
        return;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
      }
    }
  }

  async #endAll(serverId: number, isGone: () => Promise<boolean>): Promise<void> {
    const state = this.queue.isDurable ? (['running'] as const) : (['queued', 'running'] as const);
    for (let more = true; more;) {
      const { items } = await this.store.runs({ serverId: [serverId], state, limit: PAGE });
      const isInterrupted = await Promise.all(items.map((run) => this.#isInterrupted(run)));
      const interrupted = items.filter((_, index) => isInterrupted[index]);
      if (interrupted.length === 0 || !(await isGone())) return;
      await Promise.all(interrupted.map((run) => this.#end(run)));
      more = items.length === PAGE;
    }
  }

  async #isInterrupted(run: JobRun): Promise<boolean> {
    // Where it could not be done at once, there may be runs of this process by now.
    if (this.executor.isRunning(run.jobId) || this.foreign.has(run.jobId)) return false;
    // Another server may have told of runs that something else works on, such as a queue's workers: those have no place.
    if (run.serverId !== this.server.serverId) return this.places.has(run);
    return run.state === 'running' || !(await this.places.has(run));
  }

  async #end(run: JobRun): Promise<void> {
    const { jobId, jobName, serverId } = run;
    await this.events.publishEndNow({ type: 'failed', jobId, jobName, serverId, error: INTERRUPTED });
    await this.places.leave(run);
  }
}
