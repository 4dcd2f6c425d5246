import { Injectable, Logger } from '@nestjs/common';
import { isOver } from '@jobwire/events';
import { setTimeout as delay } from 'node:timers/promises';
import { EventStore, StoreError } from '../store/event-store.ts';
import { JobPlaces, type TakenPlace } from './job-places.ts';
import { JobRegistry } from './job-registry.ts';
import { nextTry, type RunOutcome } from './next-try.ts';
import { queuedRunOf, type QueuedRun } from './queued-run.ts';
import { RunIntake } from './run-intake.ts';
import { ServerIdentity } from './server-identity.ts';

const TRY_AGAIN_MS = 1_000;

/** How long the start waits for what is to be done anew. It goes on afterwards too. */
const START_MS = 5_000;

/** What comes after a run: another try, or that its job has its place free. */
@Injectable()
export class NextTries {
  readonly #logger = new Logger('NextTries');
  #isStopped = false;

  constructor(
    private readonly registry: JobRegistry,
    private readonly intake: RunIntake,
    private readonly places: JobPlaces,
    private readonly store: EventStore,
    private readonly server: ServerIdentity,
  ) {}

  /** `end` is absent where somebody else ended the run, or does it. */
  async follow(run: QueuedRun, end: RunOutcome | undefined, jobId?: string): Promise<void> {
    const retries = this.registry.find(run.subject.jobName)?.definition.retries;
    const next = end && nextTry(run, end, retries, jobId);
    if (next) return this.intake.followWith(next, run);
    if (end || !(await this.#goesOn(run))) await this.places.leave(run.subject);
  }

  async #goesOn({ subject }: QueuedRun): Promise<boolean> {
    try {
      const run = await this.store.run(subject.jobId);
      return run !== undefined && !isOver(run);
    } catch (error) {
      // What cannot be read must not keep the job from being run again.
      if (!(error instanceof StoreError)) throw error;
      return false;
    }
  }

  /**
   * The same for runs whose process died, or lost the store, before it had done so. Their places say which those are. While the
   * store is away it is tried on.
   */
  async resume(): Promise<void> {
    await Promise.race([this.#resumeAll(), delay(START_MS, undefined, { ref: false })]);
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #resumeAll(): Promise<void> {
    for (; !this.#isStopped; await delay(TRY_AGAIN_MS, undefined, { ref: false })) {
      try {
        for (const place of await this.places.taken(this.server.serverId)) await this.#resume(place);
        return;
      } catch (error) {
        // Redis is away again. What was done is not found once more.
        if (!(error instanceof StoreError)) return this.#logger.error(error);
      }
    }
  }

  async #resume({ jobId, follows }: TakenPlace): Promise<void> {
    const holder = await this.store.run(jobId);
    // Died before the try that has the place already was stored.
    const before = holder || follows === undefined ? undefined : await this.store.run(follows);
    const run = holder ?? before;
    if (!run || !isOver(run)) return;
    const end = run.state === 'failed' ? { type: run.state, error: run.error } : undefined;
    await this.follow(queuedRunOf(run), end, before && jobId);
  }
}
