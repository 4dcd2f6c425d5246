import { endByAnswer, endByFault } from './connection-end.ts';
import { pageTransport } from './page-transport.ts';
import { withQuery } from './query.ts';
import type { ConnectionEnd, Transport } from './transport.ts';

/** What is used of an `EventSource`. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(type: string, listener: (event: Event) => void): void;
  close(): void;
}

export interface EventSourceTransportOptions {
  /** Default: that of the browser. */
  readonly EventSource?: new (url: string, init: { withCredentials: boolean }) => EventSourceLike;
  /** Send cookies to another origin too. Default: `false`. */
  readonly withCredentials?: boolean;
}

const CLOSED = 2;

/**
 * The browser's own `EventSource`, a new one for each try. It cannot set headers: cookies are what it signs in with. Throws
 * where there is no `EventSource`, as in Node.
 */
export function eventSourceTransport({
  EventSource = globalThis.EventSource,
  withCredentials = false,
}: EventSourceTransportOptions = {}): Transport {
  if (!EventSource) throw new TypeError('There is no EventSource here. Use fetchTransport(), or pass an EventSource.');
  const credentials = withCredentials ? 'include' : 'same-origin';
  return {
    whenHeldBack: pageTransport({ fetch: (input, init) => fetch(input, { ...init, credentials }) }),
    open(request, listener) {
      const { lastPosition } = request;
      const url = lastPosition === undefined ? request.url : withQuery(request.url, [['since', lastPosition]]);
      const source = new EventSource(url, { withCredentials });
      const asking = new AbortController();
      let wasOpen = false;
      source.addEventListener('open', () => {
        wasOpen = true;
      });
      for (const type of ['hello', 'job', 'ping']) {
        source.addEventListener(type, (event) => {
          const { lastEventId, data } = event as Event & { readonly lastEventId: string; readonly data: string };
          listener.message({ type, id: lastEventId, data });
        });
      }
      source.addEventListener('error', () => {
        const wasRefused = source.readyState === CLOSED && !wasOpen;
        source.close();
        if (!wasRefused) return listener.closed({});
        void askWhy(url, credentials, asking.signal).then((end) => {
          if (!asking.signal.aborted) listener.closed(end);
        });
      });
      return () => {
        source.close();
        asking.abort();
      };
    },
  };
}

/** An EventSource does not tell the status of an answer that it refused. */
async function askWhy(
  url: string,
  credentials: 'include' | 'same-origin',
  signal: AbortSignal,
): Promise<ConnectionEnd> {
  try {
    const headers = { Accept: 'text/event-stream' };
    const response = await fetch(url, { method: 'HEAD', headers, credentials, cache: 'no-store', signal });
    return await endByAnswer(response);
  } catch (error) {
    // TypeError: the network is away now. AbortError: nobody waits for the answer any more.
    return endByFault(error);
  }
}
