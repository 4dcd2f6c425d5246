import { MAX_EPOCH_MS, positionBefore, type EventPage, type HelloEvent, type Position } from '@jobwire/events';
import { EventPageError, readEventPage, type RequestHeaders } from './event-page.ts';
import type { ConnectionEnd, Transport, TransportListener, TransportRequest } from './transport.ts';

export interface PageTransportOptions {
  readonly headers?: RequestHeaders;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds between an answer and the next question, where there was nothing more. Default: 2,000. */
  readonly everyMs?: number;
}

/** How often it promises a sign of life. An answer through a slow proxy may take a while. */
const HEARTBEAT_MS = 15_000;

/**
 * Asks for the events page by page, and gives them as the stream would: for networks that hold streams back. Fetch and
 * EventSource transports change to it by themselves.
 */
export function pageTransport({ everyMs = 2_000, ...options }: PageTransportOptions = {}): Transport {
  return {
    open(request, listener) {
      const controller = new AbortController();
      const { signal } = controller;
      const read = (since: Position | number | undefined, limit?: number): Promise<EventPage> =>
        readEventPage({
          // A time to begin at is in the address; a position that follows takes its place.
          url: since === undefined ? request.url : withoutSince(request.url),
          ...(since === undefined ? {} : { since }),
          ...(limit === undefined ? {} : { limit }),
          ...options,
          signal,
        });
      void follow(request, read, everyMs, signal, listener).then((end) => signal.aborted || listener.closed(end));
      return () => controller.abort();
    },
  };
}

async function follow(
  request: TransportRequest,
  read: (since: Position | number | undefined, limit?: number) => Promise<EventPage>,
  everyMs: number,
  signal: AbortSignal,
  listener: TransportListener,
): Promise<ConnectionEnd> {
  try {
    let page = await readFirst(request, read);
    if (!signal.aborted) listener.message(hello(page, request.lastPosition));
    while (!signal.aborted) {
      deliver(page, signal, listener);
      if (!page.more) await passed(everyMs, signal);
      page = await read(page.position);
      // The next connection tells it, in its hello.
      if (page.gap) return { why: { code: 'missed' } };
    }
    return {};
  } catch (error) {
    // EventPageError: no answer, or a refusal. Anything else: closed from our side, or the caller's headers() threw.
    if (!(error instanceof EventPageError)) return { reason: String(error) };
    const { status, retryAfterMs, why } = error;
    return {
      why,
      ...(status === undefined ? {} : { status }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }
}

/** A stream without a start begins now, a page at the oldest event: a time that is never reached is the newest place. */
function readFirst(
  { url, lastPosition }: TransportRequest,
  read: (since: Position | number | undefined, limit?: number) => Promise<EventPage>,
): Promise<EventPage> {
  if (lastPosition !== undefined) return read(lastPosition);
  const beginsAtTime = /[?&]since=/.test(url);
  return beginsAtTime ? read(undefined) : read(MAX_EPOCH_MS, 1);
}

function hello({ events, position, gap }: EventPage, lastPosition: Position | undefined) {
  const first = events[0]?.position;
  const start =
    !gap && lastPosition !== undefined ? lastPosition : first === undefined ? position : positionBefore(first);
  const hello: HelloEvent = {
    type: 'hello',
    ...stamp(),
    position,
    replay: { count: events.length, gap },
    heartbeatMs: HEARTBEAT_MS,
  };
  return { type: 'hello', id: start, data: JSON.stringify(hello) };
}

function deliver({ events, position, more }: EventPage, signal: AbortSignal, listener: TransportListener): void {
  for (const event of events) {
    // Each of them may make the listener close.
    if (signal.aborted) return;
    listener.message({ type: 'job', id: event.position, data: JSON.stringify(event) });
  }
  if (more || signal.aborted) return;
  listener.message({ type: 'ping', id: position, data: JSON.stringify({ type: 'ping', ...stamp() }) });
}

function withoutSince(url: string): string {
  return url.replace(/([?&])since=[^&]*(&|$)/, (_part, before: string, after: string) => (after === '&' ? before : ''));
}

function stamp(): { timestamp: string; epochMs: number } {
  const now = new Date();
  return { timestamp: now.toISOString(), epochMs: now.getTime() };
}

/** Resolves after so long, or at once when the signal is aborted. */
function passed(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
