import type { OutgoingHttpHeader, ServerResponse } from 'node:http';

/**
 * Nest sets more about caching than a stream needs; these are what proxies and compression look at. Whether the connection is
 * kept is Node's to say: the client may have asked for its end, and a body without chunks ends with it.
 */
const STREAM_HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-cache, no-transform',
  'X-Accel-Buffering': 'no',
};

/** The one of its two forms that Nest uses. */
type WriteHead = (status: number, headers?: Readonly<Record<string, OutgoingHttpHeader>>) => ServerResponse;

/** Puts our own headers in the place of those that `@Sse()` writes. */
export function withStreamHeaders(response: ServerResponse): void {
  const writeHead = response.writeHead.bind(response) as WriteHead;
  const withOurs: WriteHead = (status, headers = {}) => {
    const { Pragma: _pragma, Expires: _expires, Connection: _connection, ...rest } = headers;
    return writeHead(status, 'Content-Type' in headers ? { ...rest, ...STREAM_HEADERS } : headers);
  };
  response.writeHead = withOurs as ServerResponse['writeHead'];
}
