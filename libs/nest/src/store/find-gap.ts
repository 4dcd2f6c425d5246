import { compareParts, type PositionParts } from '@jobwire/events';
import type { GapReport } from './event-log.ts';

/** The marks of a log that decide whether reading can go on after a position. */
export interface LogMarks {
  /** Given when the log was made; its first event comes after it. */
  readonly birth: PositionParts;
  /** The newest event removed, or the birth. */
  readonly oldest: PositionParts;
  /** The newest event, or the birth. */
  readonly head: PositionParts;
  /** How many events were removed since the birth. */
  readonly removed: number;
}

/** What `EventLog.gapAfter` answers. `0-0` stands for the birth: it means from the beginning. */
export function findGap(after: PositionParts, { birth, oldest, head, removed }: LogMarks): GapReport {
  const isBeginning = after.epochMs === 0 && after.seq === 0;
  const from = isBeginning ? birth : after;
  if (compareParts(from, birth) < 0) return { gap: 'restarted' };
  if (compareParts(from, head) > 0) return { gap: 'unknown' };
  if (compareParts(from, oldest) >= 0) return { gap: null };
  return compareParts(from, birth) === 0 ? { gap: 'evicted', missed: removed } : { gap: 'evicted' };
}
