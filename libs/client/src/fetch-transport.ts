import { createParser } from 'eventsource-parser';
import { endByAnswer, endByFault } from './connection-end.ts';
import type { RequestHeaders } from './event-page.ts';
import { pageTransport } from './page-transport.ts';
import type { ConnectionEnd, Transport, TransportListener, TransportRequest } from './transport.ts';

export interface FetchTransportOptions {
  readonly headers?: RequestHeaders;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
}

/** A message is at most 64 KiB and its frame. What is longer is no message, and is not collected. */
const LONGEST_MESSAGE = 1024 * 1024;

/** `fetch` and a parser: for Node, and for browsers where headers have to be sent. */
export function fetchTransport({ headers = {}, fetch = globalThis.fetch }: FetchTransportOptions = {}): Transport {
  return {
    whenHeldBack: pageTransport({ headers, fetch }),
    open(request, listener) {
      requireAddress(request.url);
      const controller = new AbortController();
      const { signal } = controller;
      void readStream(request, { headers, fetch }, signal, listener).then((end) => {
        if (signal.aborted) return;
        // Lets go of an answer that nobody reads to its end.
        controller.abort();
        listener.closed(end);
      });
      return () => controller.abort();
    },
  };
}

/** `fetch` would only reject as it does without a network, and the stream would try for ever. */
function requireAddress(url: string): void {
  if (URL.canParse(url, (globalThis as { location?: { href: string } }).location?.href)) return;
  throw new TypeError(`url: "${url}" leads nowhere. Outside of a page it has to be absolute (http://...).`);
}

async function readStream(
  { url, lastPosition }: TransportRequest,
  { headers, fetch }: Required<FetchTransportOptions>,
  signal: AbortSignal,
  listener: TransportListener,
): Promise<ConnectionEnd> {
  try {
    const own = typeof headers === 'function' ? await headers() : headers;
    const resume = lastPosition === undefined ? {} : { 'Last-Event-ID': lastPosition };
    const response = await fetch(url, {
      headers: { ...own, ...resume, Accept: 'text/event-stream' },
      cache: 'no-store',
      signal,
    });
    if (response.status !== 200 || !isEventStream(response)) return await endByAnswer(response);
    return await readMessages(response, signal, listener);
  } catch (error) {
    // TypeError: no network. AbortError: closed from our side. And whatever the caller's headers() throws.
    return endByFault(error);
  }
}

async function readMessages(
  response: Response,
  signal: AbortSignal,
  listener: TransportListener,
): Promise<ConnectionEnd> {
  let isTooLong = false;
  const parser = createParser({
    maxBufferSize: LONGEST_MESSAGE,
    // One chunk may hold many messages, and each of them may make the listener close.
    onEvent: ({ event = 'message', id = '', data }) => !signal.aborted && listener.message({ type: event, id, data }),
    onRetry: (delayMs) => !signal.aborted && listener.retry(delayMs),
    onError: ({ type }) => (isTooLong ||= type === 'max-buffer-size-exceeded'),
  });
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  while (reader && !signal.aborted) {
    const { done, value } = await reader.read();
    if (done) break;
    parser.feed(decoder.decode(value, { stream: true }));
    if (isTooLong) return { why: { code: 'tooLong' } };
  }
  return { why: { code: 'ended' } };
}

function isEventStream(response: Response): boolean {
  return /^\s*text\/event-stream\s*(;|$)/i.test(response.headers.get('content-type') ?? '');
}
