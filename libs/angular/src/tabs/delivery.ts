import type { ConnectionState, PlainStreamItem } from '@jobwire/client';
import { comparePositions, type Position } from '@jobwire/events';
import type { Subscriber } from 'rxjs';
import type { EventItem, HelloItem } from './tab-message';

/** What a tab has been given: each event once and in order, whichever tab has the stream. */
export class Delivery {
  #isGreeted = false;
  #state: ConnectionState | undefined;
  /** See `LeaderPlace`. `undefined`: positions never went back as far as is known. */
  era: string | undefined;

  constructor(
    private readonly subscriber: Subscriber<PlainStreamItem>,
    private at: Position | undefined,
  ) {}

  /** The last position given, or where to begin. */
  get position(): Position | undefined {
    return this.at;
  }

  get state(): ConnectionState | undefined {
    return this.#state;
  }

  /** Whether there was a hello, which is always the first. */
  get isGreeted(): boolean {
    return this.#isGreeted;
  }

  /** Whether events between here and this position were not given. */
  isBehind(position: Position | undefined): boolean {
    if (position === undefined || position === this.at) return false;
    return this.at === undefined || comparePositions(position, this.at) > 0;
  }

  /** Whether events after this position were given already. */
  isAhead(position: Position): boolean {
    return this.at !== undefined && comparePositions(this.at, position) > 0;
  }

  /** Whether positions of an era can be compared with what was given. */
  isOf(era: string | undefined): boolean {
    return era === undefined || era === this.era || this.at === undefined;
  }

  greet(item: HelloItem): void {
    if (item.gap || this.at === undefined) this.at = item.position;
    const reconnected = this.#isGreeted;
    this.#isGreeted = true;
    this.subscriber.next({ ...item, position: this.at, reconnected });
  }

  take(item: EventItem): void {
    if (!this.isBehind(item.event.position)) return;
    this.at = item.event.position;
    this.subscriber.next(item);
  }

  ping(item: PlainStreamItem & { readonly kind: 'ping' }): void {
    this.subscriber.next(item);
  }

  follow(state: ConnectionState): void {
    // Another tab's connection may begin where this page has long been live.
    const status = state.status === 'connecting' && this.#isGreeted ? 'reconnecting' : state.status;
    this.#state = { ...state, status, ...(this.at === undefined ? {} : { position: this.at }) };
    this.subscriber.next({ kind: 'connection', connection: this.#state });
  }

  complete(): void {
    this.subscriber.complete();
  }

  fail(error: unknown): void {
    this.subscriber.error(error);
  }
}
