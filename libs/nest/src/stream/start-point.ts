import {
  compareParts,
  formatPosition,
  lastPositionBefore,
  MAX_EPOCH_MS,
  parsePosition,
  type Gap,
  type PositionParts,
} from '@jobwire/events';
import type { EventLog } from '../store/event-log.ts';
import { StoreError } from '../store/store-error.ts';
import type { CompiledFilter, ReplayWindow } from './replay-window.ts';

/** Where a client asks to start: at the newest, after a position, at a time, or at something that is no position. */
export type StartPoint =
  | { readonly kind: 'live' }
  | { readonly kind: 'position'; readonly position: PositionParts }
  | { readonly kind: 'time'; readonly epochMs: number }
  | { readonly kind: 'unreadable' };

/** Where a connection starts, and what it is told about it in `hello`. */
export interface Start {
  /** The id of `hello`: the events after it follow. */
  readonly id: PositionParts;
  /** Where reading begins: between both there is nothing. */
  readonly cursor: PositionParts;
  readonly count: number;
  readonly gap: Gap | null;
  readonly missed?: number;
}

/** `since` as a position or as epoch milliseconds; `undefined` where it is neither. */
export function parseSince(text: string): StartPoint | undefined {
  const position = parsePosition(text);
  if (position) return { kind: 'position', position };
  const epochMs = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  return epochMs <= MAX_EPOCH_MS ? { kind: 'time', epochMs } : undefined;
}

/** `Last-Event-ID`: a bad one is answered with a gap, since an error would stop a native EventSource for good. */
export function parseLastEventId(text: string): StartPoint {
  const position = parsePosition(text);
  return position ? { kind: 'position', position } : { kind: 'unreadable' };
}

/** Finds where a connection starts. Beyond `maxReplay` events the replay starts at the oldest event of the window. */
export async function findStart(
  from: StartPoint,
  filter: CompiledFilter,
  window: ReplayWindow,
  log: EventLog,
  maxReplay: number,
): Promise<Start> {
  switch (from.kind) {
    case 'live':
      return startAt(window.head, 0);
    case 'unreadable':
      return afterGap('unknown');
    case 'time':
      return afterTime(lastPositionBefore(from.epochMs));
    case 'position':
      return after(from.position);
  }

  async function afterTime(before: PositionParts): Promise<Start> {
    // A time in the future replays nothing; one before the store's birth means from the beginning, and is no gap.
    if (compareParts(before, window.head) >= 0) return startAt(window.head, 0);
    if (compareParts(before, window.start) >= 0) return after(before);
    const { gap } = await log.gapAfter(formatPosition(before));
    return after(gap === 'restarted' ? { epochMs: 0, seq: 0 } : before);
  }

  async function after(cursor: PositionParts): Promise<Start> {
    if (compareParts(cursor, window.start) >= 0 && compareParts(cursor, window.head) <= 0) {
      return startAt(cursor, window.countAfter(cursor, filter));
    }
    const position = formatPosition(cursor);
    const report = await log.gapAfter(position);
    if (report.gap) return afterGap(report.gap, report.missed);
    if (compareParts(cursor, window.head) > 0) return startAt(cursor, 0);
    const { start, size } = window;
    const following = await log.count(position, { atMost: maxReplay + 1 });
    if (following > maxReplay) return afterGap('evicted');
    const count = filter.test ? await log.count(position, { atMost: maxReplay, filter: filter.filter }) : following;
    // Where nothing lies before the window, nothing has to be read from the log. So it is as a rule where as many follow as the
    // window had; but who counts for a relay may not have read as far.
    const isNext = size > 0 && following === size && (await isNothingBetween(cursor, start));
    return { id: cursor, cursor: isNext ? start : cursor, count, gap: null };
  }

  async function isNothingBetween(cursor: PositionParts, start: PositionParts): Promise<boolean> {
    try {
      const [next] = (await log.read(formatPosition(cursor), { limit: 1 })).events;
      return next !== undefined && compareParts(next.at, start) > 0;
    } catch (error) {
      // The relay's source has gone, or does not know yet: what follows is read when it does.
      if (!(error instanceof StoreError)) throw error;
      return false;
    }
  }

  function afterGap(gap: Gap, missed?: number): Start {
    const start = startAt(window.start, window.countAfter(window.start, filter));
    return { ...start, gap, ...(missed === undefined ? {} : { missed }) };
  }
}

function startAt(cursor: PositionParts, count: number): Start {
  return { id: cursor, cursor, count, gap: null };
}
