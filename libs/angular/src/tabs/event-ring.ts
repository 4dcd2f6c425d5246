import { comparePositions, type Position } from '@jobwire/events';
import type { EventItem } from './tab-message';

/** How many of the newest events the leader keeps for tabs that lack some. */
export const RING_EVENTS = 2_000;

/** The newest events, without a hole. */
export class EventRing {
  readonly #slots: EventItem[] = [];
  /** How many were ever added since the start. */
  #added = 0;

  constructor(
    /** The position before the oldest event kept. */
    private start: Position,
    private readonly capacity = RING_EVENTS,
  ) {}

  /** The events follow on this position. */
  get begin(): Position {
    return this.start;
  }

  add(item: EventItem): void {
    const slot = this.#added++ % this.capacity;
    this.start = this.#slots[slot]?.event.position ?? this.start;
    this.#slots[slot] = item;
  }

  /** The events after a position; `undefined` where some of them are not kept any more. */
  after(position: Position): EventItem[] | undefined {
    if (comparePositions(position, this.start) < 0) return undefined;
    const found: EventItem[] = [];
    for (let index = this.#added - 1; index >= Math.max(0, this.#added - this.capacity); index--) {
      const item = this.#slots[index % this.capacity];
      if (!item || comparePositions(item.event.position, position) <= 0) break;
      found.push(item);
    }
    return found.reverse();
  }
}
