import type { Readable, Writable } from 'node:stream';
import { OutgoingMessage, type ServerResponse } from 'node:http';

/** What a stream is written to, and how it is ended. */
export interface StreamOutput {
  readonly writable: Writable;
  /** Sends what was written, then closes. */
  end(): void;
}

/** Where the bytes of a response go once the framework lets go of it. */
export interface ResponseHandover {
  /** Call it when the first message is on its way. Nothing else may write to the response then. */
  take(): StreamOutput;
}

/**
 * Makes ready to take a response from the framework that is about to answer with it: what is written then costs a system
 * call, and little else.
 *
 * - Without chunked encoding: the response ends with its connection (RFC 9112, section 6.3, rule 8). Node would put a length
 *   before and a line break after each write, which makes three buffers of one.
 * - Straight to the socket: it does not pass through the response, which would look at each write anew.
 *
 * Where something wraps the response (compression), and under HTTP/2, whose streams share a socket, writes pass through it.
 */
export function handOver(response: ServerResponse): ResponseHandover {
  let source: Readable | undefined;
  response.once('pipe', (piped) => (source = piped));
  const isPlain = response.req.httpVersionMajor === 1 && isUnwrapped(response);
  if (isPlain) response.useChunkedEncodingByDefault = false;
  return {
    take() {
      // Its end is no longer the response's end.
      source?.unpipe(response);
      const { socket } = response;
      const writable = isPlain && isUnwrapped(response) && socket && response.headersSent ? socket : response;
      return { writable, end: () => void response.end() };
    },
  };
}

function isUnwrapped(response: ServerResponse): boolean {
  return Reflect.get(response, 'write') === Reflect.get(OutgoingMessage.prototype, 'write');
}
