import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import { parseNewEvent, type AcceptedRun, type Position } from '@jobwire/events';
import { setTimeout as delay } from 'node:timers/promises';
import { ProblemException } from '../problem/problem.ts';
import { EventStore, StoreError, type PlaceHold } from '../store/event-store.ts';
import { JobPlaces } from './job-places.ts';
import type { QueuedRun } from './queued-run.ts';
import type { RunSubject } from './run-context.ts';
import { RunQueue } from './run-queue.ts';

const STORED_WITHIN_MS = 5_000;
const LOOK_MS = 20;

const TRY_AGAIN_MS = 500;

/** Takes runs in: gives them the place of their job, stores them as queued and puts them into the queue. */
@Injectable()
export class RunIntake {
  readonly #logger = new Logger('RunIntake');
  #isClosed = false;

  constructor(
    private readonly places: JobPlaces,
    private readonly queue: RunQueue,
    private readonly store: EventStore,
  ) {}

  /** Throws a {@link ProblemException}: 409 where the place is taken, 503 where no more runs are taken in. */
  async accept(run: QueuedRun): Promise<AcceptedRun> {
    const { subject } = run;
    const { jobId } = subject;
    for (;;) {
      const { hold, holder } = await this.places.take(subject);
      if (holder === jobId) return this.#acceptedElsewhere(subject);
      if (holder !== undefined) throw await this.#taken(subject, holder);
      const position = (await this.#tryToEnqueue(run, hold)) ?? (await this.#positionOf(jobId));
      if (position !== undefined) return { jobId, position };
      // This process has slept, and another one took the place.
    }
  }

  /**
   * Lets another try follow a run that failed. The place stays the job's: nothing comes between. While the store is away it is
   * tried on; what is not done when this process ends the next one does: see {@link NextTries.resume}.
   */
  async followWith(next: QueuedRun, { subject }: QueuedRun): Promise<void> {
    if (this.#isClosed && !this.queue.isDurable) return this.places.leave(subject);
    for (;;) {
      try {
        const hold = await this.places.passOn(subject, next.subject);
        // Else the job was triggered anew meanwhile.
        if (hold) await this.#enqueue(next, hold);
        return;
      } catch (error) {
        const isAway = error instanceof StoreError && error.type === 'unavailable' && this.queue.isDurable;
        if (isAway && this.#isClosed) return;
        // Else the store refuses it, as it does all else now.
        if (!isAway) {
          this.#logger.error(`Run ${subject.jobId} of ${subject.jobName} is not tried again: ${String(error)}`);
          return this.places.leave(next.subject);
        }
        await delay(TRY_AGAIN_MS, undefined, { ref: false });
      }
    }
  }

  /** From now on nothing is taken in. */
  close(): void {
    this.#isClosed = true;
  }

  async #tryToEnqueue(run: QueuedRun, hold: PlaceHold): Promise<Position | undefined> {
    try {
      if (this.#isClosed) throw shuttingDown();
      return await this.#enqueue(run, hold);
    } catch (error) {
      // Not stored, so not queued.
      await this.places.giveBack(hold);
      throw error;
    }
  }

  /** `undefined` where the place was lost: the run is not stored then. */
  async #enqueue(run: QueuedRun, hold: PlaceHold): Promise<Position | undefined> {
    const { subject, input, by, attempt, startsAt } = run;
    const queued = parseNewEvent({
      type: 'queued',
      ...subject,
      by,
      data: input,
      ...(startsAt === undefined ? {} : { startsAt }),
      ...(attempt === 1 ? {} : { attempt }),
    });
    const position = await this.store.appendHeld(queued, hold);
    if (position !== undefined) await this.queue.add(run);
    return position;
  }

  /** Another process stores the run, for the same Idempotency-Key. */
  async #acceptedElsewhere({ jobId }: RunSubject): Promise<AcceptedRun> {
    for (const endsAt = performance.now() + STORED_WITHIN_MS; performance.now() < endsAt; await delay(LOOK_MS)) {
      const position = await this.#positionOf(jobId);
      if (position !== undefined) return { jobId, position };
    }
    throw new ProblemException(
      HttpStatus.SERVICE_UNAVAILABLE,
      'Another server has begun to store this run, and is not done with it. Try again.',
    );
  }

  /** Of the newest event of a run, where it is stored. */
  async #positionOf(jobId: string): Promise<Position | undefined> {
    const [event] = await this.store.runEvents(jobId, 1);
    return event?.position;
  }

  async #taken({ jobName, serverId }: RunSubject, holder: string): Promise<ProblemException> {
    const startsAt = (await this.store.run(holder))?.startsAt;
    const where = `on server ${serverId} as ${holder}`;
    const detail =
      startsAt === undefined
        ? `${jobName} is already running ${where}. Wait for its end or cancel it.`
        : `${jobName} is already planned ${where}, to start at ${startsAt}. Wait for its end or cancel it.`;
    return new ProblemException(409, detail, { jobId: holder });
  }
}

function shuttingDown(): ProblemException {
  return new ProblemException(
    HttpStatus.SERVICE_UNAVAILABLE,
    'The server is shutting down. Try again when it is back.',
  );
}
