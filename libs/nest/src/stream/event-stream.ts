import { Logger, type MessageEvent, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  compareParts,
  formatPosition,
  nowIsoMicroUtc,
  positionParts,
  type EventFilter,
  type HelloEvent,
  type Position,
  type PositionParts,
  type StoredJobEvent,
} from '@jobwire/events';
import type { ServerResponse } from 'node:http';
import { Observable } from 'rxjs';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog, LoggedEvent } from '../store/event-log.ts';
import { StoreError } from '../store/store-error.ts';
import { CatchUp } from './catch-up.ts';
import { handOver, type StreamOutput } from './hand-over.ts';
import { InFlight } from './in-flight.ts';
import { streamInProcess } from './in-process-stream.ts';
import { OpenConnections, PING_GROUPS } from './open-connections.ts';
import { compile, DEFAULT_WINDOW, ReplayWindow, type CompiledFilter, type WindowBounds } from './replay-window.ts';
import { SseConnection } from './sse-connection.ts';
import { findStart, type Start, type StartPoint } from './start-point.ts';

/** Settings of the stream. */
export interface StreamOptions {
  /** How much history stands ready in memory. Default: 2,000 events, 5 minutes. */
  readonly window: WindowBounds;
  /** How many events may be replayed from the store; beyond it the client is told of a gap. Default: 10,000. */
  readonly maxReplay: number;
  /** Milliseconds between two pings of a connection. Default: 15,000. */
  readonly heartbeatMs: number;
  /** Milliseconds a browser waits before it reconnects, sent as `retry:`. Default: 1,500. */
  readonly retryMs: number;
}

export const DEFAULT_STREAM: StreamOptions = {
  window: DEFAULT_WINDOW,
  maxReplay: 10_000,
  heartbeatMs: 15_000,
  retryMs: 1_500,
};

/** How long ended responses get to reach their clients at shutdown. */
const GRACE_MS = 100;

/** The streams of this process: follows the log, keeps its newest events ready, and opens connections that read them. */
export class EventStream implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('EventStream');
  readonly #options: StreamOptions;
  readonly #window: ReplayWindow;
  readonly #catchUp: CatchUp;
  readonly #connections: OpenConnections;
  /** After a cut many come at once, and often from one place. A relay asks its source for it. */
  readonly #starts = new InFlight<Start>();
  #pingTimer: NodeJS.Timeout | undefined;
  #stopTailing: (() => void) | undefined;
  #isClosed = false;

  constructor(
    private readonly log: EventLog,
    options: Partial<StreamOptions> = {},
  ) {
    this.#options = { ...DEFAULT_STREAM, ...options };
    this.#window = new ReplayWindow(this.#options.window, positionParts(log.head()));
    this.#catchUp = new CatchUp(log);
    this.#connections = new OpenConnections(this.#window, () => log.lostSince());
  }

  /** Fills the window from the log and follows it from there. */
  async onModuleInit(): Promise<void> {
    let waiting: LoggedEvent[] | undefined = [];
    this.#stopTailing = this.log.tail({
      appended: (batch) => {
        if (waiting) return void waiting.push(...batch);
        this.#window.push(batch);
        this.#connections.wake(batch.length);
      },
      closed: () => this.#connections.endAll(),
      broken: () => {
        this.#window.restart(positionParts(this.log.head()));
        this.#catchUp.forget();
        this.#starts.forget();
        this.#connections.endAll();
      },
      sourceChanged: () => this.#connections.pingAll(),
    });
    // A relay fills it from the replay that its source sends.
    if (this.log.canBeRead()) await this.#fillOrBeginAtHead();
    this.#window.push(waiting);
    waiting = undefined;
    this.#pingTimer = setInterval(() => {
      this.#window.expire(Date.now());
      this.#connections.pingNextGroup();
    }, this.#options.heartbeatMs / PING_GROUPS);
    this.#pingTimer.unref();
  }

  /** How many streams are open. */
  get connections(): number {
    return this.#connections.size;
  }

  /** How many events stand ready in memory. */
  get windowSize(): number {
    return this.#window.size;
  }

  /**
   * A stream for one client. The only message of the Observable is `hello`: with it Nest commits the headers. Then the response
   * is taken over, the Observable completes, and Nest lets go of all that it keeps for a stream.
   */
  async open(response: ServerResponse, from: StartPoint, filter: EventFilter): Promise<Observable<MessageEvent>> {
    const compiled = compile(filter);
    const start = await this.#starts.ask(`${JSON.stringify(from)} ${compiled.key}`, () =>
      findStart(from, compiled, this.#window, this.log, this.#options.maxReplay),
    );
    const handover = handOver(response);
    return new Observable((subscriber) => {
      if (this.#isClosed) return subscriber.complete();
      subscriber.next({
        type: 'hello',
        id: formatPosition(start.id),
        retry: this.#options.retryMs,
        data: JSON.stringify(this.#hello(start)),
      });
      // Nest writes hello in this turn; the first bytes of ours come after it.
      const begin = setImmediate(() => {
        this.#begin(response, handover.take(), start.cursor, compiled);
        subscriber.complete();
      });
      return () => clearImmediate(begin);
    });
  }

  /** The events as an Observable within this process, from now on or after a position. Errors where the position is gone. */
  events(filter: EventFilter = {}, since?: Position): Observable<StoredJobEvent> {
    return streamInProcess(this.log, filter, since);
  }

  /** Ends every stream, those that are opened meanwhile too, a few at a time. Their clients come back, here or elsewhere. */
  async dismissAll(spreadMs: number): Promise<void> {
    await this.#connections.dismissAll(spreadMs, this.#options.retryMs);
  }

  /** Ends every stream and gives the last bytes a moment to leave. */
  async onModuleDestroy(): Promise<void> {
    this.#isClosed = true;
    this.#stopTailing?.();
    clearInterval(this.#pingTimer);
    const hadConnections = this.connections > 0;
    // What was published up to now still goes out.
    this.#connections.pump();
    this.#connections.endAll();
    if (hadConnections) await delay(GRACE_MS);
  }

  /** Without the newest history where that part of the store is damaged: who asks for it is told, all else goes on. */
  async #fillOrBeginAtHead(): Promise<void> {
    try {
      await this.#fill();
    } catch (error) {
      if (!(error instanceof StoreError) || error.type !== 'corrupt') throw error;
      this.#logger.error(`The newest events cannot be read: ${error.message}`);
      this.#window.restart(positionParts(this.log.head()));
    }
  }

  async #fill(): Promise<void> {
    const oldest = Math.max(0, Date.now() - this.#options.window.maxAgeMs);
    const { gap } = await this.log.gapAfter(`${oldest}-0`);
    let after: Position = gap === null ? `${oldest}-0` : gap === 'unknown' ? this.log.head() : this.log.oldest();
    this.#window.restart(positionParts(after));
    for (let more = true; more;) {
      const page = await this.log.read(after, { limit: 1_000 });
      this.#window.push(page.events);
      after = page.position;
      more = page.more;
    }
  }

  #begin(response: ServerResponse, output: StreamOutput, cursor: PositionParts, filter: CompiledFilter): void {
    let leave = (): void => undefined;
    const connection = new SseConnection(output, cursor, filter, this.#window, this.#catchUp, (error) => {
      leave();
      if (error) this.#logger.warn(`A stream was ended, its client will come back: ${error.message}`);
    });
    // Closed since hello: this one was not yet among those that were ended.
    if (this.#isClosed) return connection.end();
    leave = this.#connections.add(connection);
    response.once('close', () => {
      connection.close();
      leave();
    });
    connection.pump();
  }

  #hello({ cursor, count, gap, missed }: Start): HelloEvent {
    const head = compareParts(cursor, this.#window.head) > 0 ? cursor : this.#window.head;
    const sourceLostSince = this.log.lostSince();
    return {
      type: 'hello',
      timestamp: nowIsoMicroUtc(),
      epochMs: Date.now(),
      position: formatPosition(head),
      replay: { count, gap, ...(missed === undefined ? {} : { missed }) },
      heartbeatMs: this.#options.heartbeatMs,
      ...(sourceLostSince === undefined ? {} : { sourceLostSince }),
    };
  }
}
