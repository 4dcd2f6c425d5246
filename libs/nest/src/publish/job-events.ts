import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  InvalidEventError,
  parseNewEvent,
  type EventFilter,
  type JobEvent,
  type NewJobEvent,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import type { Observable } from 'rxjs';
import { EventStore, type RunEnd } from '../store/event-store.ts';
import { EventStream } from '../stream/event-stream.ts';
import { providePublisher } from './publish-job-event.ts';
import { track, type TrackedContext, type TrackedRun } from './track.ts';

/** The end of a run as its publisher tells it. */
export type NewRunEnd = Extract<NewJobEvent, { type: RunEnd['type'] }>;

/** Publishing and hearing job events within the process. */
@Injectable()
export class JobEvents implements OnModuleInit, OnApplicationShutdown {
  #takeBack: (() => void) | undefined;

  constructor(
    private readonly store: EventStore,
    private readonly eventStream: EventStream,
  ) {}

  onModuleInit(): void {
    this.#takeBack = providePublisher((event) => this.publish(event));
  }

  onApplicationShutdown(): void {
    this.#takeBack?.();
  }

  /**
   * Stores an event and so announces it to everyone. Resolves with its position when it is durable, with `null` where it is
   * durable and waits for Redis, which is away. Rejects with an `InvalidEventError` where it breaks the contract, with a
   * `StoreError` where it cannot be kept; then nothing was stored.
   */
  async publish(event: NewJobEvent): Promise<Position | null> {
    return this.store.accept([parseNewEvent(event)]);
  }

  /** As {@link publish}, for several: all or none of them. The error says which one it is. */
  async publishAll(events: readonly NewJobEvent[]): Promise<Position | null> {
    return this.store.accept(events.map(parseOneOfSeveral));
  }

  /** As {@link publish}, for what is to be known to everyone now or not at all: it never waits for Redis. */
  async publishNow(event: NewJobEvent): Promise<Position> {
    return this.store.append([parseNewEvent(event)]);
  }

  /**
   * As {@link publish}, for the end of a run that may end in several ways: `undefined` where it has an end already. Where it
   * waits for Redis it resolves when it was stored.
   */
  async publishEnd(end: NewRunEnd): Promise<Position | undefined> {
    return this.store.acceptEnd(parseNewEvent(end) as RunEnd);
  }

  /** As {@link publishEnd}, but it never waits. */
  async publishEndNow(end: NewRunEnd): Promise<Position | undefined> {
    return this.store.appendEnd(parseNewEvent(end) as RunEnd);
  }

  /**
   * Makes a run of any async function: `started`, its progress, then `completed` with what it returns, or `failed` with what
   * it throws (and rethrows it).
   */
  track<Result>(run: TrackedRun, work: (context: TrackedContext) => Promise<Result>): Promise<Result> {
    return track((event) => this.publish(event), run, work);
  }

  /** The events from now on, or after a position. Errors where the position is gone. */
  stream(filter: EventFilter = {}, since?: Position): Observable<StoredJobEvent> {
    return this.eventStream.events(filter, since);
  }
}

function parseOneOfSeveral(event: NewJobEvent, index: number): JobEvent {
  try {
    return parseNewEvent(event);
  } catch (error) {
    // It breaks the contract.
    if (!(error instanceof InvalidEventError)) throw error;
    throw new InvalidEventError(`events.${index}: ${error.message}`, error.type, { cause: error });
  }
}
