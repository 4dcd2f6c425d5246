/**
 * Where an event stands in the log: `<epochMs>-<seq>`, strictly increasing. It is the SSE `id` and has the shape of a
 * Redis stream id.
 */
export type Position = string;

/** A position taken apart, for comparing many. */
export interface PositionParts {
  readonly epochMs: number;
  readonly seq: number;
}

/** From the beginning: before every position that a store gives. */
export const BEGINNING: Position = '0-0';

/** The largest time an ECMAScript `Date` can hold (ECMA-262, section 21.4.1.1), in milliseconds. */
export const MAX_EPOCH_MS = 8.64e15;

const SHAPE = /^(\d{1,16})-(\d{1,16})$/;

/** The parts of a position, or `undefined` where the text is none. */
export function parsePosition(text: string): PositionParts | undefined {
  const match = SHAPE.exec(text);
  if (!match) return undefined;
  const epochMs = Number(match[1]);
  const seq = Number(match[2]);
  if (epochMs > MAX_EPOCH_MS || seq > Number.MAX_SAFE_INTEGER) return undefined;
  return { epochMs, seq };
}

/** As {@link parsePosition}, for positions that were checked at the border. Throws a `TypeError` where one was not. */
export function positionParts(position: Position): PositionParts {
  const parts = parsePosition(position);
  if (!parts) throw new TypeError(`Not a position: ${JSON.stringify(position)}. Write it as <epochMs>-<seq>.`);
  return parts;
}

/** The text of a position, without leading zeros. */
export function formatPosition({ epochMs, seq }: PositionParts): Position {
  return `${epochMs}-${seq}`;
}

/** Negative where `a` is before `b`, 0 where they are the same, positive where `a` is after `b`. */
export function compareParts(a: PositionParts, b: PositionParts): number {
  return a.epochMs - b.epochMs || a.seq - b.seq;
}

/** As {@link compareParts}, for positions known to be well-formed. */
export function comparePositions(a: Position, b: Position): number {
  // The usual case: as many digits on both sides, which compare as numbers do.
  if (a.length === b.length && a.indexOf('-') === b.indexOf('-')) return a < b ? -1 : a > b ? 1 : 0;
  return compareParts(positionParts(a), positionParts(b));
}

/**
 * The position for an event appended after `last` at `nowMs`: greater than `last`, also when the clock stepped back. Where
 * the seqs of a millisecond are used up it is in the next one, as in Redis.
 */
export function nextPosition(last: PositionParts, nowMs: number): PositionParts {
  if (nowMs > last.epochMs) return { epochMs: nowMs, seq: 0 };
  if (last.seq < Number.MAX_SAFE_INTEGER) return { epochMs: last.epochMs, seq: last.seq + 1 };
  return { epochMs: last.epochMs + 1, seq: 0 };
}

/** The position just before this one. Nothing is before the beginning but itself. */
export function positionBefore(position: Position): Position {
  const { epochMs, seq } = positionParts(position);
  return formatPosition(seq > 0 ? { epochMs, seq: seq - 1 } : lastPositionBefore(epochMs));
}

/** The last position before every position of `epochMs`. */
export function lastPositionBefore(epochMs: number): PositionParts {
  return epochMs > 0 ? { epochMs: epochMs - 1, seq: Number.MAX_SAFE_INTEGER } : { epochMs: 0, seq: 0 };
}
