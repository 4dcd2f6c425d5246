import { Injectable, Logger } from '@nestjs/common';
import { InvalidEventError } from '@jobwire/events';
import { setTimeout as delay } from 'node:timers/promises';
import { JobEvents, type NewRunEnd } from '../publish/job-events.ts';

const TRY_AGAIN_MS = 1_000;

/** Stores how runs ended. No end is dropped, and no run has two. */
@Injectable()
export class RunEnds {
  readonly #logger = new Logger('RunEnds');
  #isStopped = false;

  constructor(private readonly events: JobEvents) {}

  /**
   * Stores an end. While the store refuses it, it is tried again each second, until {@link stop}. Resolves with what was
   * stored, `undefined` where the run had an end already.
   */
  async store(end: NewRunEnd): Promise<NewRunEnd | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await this.events.publishEnd(end)) === undefined ? undefined : end;
      } catch (error) {
        if (error instanceof InvalidEventError) return this.store(unpublishable(end, error));
        if (this.#isStopped) return undefined;
        if (attempt === 1)
          this.#logger.error(
            `The end of run ${end.jobId} (${end.type}) could not be stored, trying on: ${String(error)}`,
          );
        await delay(TRY_AGAIN_MS);
      }
    }
  }

  /** What cannot be stored from now on is left to the next start. */
  stop(): void {
    this.#isStopped = true;
  }
}

/** What is told of a run whose own end breaks the limits of an event, such as a result of more than 64 KiB. */
function unpublishable({ type, jobName, serverId, jobId }: NewRunEnd, error: InvalidEventError): NewRunEnd {
  const why = error.message.slice(0, 1_000);
  return {
    ...{ type: 'failed', jobName, serverId, jobId },
    error: `The run ended as ${type}, but that could not be published: ${why}`,
  };
}
