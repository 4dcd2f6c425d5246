import {
  compareParts,
  formatPosition,
  parsePosition,
  type Gap,
  type Position,
  type PositionParts,
} from '@jobwire/events';

/** How far the stream has been seen. */
export class StreamCursor {
  #at: PositionParts | undefined;

  constructor(start?: Position) {
    this.#at = start === undefined ? undefined : parsePosition(start);
  }

  /** The last position seen; `undefined` before the first hello of a stream that starts at a time or at its newest event. */
  get position(): Position | undefined {
    return this.#at && formatPosition(this.#at);
  }

  /**
   * Takes the start of a connection from hello's id. After a gap it may lie before what was seen. Returns the gap: a server
   * that starts later than it was asked to, without a word (a proxy may have dropped the question), makes an `unknown` one.
   */
  startAt(id: string, gap: Gap | null): Gap | null {
    const start = parsePosition(id);
    if (!start) return gap;
    const isAhead = this.#at !== undefined && compareParts(start, this.#at) > 0;
    if (gap || isAhead || !this.#at) this.#at = start;
    return gap ?? (isAhead ? 'unknown' : null);
  }

  /** Moves on. `false` where this position was seen before, or where the id is none. */
  advanceTo(id: string): boolean {
    const next = parsePosition(id);
    if (!next || (this.#at && compareParts(next, this.#at) <= 0)) return false;
    this.#at = next;
    return true;
  }
}
