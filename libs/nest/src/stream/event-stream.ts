import { Logger, type MessageEvent, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import {
  compareParts,
  formatPosition,
  nowIsoMicroUtc,
  type EventFilter,
  type HelloEvent,
  type PingEvent,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import type { ServerResponse } from 'node:http';
import { Observable } from 'rxjs';
import { setTimeout as delay } from 'node:timers/promises';
import type { EventLog, LoggedEvent } from '../store/event-log.ts';
import { positionParts } from '../store/position-parts.ts';
import { encodeFrame } from './frame.ts';
import { compile, DEFAULT_WINDOW, ReplayWindow, type WindowBounds } from './replay-window.ts';
import { SseConnection } from './sse-connection.ts';
import { findStart, type Start, type StartPoint } from './start-point.ts';

/** Settings of the stream. */
export interface StreamOptions {
  /** How much history stands ready in memory. Default: 2,000 events, 5 minutes. */
  readonly window: WindowBounds;
  /** How many events may be replayed from the store; beyond it the client is told of a gap. */
  readonly maxReplay: number;
  /** Milliseconds between two pings of a connection. */
  readonly heartbeatMs: number;
  /** Milliseconds a browser waits before it reconnects, sent as `retry:`. */
  readonly retryMs: number;
}

export const DEFAULT_STREAM: StreamOptions = {
  window: DEFAULT_WINDOW,
  maxReplay: 10_000,
  heartbeatMs: 15_000,
  retryMs: 1_500,
};

/** Pings are spread over this many groups of connections, so that 10,000 of them do not go out in one turn. */
const PING_GROUPS = 15;

/** How long ended responses get to reach their clients at shutdown. */
const GRACE_MS = 100;

/** Every open stream of this process: follows the log, wakes the connections, sends the pings. */
export class EventStream implements OnModuleInit, OnModuleDestroy {
  readonly #logger = new Logger('EventStream');
  readonly #options: StreamOptions;
  readonly #window: ReplayWindow;
  readonly #groups = Array.from({ length: PING_GROUPS }, () => new Set<SseConnection>());
  #pingGroup = 0;
  #pingTimer: NodeJS.Timeout | undefined;
  #flush: NodeJS.Immediate | undefined;
  #stopTailing: (() => void) | undefined;
  #isClosed = false;

  constructor(
    private readonly log: EventLog,
    options: Partial<StreamOptions> = {},
  ) {
    this.#options = { ...DEFAULT_STREAM, ...options };
    this.#window = new ReplayWindow(this.#options.window, positionParts(log.head()));
  }

  /** Fills the window from the log and follows it from there. */
  async onModuleInit(): Promise<void> {
    let waiting: LoggedEvent[] | undefined = [];
    this.#stopTailing = this.log.tail({
      appended: (batch) => {
        if (waiting) return void waiting.push(...batch);
        this.#window.push(batch);
        this.#scheduleFlush();
      },
      closed: () => this.#endAll(),
      broken: () => {
        this.#window.restart(positionParts(this.log.head()));
        this.#endAll();
      },
      sourceChanged: () => this.#pingAll(),
    });
    // A relay fills it from the replay that its source sends.
    if (this.log.lostSince() === undefined) await this.#fill();
    this.#window.push(waiting);
    waiting = undefined;
    this.#pingTimer = setInterval(() => this.#pingNextGroup(), this.#options.heartbeatMs / PING_GROUPS);
    this.#pingTimer.unref();
  }

  get connections(): number {
    return this.#groups.reduce((sum, group) => sum + group.size, 0);
  }

  /** How many events stand ready in memory. */
  get windowSize(): number {
    return this.#window.size;
  }

  /**
   * A stream for one client. The first message of the Observable is `hello`: with it Nest commits the headers. Everything
   * after it goes straight to the response as bytes that all connections share; the Observable only ends it.
   */
  async open(response: ServerResponse, from: StartPoint, filter: EventFilter): Promise<Observable<MessageEvent>> {
    const compiled = compile(filter);
    const start = await findStart(from, compiled, this.#window, this.log, this.#options.maxReplay);
    return new Observable((subscriber) => {
      if (this.#isClosed) return subscriber.complete();
      const connection = new SseConnection(response, start.cursor, compiled, this.#window, this.log, (error) => {
        if (error) this.#logger.warn(`A stream was ended, its client will come back: ${error.message}`);
        subscriber.complete();
      });
      const group = this.#groups[this.#pingGroup] as Set<SseConnection>;
      subscriber.next({
        type: 'hello',
        id: formatPosition(start.cursor),
        retry: this.#options.retryMs,
        data: JSON.stringify(this.#hello(start)),
      });
      // Nest writes hello in this turn; the first bytes of ours come after it.
      const begin = setImmediate(() => {
        // Closed since hello: this one was not yet among those that were ended.
        if (this.#isClosed) return connection.end();
        group.add(connection);
        connection.pump();
      });
      return () => {
        clearImmediate(begin);
        group.delete(connection);
        connection.close();
      };
    });
  }

  /** The events as an Observable within this process, from now on or after a position. Errors where the position is gone. */
  events(filter: EventFilter = {}, since?: Position): Observable<StoredJobEvent> {
    const { test } = compile(filter);
    return new Observable((subscriber) => {
      let cursor = positionParts(since ?? this.log.head());
      let waiting: LoggedEvent[] | undefined = [];
      const deliver = (batch: readonly LoggedEvent[]): void => {
        for (const { event } of batch) {
          const at = positionParts(event.position);
          if (compareParts(at, cursor) <= 0) continue;
          cursor = at;
          if (!test || test(event)) subscriber.next(event);
        }
      };
      const stop = this.log.tail({
        appended: (batch) => void (waiting ? waiting.push(...batch) : deliver(batch)),
        closed: () => subscriber.complete(),
      });
      const replay = async (): Promise<void> => {
        for (let more = since !== undefined; more && !subscriber.closed;) {
          const after = formatPosition(cursor);
          const { gap } = await this.log.gapAfter(after);
          if (gap) throw new Error(`The events after ${after} are no longer kept (${gap}). Load the state anew.`);
          const page = await this.log.read(after, { limit: 1_000 });
          deliver(page.events);
          more = page.more;
        }
        deliver(waiting ?? []);
        waiting = undefined;
      };
      replay().catch((error: unknown) => subscriber.error(error));
      return stop;
    });
  }

  /** Ends every stream and gives the last bytes a moment to leave. */
  async onModuleDestroy(): Promise<void> {
    this.#isClosed = true;
    this.#stopTailing?.();
    clearInterval(this.#pingTimer);
    clearImmediate(this.#flush);
    const hadConnections = this.connections > 0;
    // What was published up to now still goes out.
    this.#pumpAll();
    this.#endAll();
    if (hadConnections) await delay(GRACE_MS);
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

  /** All events of one turn of the loop go out in one write per connection. */
  #scheduleFlush(): void {
    this.#flush ??= setImmediate(() => {
      this.#flush = undefined;
      this.#pumpAll();
    });
  }

  #pumpAll(): void {
    for (const group of this.#groups) for (const connection of group) connection.pump();
  }

  #pingNextGroup(): void {
    this.#window.expire(Date.now());
    this.#pingGroup = (this.#pingGroup + 1) % PING_GROUPS;
    this.#ping([this.#groups[this.#pingGroup] as Set<SseConnection>]);
  }

  #pingAll(): void {
    this.#ping(this.#groups);
  }

  #ping(groups: readonly Set<SseConnection>[]): void {
    const ping: PingEvent = { type: 'ping', timestamp: nowIsoMicroUtc(), epochMs: Date.now(), ...this.#source() };
    const data = JSON.stringify(ping);
    const { head } = this.#window;
    const atHead = { head, frame: encodeFrame('ping', formatPosition(head), data) };
    for (const group of groups) for (const connection of group) connection.ping(data, atHead);
  }

  #endAll(): void {
    for (const group of this.#groups) for (const connection of group) connection.end();
  }

  #hello({ cursor, count, gap, missed }: Start): HelloEvent {
    const head = compareParts(cursor, this.#window.head) > 0 ? cursor : this.#window.head;
    return {
      type: 'hello',
      timestamp: nowIsoMicroUtc(),
      epochMs: Date.now(),
      position: formatPosition(head),
      replay: { count, gap, ...(missed === undefined ? {} : { missed }) },
      heartbeatMs: this.#options.heartbeatMs,
      ...this.#source(),
    };
  }

  #source(): { sourceLostSince?: string } {
    const sourceLostSince = this.log.lostSince();
    return sourceLostSince === undefined ? {} : { sourceLostSince };
  }
}
