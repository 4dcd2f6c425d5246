import type { Position } from '@jobwire/events';
import type { ConnectionCause } from './connection-cause.ts';

/** One connection to ask for. */
export interface TransportRequest {
  /** The stream's address with the filter in its query, and with `since` where the stream begins at a time. */
  readonly url: string;
  /** Go on after this position: as the header `Last-Event-ID` or, where headers cannot be set, as `since` in the query. */
  readonly lastPosition?: Position;
}

/** One message of an event stream (WHATWG HTML, section 9.2.6). */
export interface TransportMessage {
  /** `hello`, `job` or `ping`; others are let pass. */
  readonly type: string;
  readonly id: string;
  readonly data: string;
}

/** How a connection ended, as far as is known. */
export interface ConnectionEnd {
  /** The HTTP status, where the server answered with something else than a stream. */
  readonly status?: number;
  /** How long the server asks to be left alone, from its `Retry-After`. */
  readonly retryAfterMs?: number;
  /** In words for a person, where more is known than the status says. */
  readonly reason?: string;
  /** Why, as data, where it is not the status and the words. */
  readonly why?: ConnectionCause;
}

/** What a connection tells. It may already do so before `open()` has returned. */
export interface TransportListener {
  message(message: TransportMessage): void;
  /** The server's `retry:`, where the transport can see it. */
  retry(delayMs: number): void;
  /** The connection is over. Nothing follows it. */
  closed(end: ConnectionEnd): void;
}

/**
 * A way to open the stream. It opens one connection at a time and does not reconnect: when to try again is decided above
 * it.
 */
export interface Transport {
  /**
   * Opens a connection. Returns the function that closes it: after that the listener hears nothing. It may be called after
   * the connection has ended, too. Throws only where no try could ever succeed, as with a malformed address.
   */
  open(request: TransportRequest, listener: TransportListener): () => void;
  /** The way to go where something between here and the server holds streams back. Default: none, the stream is tried on. */
  readonly whenHeldBack?: Transport | undefined;
}
