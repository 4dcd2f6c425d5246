import type { Position } from '@jobwire/events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { filter, firstValueFrom, ReplaySubject, type Subscription } from 'rxjs';
import { fetchTransport } from './fetch-transport.ts';
import { jobEvents, type JobEventsOptions } from './job-events.ts';
import { pageTransport } from './page-transport.ts';
import type { StreamItem } from './stream-item.ts';
import { anEvent } from './testing/fake-transport.ts';
import { StreamServer } from './testing/stream-server.ts';

/** Pages of three events. */
const PAGE = 3;

const server = new StreamServer();
const subscriptions: Subscription[] = [];
/** What a page is told to have missed. */
let gap: string | null;

beforeEach(async () => {
  gap = null;
  server.answer = answer;
  server.log.splice(1);
  server.requests.splice(0);
  await server.start();
});

afterEach(async () => {
  for (const subscription of subscriptions.splice(0)) subscription.unsubscribe();
  await server.stop();
});

/** A server behind something that gives out answers when they are whole: a stream never is. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  if (!request.headers.accept?.includes('json')) return;
  const [since = null, ...others] = new URL(request.url ?? '/', server.url).searchParams.getAll('since');
  if (others.length > 0) return void response.writeHead(400).end();
  const after = since === null ? 0 : Math.min(Number.parseInt(since, 10), server.log.length + 9);
  const following = server.log.filter((position) => Number.parseInt(position, 10) > (gap ? 0 : after));
  const events = following.slice(0, PAGE).map((position) => anEvent(position));
  const position = events.at(-1)?.['position'] ?? server.log.at(-1);
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ events, position, gap, more: following.length > PAGE }));
}

class Recording {
  readonly all = new ReplaySubject<StreamItem>();
  readonly positions: Position[] = [];
  hellos = 0;
  readonly subscription: Subscription;

  constructor(options: Partial<JobEventsOptions>) {
    this.all.subscribe((item) => item.kind === 'event' && this.positions.push(item.event.position));
    this.all.subscribe((item) => item.kind === 'hello' && this.hellos++);
    const reconnect = { initialDelayMs: 10, helloTimeoutMs: 100 };
    this.subscription = jobEvents({ url: server.url, reconnect, ...options }).subscribe(this.all);
    subscriptions.push(this.subscription);
  }

  first(test: (item: StreamItem) => boolean): Promise<StreamItem> {
    return firstValueFrom(this.all.pipe(filter(test)));
  }

  event(position: Position): Promise<StreamItem> {
    return this.first((item) => item.kind === 'event' && item.event.position === position);
  }
}

const follow = (options: Partial<JobEventsOptions> = {}): Recording =>
  new Recording({ transport: pageTransport({ everyMs: 5 }), ...options });

const isHello = (item: StreamItem): boolean => item.kind === 'hello';

describe('pageTransport', () => {
  it('begins at the newest event and gives what comes', async () => {
    server.append();
    const stream = follow();
    expect(await stream.first(isHello)).toMatchObject({ position: '11-0', gap: null });
    server.append();
    server.append();
    await stream.event('13-0');
    expect(stream.positions).toEqual(['12-0', '13-0']);
  });

  it('begins after a position, page after page', async () => {
    for (let count = 0; count < 8; count++) server.append();
    const stream = follow({ since: '11-0' });
    expect(await stream.first(isHello)).toMatchObject({ position: '11-0', gap: null });
    await stream.event('18-0');
    expect(stream.positions).toEqual(['12-0', '13-0', '14-0', '15-0', '16-0', '17-0', '18-0']);
  });

  it('begins at a time', async () => {
    for (let count = 0; count < 4; count++) server.append();
    const stream = follow({ since: 12, filter: { serverId: [1] } });
    await stream.event('14-0');
    server.append();
    await stream.event('15-0');
    expect(stream.positions).toEqual(['13-0', '14-0', '15-0']);
    expect(stream.hellos).toBe(1);
  });

  it('is a sign of life with each answer', async () => {
    const stream = follow();
    expect(await stream.first((item) => item.kind === 'ping')).toMatchObject({ ping: { type: 'ping' } });
  });

  it('tells a gap with the next hello, and goes on from there', async () => {
    const stream = follow();
    await stream.first((item) => item.kind === 'ping');
    gap = 'evicted';
    server.append();
    expect(await stream.first((item) => item.kind === 'hello' && item.gap !== null)).toMatchObject({ gap: 'evicted' });
    gap = null;
    server.append();
    await stream.event('12-0');
    expect(new Set(stream.positions).size).toBe(stream.positions.length);
  });

  it('ends where the server refuses, and tries again where it does not answer', async () => {
    const stream = follow();
    await stream.first(isHello);
    server.answer = (_request, response) => response.writeHead(503, { 'Retry-After': '0' }).end();
    await stream.first((item) => item.kind === 'connection' && item.connection.status === 'reconnecting');
    server.answer = answer;
    await stream.first((item) => item.kind === 'hello' && item.reconnected);
    server.answer = (_request, response) => response.writeHead(401).end();
    await stream.first((item) => item.kind === 'connection' && item.connection.status === 'denied');
  });

  it('asks no more when its subscriber has left', async () => {
    const stream = follow();
    await stream.first(isHello);
    stream.subscription.unsubscribe();
    const asked = () => server.requests.filter(({ query }) => !query.has('serverId')).length;
    const before = asked();
    const other = follow({ filter: { serverId: [1] } });
    await other.first(isHello);
    for (const position of ['11-0', '12-0', '13-0']) {
      server.append();
      await other.event(position);
    }
    expect(asked()).toBe(before);
  });
});

describe('jobEvents, where the stream is held back,', () => {
  it('goes on in pages by itself, with the same headers', async () => {
    const transport = fetchTransport({ headers: { Authorization: 'Bearer a' } });
    const stream = follow({ transport, since: '10-0' });
    server.append();
    await stream.event('11-0');
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer a', 'Bearer a']);
    expect(await stream.first((item) => item.kind === 'connection' && item.connection.status === 'live')).toMatchObject(
      {
        connection: { reason: expect.stringContaining('holds the stream back') },
      },
    );
  });
});
