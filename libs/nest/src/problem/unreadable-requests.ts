import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Problem } from './problem.ts';

const DETAILS = {
  400: 'This is no HTTP request that can be read.',
  408: 'The request did not come to its end in time. Send it again.',
  431: 'The address and the headers of the request are too long together. Ask for less at once.',
};

/** Answers with a problem, as everything else does, what Node cannot read and so gives to nobody. */
export function answerUnreadable(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // In the midst of another answer, such as a stream, it would be taken for a part of that.
    if (!socket.writable || isAnswering(socket)) return void socket.destroy();
    socket.end(problemMessage(statusOf(error)), () => socket.destroy());
  });
}

/** Node's own answer looks there too: at the response that has the socket now. */
function isAnswering(socket: Duplex): boolean {
  const response = Reflect.get(socket, '_httpMessage') as ServerResponse | null | undefined;
  return response?.headersSent ?? false;
}

function statusOf({ code }: NodeJS.ErrnoException): keyof typeof DETAILS {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408;
  return code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
}

function problemMessage(status: keyof typeof DETAILS): string {
  const title = STATUS_CODES[status] ?? '';
  const problem: Problem = { type: 'about:blank', title, status, detail: DETAILS[status] };
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${status} ${title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
