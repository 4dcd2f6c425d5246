import type { Clock, PlainStreamItem } from '@jobwire/client';
import type { Gap, HelloEvent, Position } from '@jobwire/events';
import { merge, Subject, Subscription, type Observable } from 'rxjs';
import type { JobEventsConnection } from '../stream/job-events-connection';
import type { Delivery } from './delivery';
import { EventRing } from './event-ring';
import type { Answer, Ask, HelloItem, LeaderWord } from './tab-message';

export interface OwnStreamParts {
  readonly delivery: Delivery;
  readonly direct: JobEventsConnection;
  readonly tryNow: Observable<unknown>;
  readonly clock: Clock;
  readonly newId: () => string;
}

/** Tells the other tabs, with the position before it. */
export type TellTabs = (word: LeaderWord, at: Position | undefined) => void;

/** A tab's own connection. A leader's is told to all tabs; one that no leader answers has it for itself. */
export class OwnStream {
  readonly #parts: OwnStreamParts;
  readonly #subscription = new Subscription();
  readonly #tryNow = new Subject<void>();
  #tell: TellTabs | undefined;
  #ring: EventRing | undefined;
  #hello: { readonly event: HelloEvent; readonly heardAt: number } | undefined;
  /** Why the era began. */
  #wentBack: Gap = 'unknown';

  constructor(parts: OwnStreamParts) {
    this.#parts = parts;
  }

  /** Whether the server has said hello. */
  get isGreeted(): boolean {
    return this.#hello !== undefined;
  }

  /** Goes on where the tab is. */
  open(): void {
    const { delivery, direct, tryNow } = this.#parts;
    const since = delivery.position;
    if (since !== undefined) this.#ring = new EventRing(since);
    const items = direct.open({ since, tryNow: merge(tryNow, this.#tryNow) }).subscribe({
      next: (item) => this.#take(item),
      error: (error: unknown) => {
        this.#end();
        delivery.fail(error);
      },
      complete: () => {
        this.#end();
        delivery.complete();
      },
    });
    this.#subscription.add(items);
  }

  /** From now on the other tabs hear what it gives. */
  lead(tell: TellTabs): void {
    const { delivery } = this.#parts;
    this.#tell = tell;
    if (delivery.state)
      tell({ type: 'item', item: { kind: 'connection', connection: delivery.state } }, delivery.position);
  }

  answer({ from, after, era }: Ask): void {
    const { delivery } = this.#parts;
    const hello = this.#currentHello();
    const found = hello && this.#find(after, era);
    this.#tell?.({ type: 'answer', to: from, connection: delivery.state, hello, found }, delivery.position);
  }

  tryNow(): void {
    this.#tryNow.next();
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #take(given: PlainStreamItem): void {
    const { delivery } = this.#parts;
    // Without the text that it may have: each tab would get a copy.
    const item = given.kind === 'event' ? ({ kind: 'event', event: given.event } as const) : given;
    const at = delivery.position;
    if (item.kind === 'hello') this.#begin(item);
    else if (item.kind === 'event') this.#ring?.add(item);
    // The other tabs first: this one may leave with the item.
    this.#tell?.({ type: 'item', item }, at);
    if (item.kind === 'hello') delivery.greet(item);
    else if (item.kind === 'event') delivery.take(item);
    else if (item.kind === 'ping') delivery.ping(item);
    else delivery.follow(item.connection);
  }

  #begin({ hello, gap, position }: HelloItem): void {
    const { delivery, clock, newId } = this.#parts;
    this.#hello = { event: hello, heardAt: clock.now() };
    if (!gap && this.#ring) return;
    this.#ring = new EventRing(position);
    if (!gap || !delivery.isAhead(position)) return;
    delivery.era = newId();
    this.#wentBack = gap;
  }

  #end(): void {
    const { state, position } = this.#parts.delivery;
    this.#tell?.({ type: 'end', connection: state }, position);
  }

  #currentHello(): HelloEvent | undefined {
    if (!this.#hello) return undefined;
    const { event, heardAt } = this.#hello;
    const { delivery, clock } = this.#parts;
    const epochMs = event.epochMs + Math.max(0, clock.now() - heardAt);
    const position = delivery.position ?? event.position;
    return { ...event, epochMs, timestamp: new Date(epochMs).toISOString(), position };
  }

  #find(after: Position | undefined, era: string | undefined): Answer['found'] {
    const { position = '0-0', era: ownEra } = this.#parts.delivery;
    const ring = this.#ring;
    if (after === undefined || !ring) return { start: position, gap: null, events: [] };
    if (ownEra !== undefined && era !== ownEra) {
      return { start: ring.begin, gap: this.#wentBack, events: ring.after(ring.begin) ?? [] };
    }
    const events = ring.after(after);
    return events && { start: after, gap: null, events };
  }
}
