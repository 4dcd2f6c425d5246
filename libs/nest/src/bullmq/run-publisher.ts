import { Logger } from '@nestjs/common';
import { InvalidEventError, nowIsoMicroUtc, parseNewEvent, type JobEvent, type NewJobEvent } from '@jobwire/events';
import type { EventStore } from '../store/event-store.ts';
import type { NewLogLine, RunLog } from '../store/run-log.ts';
import type { FailedAttempt } from './failed-attempts.ts';

/** What befell a run that goes on: the `data` of a progress event. */
export type Mishap = FailedAttempt | { readonly stalled: true };

/** Stores the events of runs. Mishaps are also lines of their run's log, where people look for them. */
export class RunPublisher {
  readonly #logger = new Logger('BullMqBridge');

  constructor(
    readonly store: EventStore,
    private readonly runLog: RunLog,
  ) {}

  /** All or none of them. */
  async publish(events: readonly NewJobEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.store.append(events.map(fitEvent));
    for (const event of events) {
      const line = lineOf(event);
      if (line && event.jobId !== undefined) await this.#log(event.jobId, line);
    }
  }

  async #log(jobId: string, line: NewLogLine): Promise<void> {
    try {
      await this.runLog.append(jobId, [line]);
    } catch (error) {
      // A store that takes nothing now. The line is lost, not the run.
      this.#logger.warn(`A log line of ${jobId} was not stored: ${String(error)}`);
    }
  }
}

function lineOf(event: NewJobEvent): NewLogLine | undefined {
  if (event.type !== 'progress' || event.progress || !isMishap(event.data)) return undefined;
  const { timestamp = nowIsoMicroUtc(), data } = event;
  const text =
    'stalled' in data
      ? 'Its worker has not been heard of: it is tried again'
      : `Attempt ${data.failedAttempt} of ${data.attempts} failed: ${data.error}`;
  return { timestamp, level: 'warn', text };
}

function isMishap(data: unknown): data is Mishap {
  return typeof data === 'object' && data !== null && ('failedAttempt' in data || 'stalled' in data);
}

/** An event as it is stored. Data that is larger than an event may be is left out, with a word on why. */
function fitEvent(event: NewJobEvent): JobEvent {
  try {
    return parseNewEvent(event);
  } catch (error) {
    // Too large, or nested too deep. What BullMQ holds beside the data always fits.
    if (!(error instanceof InvalidEventError) || !('data' in event)) throw error;
    return parseNewEvent({ ...event, data: { leftOut: error.message.slice(0, 1_000) } });
  }
}
