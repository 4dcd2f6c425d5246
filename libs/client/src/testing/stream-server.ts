import { comparePositions, type Position } from '@jobwire/events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { anEvent } from './fake-transport.ts';

/** A request as the server got it. */
export interface SeenRequest {
  readonly method: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** A small event stream over real HTTP, which can die and come back at the same address with the events it had. */
export class StreamServer {
  readonly log: Position[] = ['10-0'];
  readonly requests: SeenRequest[] = [];
  heartbeatMs = 15_000;
  /** Answers in place of the stream. */
  answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly #open = new Set<ServerResponse>();
  #server: Server | undefined;
  #port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.#port}/events`;
  }

  get openStreams(): number {
    return this.#open.size;
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => this.#serve(request, response));
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.address() as AddressInfo).port;
  }

  /** As `kill -9`: every socket is gone. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  }

  append(): Position {
    const position = `${10 + this.log.length}-0`;
    this.log.push(position);
    this.send(frame('job', position, anEvent(position)));
    return position;
  }

  send(text: string | Uint8Array): void {
    for (const response of this.#open) response.write(text);
  }

  endStreams(): void {
    for (const response of this.#open) response.end();
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { searchParams: query } = new URL(request.url ?? '/', this.url);
    this.requests.push({ method: request.method ?? '', query, headers: request.headers });
    if (this.answer) return this.answer(request, response);
    this.#open.add(response);
    response.on('close', () => this.#open.delete(response));
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' });
    const head = this.log.at(-1) as Position;
    const after = request.headers['last-event-id'] ?? query.get('since') ?? head;
    const start = String(after);
    const { heartbeatMs } = this;
    const hello = { ...stamp(), type: 'hello', position: head, replay: { count: 0, gap: null }, heartbeatMs };
    response.write(`retry: 15\n\n${frame('hello', start, hello)}`);
    for (const position of this.log) {
      if (comparePositions(position, start) > 0) response.write(frame('job', position, anEvent(position)));
    }
  }
}

/** One message of an event stream. */
function frame(type: string, id: string, data: unknown): string {
  return `event: ${type}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** A ping that moves the cursor. */
export function pingFrame(id: Position): string {
  return frame('ping', id, { type: 'ping', ...stamp() });
}

function stamp(): { timestamp: string; epochMs: number } {
  const now = new Date();
  return { timestamp: now.toISOString(), epochMs: now.getTime() };
}
