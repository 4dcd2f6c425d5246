import type { Position } from '@jobwire/events';
import { describeCause, type ConnectionCause } from './connection-cause.ts';

/**
 * How the connection is.
 *
 * | status | |
 * |---|---|
 * | `connecting` | the first try is under way |
 * | `live` | the server has said hello and is heard from |
 * | `stale` | a ping is missing: what is shown may be old. A second missing one ends the connection |
 * | `reconnecting` | lost; waiting for the next try, or trying |
 * | `offline` | there is no network, says the browser. It goes on by itself |
 * | `denied` | refused for good (401, 403, 404); the Observable completes |
 */
export type ConnectionStatus = 'connecting' | 'live' | 'stale' | 'reconnecting' | 'offline' | 'denied';

/** The state of the connection at a change. Times in milliseconds since 1970. */
export interface ConnectionState {
  readonly status: ConnectionStatus;
  /** When this status began. */
  readonly since: number;
  /** The number of the try that is under way or comes next, counted from 1 since the stream was last live. 0 while it is open. */
  readonly attempt: number;
  /** When the next try is due. Absent where none is waited for. */
  readonly nextTryAt?: number;
  /** Why the stream is not live, or live in steps only, in English. */
  readonly reason?: string;
  /** The same as data, for words of one's own. */
  readonly why?: ConnectionCause;
  /** The last position seen. */
  readonly position?: Position;
  /** When the server was last heard. */
  readonly lastHeardAt?: number;
  /** The server answers, but has lost its own source (a gateway its job server): since when, ISO 8601. */
  readonly sourceLostSince?: string;
}

/** What is known of a connection; `undefined` where nothing is. */
export type KnownState = Pick<ConnectionState, 'status' | 'attempt'> & {
  readonly [Key in 'nextTryAt' | 'why' | 'position' | 'lastHeardAt' | 'sourceLostSince']:
    ConnectionState[Key] | undefined;
};

/** A change of one of these is told; the others go with it. */
const TOLD = ['status', 'attempt', 'nextTryAt', 'reason', 'sourceLostSince'] as const;

/** The state that follows from what is known now: `before` itself where nothing has changed that is worth telling. */
export function nextConnectionState(
  before: ConnectionState | undefined,
  known: KnownState,
  now: number,
): ConnectionState {
  const reason = known.why && describeCause(known.why);
  const next = { ...known, reason };
  if (before && TOLD.every((key) => before[key] === next[key])) return before;
  const since = before?.status === known.status ? before.since : now;
  const given = Object.entries({ ...next, since }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as unknown as ConnectionState;
}
