import type { ConnectionStatus, PlainStreamItem } from '@jobwire/client';
import { comparePositions, positionBefore, type EventPage, type Gap, type Position } from '@jobwire/events';
import { Observable, type Subscriber } from 'rxjs';
import type { JobEventsConnection } from '../stream/job-events-connection';
import type { FakeTab } from './fake-browser.fixture';
import type { EventItem } from './tab-message';

/** A server with a log, and the streams that tabs have from it. A stream reconnects by itself, as that of `jobEvents()` does. */
export class FakeStreamServer {
  readonly log: Position[] = ['10-0'];
  readonly streams = new Set<FakeStream>();
  /** Where streams and pages were asked to begin. */
  readonly asked: (Position | undefined)[] = [];
  readonly pagesAsked: Position[] = [];
  mostOpen = 0;
  /** How many of the newest events it keeps. */
  keeps = Infinity;
  isDown = false;
  pageSize = 3;

  /** The way from a tab to this server. */
  for(tab: FakeTab): JobEventsConnection {
    return {
      open: ({ since, tryNow }) =>
        new Observable((subscriber) => {
          this.asked.push(since);
          const stream = new FakeStream(this, tab, subscriber, since);
          this.streams.add(stream);
          this.mostOpen = Math.max(this.mostOpen, this.openStreams);
          subscriber.add(() => void this.streams.delete(stream));
          subscriber.add(tryNow.subscribe(() => stream.greet()));
          stream.tell('connecting');
        }),
    } as JobEventsConnection;
  }

  /** Streams of tabs that still are. */
  get openStreams(): number {
    return [...this.streams].filter(({ tab }) => !tab.isDead).length;
  }

  get head(): Position {
    return this.log.at(-1) as Position;
  }

  append(): Position {
    this.log.push(`${Number.parseInt(this.head, 10) + 1}-0`);
    for (const stream of [...this.streams]) stream.send(this.head);
    return this.head;
  }

  /** Connections that wait are let in. */
  greet(): void {
    if (!this.isDown) for (const stream of [...this.streams]) stream.greet();
  }

  /** As a server that was restored from a copy: its positions go back. */
  beginAnew(position: Position): void {
    this.log.splice(0, Infinity, position);
  }

  ping(): void {
    for (const stream of [...this.streams]) stream.ping();
  }

  break(): void {
    for (const stream of [...this.streams]) stream.break();
  }

  /** The streams end for good. */
  end(status?: ConnectionStatus): void {
    for (const stream of [...this.streams]) stream.end(status);
  }

  readonly readPage = async (since: Position): Promise<EventPage> => {
    this.pagesAsked.push(since);
    if (this.isDown) throw new Error('The server cannot be reached.');
    const { start, gap } = this.place(since);
    const events = this.after(start);
    const page = events.slice(0, this.pageSize);
    const position = page.at(-1) ?? start;
    return { events: page.map((at) => eventItem(at).event), position, gap, more: events.length > page.length };
  };

  /** Where a reader that has come so far goes on. */
  place(since: Position): { start: Position; gap: Gap | null } {
    if (comparePositions(since, this.head) > 0) return { start: this.head, gap: 'unknown' };
    const oldest = this.log[Math.max(1, this.log.length - this.keeps)];
    const start = oldest === undefined ? since : positionBefore(oldest);
    const before = this.log[this.log.length - this.keeps - 1];
    const isEvicted = before !== undefined && comparePositions(since, before) < 0;
    return isEvicted ? { start, gap: 'evicted' } : { start: since, gap: null };
  }

  after(position: Position): Position[] {
    return this.log.filter((at) => comparePositions(at, position) > 0);
  }
}

class FakeStream {
  #isOpen = false;
  #wasOpen = false;

  constructor(
    private readonly server: FakeStreamServer,
    readonly tab: FakeTab,
    private readonly subscriber: Subscriber<PlainStreamItem>,
    private position: Position | undefined,
  ) {}

  greet(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    const { start, gap } = this.server.place(this.position ?? this.server.head);
    const missed = this.server.after(start);
    this.position = start;
    const replay = { count: missed.length, gap };
    const hello = { type: 'hello' as const, ...stamp, position: this.server.head, replay, heartbeatMs: 15_000 };
    this.#give({ kind: 'hello', hello, position: start, gap, reconnected: this.#wasOpen });
    this.#wasOpen = true;
    this.tell('live');
    for (const position of missed) this.send(position);
  }

  send(position: Position): void {
    if (!this.#isOpen) return;
    this.position = position;
    this.#give(eventItem(position));
  }

  ping(): void {
    if (this.#isOpen) this.#give({ kind: 'ping', ping: { type: 'ping', ...stamp } });
  }

  break(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.tell('reconnecting');
  }

  end(status?: ConnectionStatus): void {
    if (status) this.tell(status);
    this.tab.run(() => this.subscriber.complete());
  }

  tell(status: ConnectionStatus): void {
    const position = this.position === undefined ? {} : { position: this.position };
    this.#give({ kind: 'connection', connection: { status, since: 0, attempt: 1, ...position } });
  }

  #give(item: PlainStreamItem): void {
    this.tab.run(() => this.subscriber.next(item));
  }
}

const stamp = { timestamp: '2026-03-01T12:00:00Z', epochMs: 5_000 };

function eventItem(position: Position): EventItem {
  const place = { position, epochMs: Number.parseInt(position, 10) };
  const event = { type: 'started', ...stamp, ...place, jobName: 'sync', serverId: 1, jobId: 's1' } as const;
  return { kind: 'event', event };
}
