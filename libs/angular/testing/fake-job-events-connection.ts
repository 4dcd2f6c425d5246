import { Injectable, signal } from '@angular/core';
import { describeCause, type ConnectionState, type PlainStreamItem } from '@jobwire/client';
import {
  derivePercent,
  type Gap,
  type HelloEvent,
  type NewJobEvent,
  type PingEvent,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import { JobEventsConnection, type ConnectionStart, type TabShare } from '@jobwire/angular';
import { Observable, type Subscriber } from 'rxjs';

/** What a hello says. Left out: a new stream without a gap. */
export interface FakeHello {
  readonly gap?: Gap;
  /** How many events are missing. */
  readonly missed?: number;
  readonly sourceLostSince?: string;
}

/** The stream's other end, in the hands of a test: no network, nothing by itself. */
@Injectable()
export class FakeJobEventsConnection extends JobEventsConnection {
  readonly #subscribers = new Set<Subscriber<PlainStreamItem>>();
  #seq = 0;
  #hasSaidHello = false;

  /** Each time that the stream was opened: where it was to begin. */
  readonly starts: (Position | undefined)[] = [];
  /** How often somebody did not want to wait for the next try. */
  retries = 0;
  /** The part of this tab where tabs share a stream: `fake.share.set({ role: 'follower', number: 3, leader: 2 })`. */
  override readonly share = signal<TabShare | undefined>(undefined);

  override open({ since, tryNow }: ConnectionStart): Observable<PlainStreamItem> {
    return new Observable((subscriber) => {
      this.starts.push(since);
      this.#subscribers.add(subscriber);
      subscriber.add(() => void this.#subscribers.delete(subscriber));
      subscriber.add(tryNow.subscribe(() => this.retries++));
    });
  }

  /** How many streams are open: 1 as long as the page listens. */
  get openStreams(): number {
    return this.#subscribers.size;
  }

  /** The newest position given. */
  get position(): Position {
    return `${START_MS}-${this.#seq}`;
  }

  /** The connection opens: hello, then live. */
  hello({ gap, missed, ...source }: FakeHello = {}): void {
    const hello: HelloEvent = {
      type: 'hello',
      ...this.#stamp(),
      position: this.position,
      replay: { count: 0, gap: gap ?? null, ...(missed === undefined ? {} : { missed }) },
      heartbeatMs: 15_000,
      ...source,
    };
    this.#give({ kind: 'hello', hello, position: this.position, gap: gap ?? null, reconnected: this.#hasSaidHello });
    this.#hasSaidHello = true;
    this.connection({ status: 'live', ...source });
  }

  /** An event is published; it gets the next position. It shows with the next frame: wait for {@link frame}. */
  event(event: NewJobEvent): StoredJobEvent {
    this.#seq++;
    const stored = { ...this.#stamp(), ...event, position: this.position, epochMs: START_MS };
    const withPercent =
      'progress' in stored && stored.progress ? { ...stored, progress: derivePercent(stored.progress) } : stored;
    this.#give({ kind: 'event', event: withPercent });
    return withPercent;
  }

  /** A sign of life. */
  ping(): void {
    const ping: PingEvent = { type: 'ping', ...this.#stamp() };
    this.#give({ kind: 'ping', ping });
  }

  /** The connection changes: `fake.connection({ status: 'reconnecting', nextTryAt: Date.now() + 3_000 })`. */
  connection(state: Partial<ConnectionState> & Pick<ConnectionState, 'status'>): void {
    const now = Date.now();
    const connection: ConnectionState = { since: now, lastHeardAt: now, attempt: 0, position: this.position, ...state };
    this.#give({ kind: 'connection', connection });
  }

  /** The server refuses for good, with what it says itself: the stream ends. */
  deny({ status = 401, detail }: { readonly status?: 401 | 403 | 404; readonly detail?: string } = {}): void {
    const why = { code: 'answered', status, detail } as const;
    this.connection({ status: 'denied', reason: describeCause(why), why });
    this.end();
  }

  /** The stream ends: for no more events, or by an error that no try could mend. */
  end(error?: Error): void {
    for (const subscriber of [...this.#subscribers]) {
      if (error) subscriber.error(error);
      else subscriber.complete();
    }
  }

  /**
   * Resolves after the next animation frame, when what was published shows in signals. Where more than 200 events come in a
   * second they show twice a second: wait for the last of them.
   */
  frame(): Promise<void> {
    return new Promise((resolve) => void requestAnimationFrame(() => resolve()));
  }

  #give(item: PlainStreamItem): void {
    for (const subscriber of [...this.#subscribers]) subscriber.next(item);
  }

  #stamp(): { timestamp: string; epochMs: number } {
    return { timestamp: new Date().toISOString(), epochMs: START_MS };
  }
}

const START_MS = 1_763_900_000_000;
