import { filterToQuery, MAX_EPOCH_MS, parsePosition, type EventFilter, type Position } from '@jobwire/events';
import { Observable } from 'rxjs';
import { systemClock, type Clock } from './clock.ts';
import { hostEnvironment, type Environment } from './environment.ts';
import { eventSourceTransport } from './event-source-transport.ts';
import { fetchTransport } from './fetch-transport.ts';
import { withQuery } from './query.ts';
import { DEFAULT_RECONNECT, type ReconnectPolicy } from './reconnect-policy.ts';
import { ReconnectingStream } from './reconnecting-stream.ts';
import type { StreamItem } from './stream-item.ts';
import type { Transport } from './transport.ts';

export interface JobEventsOptions {
  /** The stream's address, e.g. `/api/jobs/events`; absolute in Node. Without `since` and filter in its query. */
  readonly url: string;
  /** Default: the browser's `EventSource`, and `fetch` where there is none. */
  readonly transport?: Transport;
  /** Begin after this position (what a snapshot says it is true at), or at this time in epoch milliseconds. Default: now. */
  readonly since?: Position | number;
  /** Only these events. Default: all. */
  readonly filter?: EventFilter;
  /** Default: {@link DEFAULT_RECONNECT}. */
  readonly reconnect?: Partial<ReconnectPolicy>;
  /** While a next try is waited for or the connection is in doubt, each value of it means: try now. */
  readonly tryNow?: Observable<unknown>;
  /** Default: the time of this machine. */
  readonly clock?: Clock;
  /** From 0 to 1, for the jitter. Default: `Math.random`. */
  readonly random?: () => number;
  /** Default: the page or worker this runs in; in Node always online. */
  readonly environment?: Environment;
}

/**
 * The stream of job events. Each subscription is a connection of its own, which reconnects by itself and goes on after the
 * last position seen: each event is given once, in order, and a hello says where some are missing.
 *
 * It never errors on what may pass. It completes when the server has refused for good (after a `denied` state) or says that
 * there is no more (204). Throws a TypeError where `since` is neither a position nor a time.
 */
export function jobEvents({
  url,
  since,
  filter = {},
  tryNow,
  reconnect,
  ...options
}: JobEventsOptions): Observable<StreamItem> {
  requireStart(since);
  const parts = {
    url: withQuery(url, filterToQuery(filter)),
    since,
    transport: options.transport ?? defaultTransport(),
    policy: { ...DEFAULT_RECONNECT, ...reconnect },
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
    environment: options.environment ?? hostEnvironment(),
  };
  return new Observable((subscriber) => {
    const stream = new ReconnectingStream(parts, subscriber);
    // Before the start: the subscriber may leave with the first item.
    subscriber.add(() => stream.stop());
    stream.start();
    subscriber.add(tryNow?.subscribe(() => stream.tryNow()));
  });
}

function defaultTransport(): Transport {
  return 'EventSource' in globalThis ? eventSourceTransport() : fetchTransport();
}

function requireStart(since: Position | number | undefined): void {
  if (since === undefined) return;
  const isValid =
    typeof since === 'string' ? parsePosition(since) : Number.isInteger(since) && since >= 0 && since <= MAX_EPOCH_MS;
  if (isValid) return;
  throw new TypeError(
    `since: ${JSON.stringify(since)} is neither a position (<epochMs>-<seq>) nor a time in epoch milliseconds.`,
  );
}
