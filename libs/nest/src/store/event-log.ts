import type { EventFilter, Gap, Position, PositionParts, StoredJobEvent } from '@jobwire/events';
import type { StoreError } from './store-error.ts';

/** A stored event and its JSON, which is what goes over the wire: it is encoded once, when it is stored. */
export interface LoggedEvent {
  readonly position: Position;
  /** The position taken apart. */
  readonly at: PositionParts;
  readonly event: StoredJobEvent;
  readonly json: string;
}

/** Events in order, and how far the log was looked through for them. */
export interface LogPage {
  readonly events: readonly LoggedEvent[];
  /** The last position looked at, filtered out or not; never before the position asked for. */
  readonly position: Position;
  /** Whether more may follow after `position`. */
  readonly more: boolean;
}

/** Whether everything after a position is still to be had, and if not, why and how many events are missing (where known). */
export interface GapReport {
  readonly gap: Gap | null;
  readonly missed?: number;
}

/** Events that wait in this process until Redis is back. */
export interface OutboxState {
  readonly waiting: number;
  /** Progress that was left out since the start, as there was no room for it. */
  readonly dropped: number;
  /** Whether it took the newest ones. */
  readonly takesMore: boolean;
}

/** Hears of everything that is appended, in order, from the moment of {@link EventLog.tail} on. */
export interface LogTailer {
  /** All that one commit made durable. */
  appended(batch: readonly LoggedEvent[]): void;
  /** The log was closed: nothing comes any more. */
  closed(): void;
  /**
   * The log's source lost events or began anew: what was heard so far does not connect to what comes. Only where the log is a
   * relay, or is kept in Redis.
   */
  broken?(): void;
  /** `lostSince()` changed. Only where the log is a relay, or is kept in Redis. */
  sourceChanged?(): void;
}

/**
 * The readable side of a store: an ordered log of events.
 *
 * - Positions strictly increase, also when the clock steps back.
 * - An event that was announced to a tailer is stored, and a stored one is announced, in order, after it is durable.
 * - After a known position each later event is read exactly once, also while others append.
 * - A position that is gone is answered with a gap, never with silence.
 */
export abstract class EventLog {
  /** The newest position; of an empty store its birth position, given when it was made. */
  abstract head(): Position;

  /** The position after which everything is kept: that of the newest event removed, or the birth position. */
  abstract oldest(): Position;

  /**
   * Whether reading may go on after this position: `restarted` where it is before the birth of the store (`0-0` is not: it
   * means from the beginning), `unknown` where it is beyond the head, `evicted` where something after it was removed.
   */
  abstract gapAfter(position: Position): Promise<GapReport>;

  /**
   * Events after a position, oldest first, `limit` (1 or more) at most. Looks at no more than is needed for them, and with a
   * filter at no more than can be looked at in one go: a page may hold fewer although more follow. Ask on while `more`.
   */
  abstract read(after: Position, options: { limit: number; filter?: EventFilter }): Promise<LogPage>;

  /** How many events follow a position; counts no further than `atMost`. */
  abstract count(after: Position, options: { atMost: number; filter?: EventFilter }): Promise<number>;

  /** Hear what is appended from now on. Returns the function that ends it. */
  abstract tail(tailer: LogTailer): () => void;

  /** Since when the source of a relay, or Redis, is away (ISO 8601), `undefined` while it is there: no events come meanwhile. */
  lostSince(): string | undefined {
    return undefined;
  }

  /** Whether what there is can be read. Not where the log is a relay that has lost its source. */
  canBeRead(): boolean {
    return true;
  }

  /** What waits to be stored. Only where the log is kept in Redis. */
  outbox(): OutboxState | undefined {
    return undefined;
  }

  /**
   * Why the last write failed, or that a part was found damaged; `undefined` while all is well. After a failed write it
   * tries whether writing is possible again. Only where the log is a store on a disk, or in Redis.
   */
  async fault(): Promise<StoreError | undefined> {
    return undefined;
  }
}
