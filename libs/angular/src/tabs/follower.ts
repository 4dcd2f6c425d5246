import type { Clock, ConnectionState, PlainStreamItem } from '@jobwire/client';
import { positionBefore, type EventPage, type HelloEvent, type Position } from '@jobwire/events';
import type { Delivery } from './delivery';
import type { Answer, HelloItem, LeaderMessage, LeaderPlace, Question } from './tab-message';

/** How long a leader may take for an answer; asked twice, it is given up after two of these. In milliseconds. */
export const ANSWER_MS = 1_000;

/**
 * So long without a word from the leader, and it is asked whether it is still there. In milliseconds. A hidden leader answers
 * as fast as another: browsers slow down the timers of hidden pages, not the messages that they get.
 */
export const QUIET_MS = 2_000;

/** The same for a page that nobody sees: it is not in a hurry, and another is likely to have asked. */
export const QUIET_HIDDEN_MS = 20_000;

const TRIES = 2;

export interface FollowerParts {
  readonly id: string;
  readonly delivery: Delivery;
  readonly clock: Clock;
  readonly ask: (question: Question) => void;
  /** A page of the events that the server keeps after a position. */
  readonly readPage: (since: Position, signal: AbortSignal) => Promise<EventPage>;
  /** Whether this tab has a connection of its own. */
  readonly isAlone: () => boolean;
  readonly goAlone: () => void;
  /** The leader does not answer: somebody has to lead. */
  readonly takeOver: () => void;
  readonly isHidden: () => boolean;
  /** A leader answers: this tab needs no connection of its own any more. */
  readonly join: () => void;
}

/** A tab that hears the stream through the leader, and asks for what it lacks. */
export class Follower {
  readonly #parts: FollowerParts;
  /** Reads from the server what the leader does not have any more. */
  readonly #stopped = new AbortController();
  #isReading = false;
  #isGreeted = false;
  #heardAt: number;
  #last: Pick<LeaderPlace, 'from' | 'count'> | undefined;
  #cancelWatch: () => void;
  #cancelAsk: (() => void) | undefined;

  constructor(parts: FollowerParts) {
    this.#parts = parts;
    this.#heardAt = parts.clock.now();
    this.#cancelWatch = this.#watch();
  }

  /** Asks the leader for what there is; also whether it is there at all. */
  ask(tries = TRIES): void {
    if (this.#cancelAsk || this.#isReading || this.#stopped.signal.aborted) return;
    const { id, delivery, clock, ask, takeOver } = this.#parts;
    this.#cancelAsk = clock.after(ANSWER_MS, () => {
      this.#cancelAsk = undefined;
      if (tries > 1) this.ask(tries - 1);
      else takeOver();
    });
    ask({ type: 'ask', from: id, after: delivery.position, era: delivery.era });
  }

  hear(message: LeaderMessage): void {
    const { id, clock, isAlone } = this.#parts;
    this.#heardAt = clock.now();
    const isNext = message.count === (this.#last?.from === message.from ? this.#last.count : 0) + 1;
    this.#last = { from: message.from, count: message.count };
    if (message.type === 'answer' && message.to === id) return this.#takeAnswer(message);
    // There is a leader again. Until it has answered, the own connection goes on.
    if (isAlone()) return this.ask();
    if (message.type === 'item') this.#take(message.item, message);
    if (!isNext || this.#lacks(message)) this.ask();
  }

  /** Asks a leader that was not heard for a while. */
  look(): void {
    this.#cancelWatch();
    if (this.#leftMs() <= 0 && !this.#parts.isAlone()) this.ask();
    this.#cancelWatch = this.#watch();
  }

  stop(): void {
    this.#stopped.abort();
    this.#cancelWatch();
    this.#cancelAsk?.();
  }

  /** Whether there were events before this message that the tab was not given. */
  #lacks({ at, era }: LeaderPlace): boolean {
    const { delivery } = this.#parts;
    return at !== undefined && (!delivery.isGreeted || !delivery.isOf(era) || delivery.isBehind(at));
  }

  #take(item: PlainStreamItem, place: LeaderPlace): void {
    const { delivery } = this.#parts;
    switch (item.kind) {
      case 'hello':
        return this.#takeHello(item, place);
      case 'ping':
        return delivery.isGreeted ? delivery.ping(item) : undefined;
      case 'event':
        return this.#lacks(place) ? undefined : delivery.take(item);
      case 'connection':
        return this.#follow(item.connection);
    }
  }

  #takeHello(item: HelloItem, { era }: LeaderPlace): void {
    const { delivery } = this.#parts;
    const isSameEra = delivery.isOf(era);
    const isFirst = delivery.position === undefined;
    if (!isSameEra && !item.gap) return this.ask();
    const lacks = !isSameEra || delivery.isBehind(item.position);
    if (era !== undefined) delivery.era = era;
    // Who has seen nothing yet has missed nothing.
    this.#greet({ ...item, gap: lacks && !isFirst ? item.gap : null });
    if (delivery.isBehind(item.position)) this.ask();
  }

  #takeAnswer({ hello, found, connection, era }: Answer & LeaderPlace): void {
    const { delivery, isAlone, join } = this.#parts;
    this.#cancelAsk?.();
    this.#cancelAsk = undefined;
    if (!hello || !found) {
      if (isAlone()) return;
      if (connection) this.#follow(connection);
      if (hello) void this.#readOn(hello);
      return;
    }
    const { start, events } = found;
    const gap = delivery.isOf(era) ? null : found.gap;
    join();
    if (era !== undefined) delivery.era = era;
    if (gap || !this.#isGreeted) this.#greet(helloItem(hello, start, { count: events.length, gap }));
    for (const item of events) delivery.take(item);
    if (connection) delivery.follow(connection);
  }

  /** Reads what the leader does not have any more, then asks it again. */
  async #readOn(hello: HelloEvent): Promise<void> {
    const { delivery, readPage, goAlone } = this.#parts;
    const { signal } = this.#stopped;
    this.#isReading = true;
    try {
      let page: EventPage;
      do {
        page = await readPage(delivery.position ?? hello.position, signal);
        if (signal.aborted) return;
        this.#takePage(page, hello);
      } while (page.more);
    } catch {
      // EventPageError: the server cannot be reached or refuses. A connection of its own tries on, and says so.
      if (!signal.aborted) goAlone();
      return;
    } finally {
      this.#isReading = false;
    }
    this.ask();
  }

  #takePage({ events, gap, position }: EventPage, hello: HelloEvent): void {
    const { delivery } = this.#parts;
    if (gap || !this.#isGreeted) {
      const first = events[0]?.position;
      const begin = first === undefined ? position : positionBefore(first);
      const start = gap ? begin : (delivery.position ?? begin);
      this.#greet(helloItem(hello, start, { count: events.length, gap }));
    }
    for (const event of events) delivery.take({ kind: 'event', event });
  }

  #follow(connection: ConnectionState): void {
    const { delivery } = this.#parts;
    // Live is what begins with a hello.
    if (delivery.isGreeted || connection.status !== 'live') delivery.follow(connection);
  }

  #greet(item: HelloItem): void {
    this.#isGreeted = true;
    this.#parts.delivery.greet(item);
  }

  #watch(): () => void {
    const [left, limit] = [this.#leftMs(), this.#limitMs()];
    return this.#parts.clock.after(left > 0 ? Math.min(left, limit) : limit, () => this.look());
  }

  /** How long the leader may still be silent. */
  #leftMs(): number {
    return this.#heardAt + this.#limitMs() - this.#parts.clock.now();
  }

  #limitMs(): number {
    return this.#parts.isHidden() ? QUIET_HIDDEN_MS : QUIET_MS;
  }
}

function helloItem(hello: HelloEvent, position: Position, replay: HelloEvent['replay']): HelloItem {
  return { kind: 'hello', hello: { ...hello, replay }, position, gap: replay.gap, reconnected: false };
}
