import { Logger } from '@nestjs/common';
import { INTERRUPTED, isOver, type JobRun } from '@jobwire/events';
import type { JobPlaces } from '../jobs/job-places.ts';
import { queuedRunOf } from '../jobs/queued-run.ts';
import type { RunSubject } from '../jobs/run-context.ts';
import type { RunEnds } from '../jobs/run-ends.ts';
import type { NewRunEnd } from '../publish/job-events.ts';
import { StoreError, type EventStore } from '../store/event-store.ts';
import type { BullRunQueue } from './bull-run-queue.ts';

/** Until then whoever stored a run is adding it. */
const ADDED_MS = 10_000;

/**
 * Finds runs that have their place, are not over and not in the queue. Queued ones are added: whoever stored them died before it
 * did so, or whose turn it was before it began. Running ones are ended: that they started was told by a process that died, and was
 * stored only after the one that came next had looked for what goes on.
 */
export class QueueRepair {
  readonly #logger = new Logger('QueueRepair');
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly serverId: number,
    private readonly store: EventStore,
    private readonly places: JobPlaces,
    private readonly ends: RunEnds,
  ) {}

  /** Looks now, and again and again after so many milliseconds. */
  keepUp(queue: BullRunQueue, everyMs: number): void {
    void this.repair(queue);
    this.#timer = setInterval(() => void this.repair(queue), everyMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async repair(queue: BullRunQueue): Promise<void> {
    try {
      for (const { jobId } of await this.places.taken(this.serverId)) await this.#repair(jobId, queue);
    } catch (error) {
      // Redis is away: there is another time.
      if (!(error instanceof StoreError)) throw error;
    }
  }

  async #repair(jobId: string, queue: BullRunQueue): Promise<void> {
    const run = await this.store.run(jobId);
    if (!run || isOver(run)) return;
    const isNew = run.state === 'queued' && Date.parse(run.queuedAt ?? '') > Date.now() - ADDED_MS;
    if (isNew) return;
    const isInQueue = (await queue.has(run)) && !(run.cancelRequested && (await queue.remove(run)));
    // It may have had its turn meanwhile.
    const now = await this.store.run(jobId);
    if (isInQueue || !now || isOver(now)) return;
    if (now.state === 'running') return this.#end({ type: 'failed', ...subjectOf(now), error: INTERRUPTED });
    if (now.cancelRequested) return this.#end({ type: 'cancelled', ...subjectOf(now) });
    this.#logger.warn(`Run ${jobId} of ${now.jobName} was not in the queue: it is added.`);
    await queue.add(queuedRunOf(now));
  }

  async #end(end: NewRunEnd): Promise<void> {
    await this.ends.store(end);
    await this.places.leave(end);
  }
}

function subjectOf({ jobId, jobName, serverId }: JobRun): RunSubject {
  return { jobId, jobName, serverId };
}
