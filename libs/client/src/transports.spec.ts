import { EventSource } from 'eventsource';
import { filter, firstValueFrom, map, ReplaySubject, type Observable, type Subscription } from 'rxjs';
import type { ConnectionState } from './connection-state.ts';
import { eventSourceTransport } from './event-source-transport.ts';
import { fetchTransport } from './fetch-transport.ts';
import { jobEvents, type JobEventsOptions } from './job-events.ts';
import type { StreamItem } from './stream-item.ts';
import { pingFrame, StreamServer } from './testing/stream-server.ts';
import type { Transport } from './transport.ts';

/** Everything that a stream has given, to be waited for. */
class Recording {
  readonly all = new ReplaySubject<StreamItem>();
  readonly positions: string[] = [];
  readonly subscription: Subscription;

  constructor(stream: Observable<StreamItem>) {
    this.all.subscribe((item) => item.kind === 'event' && this.positions.push(item.event.position));
    this.subscription = stream.subscribe(this.all);
  }

  event(position: string): Promise<StreamItem> {
    return firstValueFrom(this.all.pipe(filter((item) => item.kind === 'event' && item.event.position === position)));
  }

  state(test: (connection: ConnectionState) => boolean): Promise<ConnectionState> {
    const states = this.all.pipe(
      filter((item) => item.kind === 'connection'),
      map(({ connection }) => connection),
    );
    return firstValueFrom(states.pipe(filter(test)));
  }

  hello(count: number): Promise<StreamItem> {
    return firstValueFrom(this.all.pipe(filter((item) => item.kind === 'hello' && --count === 0)));
  }

  complete(): Promise<void> {
    return new Promise((resolve, reject) => this.all.subscribe({ complete: resolve, error: reject }));
  }
}

const transports: [name: string, create: () => Transport][] = [
  ['an EventSource', () => eventSourceTransport({ EventSource })],
  ['fetch', () => fetchTransport()],
];

let server: StreamServer;
const recordings: Recording[] = [];

beforeEach(async () => {
  server = new StreamServer();
  await server.start();
});

afterEach(async () => {
  for (const { subscription } of recordings.splice(0)) subscription.unsubscribe();
  await server.stop();
});

function record(transport: Transport, options: Partial<JobEventsOptions> = {}): Recording {
  const reconnect = { initialDelayMs: 10, maxDelayMs: 50 };
  const recording = new Recording(jobEvents({ url: server.url, transport, reconnect, ...options }));
  recordings.push(recording);
  return recording;
}

/** Resolves as soon as it is so; the suite's time limit ends it otherwise. */
async function becomes(test: () => boolean): Promise<void> {
  while (!test()) await new Promise((resolve) => setImmediate(resolve));
}

describe.each(transports)('jobEvents over %s', (name, create) => {
  const isFetch = name === 'fetch';
  const askedFor = ({ headers, query }: StreamServer['requests'][number]): unknown =>
    isFetch ? headers['last-event-id'] : query.get('since');

  it('is live after hello and gives what is published', async () => {
    const stream = record(create());
    await stream.state(({ status }) => status === 'live');
    server.append();
    server.append();
    await stream.event('12-0');
    expect(stream.positions).toEqual(['11-0', '12-0']);
    expect(server.requests).toMatchObject([{ method: 'GET', headers: { accept: 'text/event-stream' } }]);
    expect(askedFor(server.requests[0]!) ?? null).toBeNull();
  });

  it('replays after the position it is given, then goes live', async () => {
    server.append();
    server.append();
    const stream = record(create(), { since: '11-0', filter: { serverId: [1] } });
    await stream.event('12-0');
    server.append();
    await stream.event('13-0');
    expect(stream.positions).toEqual(['12-0', '13-0']);
    expect(askedFor(server.requests[0]!)).toBe('11-0');
    expect(server.requests[0]?.query.get('serverId')).toBe('1');
  });

  it('goes on where it was after the server has died, with what was published meanwhile', async () => {
    const stream = record(create());
    await stream.hello(1);
    server.append();
    await stream.event('11-0');
    await server.stop();
    await stream.state(({ status, attempt }) => status === 'reconnecting' && attempt >= 2);
    server.append();
    await server.start();
    await stream.event('12-0');
    server.append();
    await stream.event('13-0');
    expect(stream.positions).toEqual(['11-0', '12-0', '13-0']);
    expect(server.openStreams).toBe(1);
    expect(askedFor(server.requests.at(-1)!)).toBe('11-0');
  });

  it('goes on after the server has ended the stream, from the position of the last ping', async () => {
    const stream = record(create());
    await stream.hello(1);
    server.send(pingFrame('500-0'));
    server.endStreams();
    await stream.hello(2);
    expect(askedFor(server.requests.at(-1)!)).toBe('500-0');
    expect(server.openStreams).toBe(1);
  });

  it('replaces a connection that has gone silent', async () => {
    server.heartbeatMs = 20;
    const stream = record(create());
    const { position } = await stream.state(({ status }) => status === 'stale');
    await stream.hello(2);
    expect(position).toBe('10-0');
    expect(server.requests).toHaveLength(2);
  });

  it.each([401, 403, 404])('gives up on %i', async (status) => {
    server.answer = (_request, response) => response.writeHead(status).end();
    const stream = record(create());
    await stream.complete();
    expect(await stream.state(() => true)).toMatchObject({ status: 'connecting' });
    expect(await stream.state(({ status }) => status === 'denied')).toMatchObject({
      reason: expect.stringContaining(String(status)),
    });
    expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(1);
  });

  it('gives up where the session ends while the stream is open', async () => {
    const stream = record(create());
    await stream.hello(1);
    server.answer = (_request, response) => response.writeHead(401).end();
    server.endStreams();
    await stream.complete();
    await stream.state(({ status }) => status === 'denied');
  });

  it('completes on 204', async () => {
    server.answer = (_request, response) => response.writeHead(204).end();
    await record(create()).complete();
  });

  it('tries again after 503, no sooner than Retry-After says', async () => {
    server.answer = (_request, response) => response.writeHead(503, { 'Retry-After': '30' }).end();
    const begun = Date.now();
    const stream = record(create());
    const { nextTryAt } = await stream.state(({ status }) => status === 'reconnecting');
    expect(nextTryAt).toBeGreaterThanOrEqual(begun + 30_000);
  });

  it('tries again where something else than a stream answers, and says what', async () => {
    server.answer = (_request, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>');
    const stream = record(create());
    await stream.state(({ reason }) => !!reason?.includes('text/html'));
    server.answer = undefined;
    await stream.state(({ status }) => status === 'live');
  });

  it('says that nobody answers', async () => {
    await server.stop();
    const stream = record(create());
    await stream.state(({ status, reason }) => status === 'reconnecting' && !!reason);
  });

  it('closes the connection when its subscriber leaves', async () => {
    const stream = record(create());
    await stream.hello(1);
    stream.subscription.unsubscribe();
    await becomes(() => server.openStreams === 0);
    expect(server.requests).toHaveLength(1);
  });

  it('closes a connection that is still being opened', async () => {
    let hasGone = false;
    server.answer = (_request, response) => response.on('close', () => (hasGone = true));
    const stream = record(create());
    await becomes(() => server.requests.length === 1);
    stream.subscription.unsubscribe();
    await becomes(() => hasGone);
  });
});

describe('fetchTransport', () => {
  it('sends headers', async () => {
    const stream = record(fetchTransport({ headers: { Authorization: 'Bearer a' } }));
    await stream.hello(1);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer a');
  });

  it('asks for headers before each try', async () => {
    let tries = 0;
    const stream = record(fetchTransport({ headers: async () => ({ Authorization: `Bearer ${++tries}` }) }));
    await stream.hello(1);
    server.endStreams();
    await stream.hello(2);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer 1', 'Bearer 2']);
  });

  it('tries again where the headers are not to be had', async () => {
    let tries = 0;
    const headers = () => (++tries === 1 ? Promise.reject(new Error('token server away')) : {});
    const stream = record(fetchTransport({ headers }));
    await stream.state(({ reason }) => !!reason?.includes('token server away'));
    await stream.hello(1);
  });

  it('uses the fetch it is given', async () => {
    const used: unknown[] = [];
    const own: typeof fetch = (url, init) => (used.push(url), fetch(url, init));
    await record(fetchTransport({ fetch: own })).hello(1);
    expect(used).toEqual([server.url]);
  });

  it('tells in the words of the server why it is denied', async () => {
    server.answer = (_request, response) =>
      response
        .writeHead(403, { 'Content-Type': 'application/problem+json' })
        .end(JSON.stringify({ detail: 'Ask the owner of server 7.' }));
    const { reason, why } = await record(fetchTransport()).state(({ status }) => status === 'denied');
    expect(reason).toBe('Ask the owner of server 7. (403)');
    expect(why).toEqual({ code: 'answered', status: 403, detail: 'Ask the owner of server 7.' });
  });

  it('follows the retry of the server', async () => {
    const stream = record(fetchTransport(), { reconnect: { initialDelayMs: 10, maxDelayMs: 60_000 } });
    await stream.hello(1);
    server.send('retry: 20000\n\n');
    server.endStreams();
    const { nextTryAt = 0, since } = await stream.state(({ status }) => status === 'reconnecting');
    expect(nextTryAt - since).toBeGreaterThanOrEqual(20_000);
  });

  it('puts a message together from its pieces, characters too', async () => {
    const heard: unknown[] = [];
    server.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
      const bytes = Buffer.from('event: job\r\nid: 1-0\r\ndata: [1,\r\ndata: "ü€😀"]\r\n\r\n');
      const writeNext = (index: number): void => {
        if (index < bytes.length)
          response.write(bytes.subarray(index, index + 1), () => setImmediate(writeNext, index + 1));
      };
      writeNext(0);
    };
    await new Promise<void>((resolve) => {
      const close = fetchTransport().open(
        { url: server.url },
        {
          message: (message) => {
            heard.push(message);
            close();
            resolve();
          },
          retry: () => {},
          closed: (end) => heard.push(end),
        },
      );
    });
    expect(heard).toEqual([{ type: 'job', id: '1-0', data: '[1,\n"ü€😀"]' }]);
  });

  it('does not collect a message without an end', async () => {
    const stream = record(fetchTransport());
    await stream.hello(1);
    server.send(`data: ${'x'.repeat(2 * 1024 * 1024)}`);
    await stream.state(({ reason }) => !!reason?.includes('1 MiB'));
    await stream.hello(2);
  });

  it('is silent after it was closed, in the middle of a chunk too', async () => {
    const heard: string[] = [];
    server.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.end('id: 1\ndata: a\n\nid: 2\ndata: b\n\nretry: 5\n\n');
    };
    await new Promise<void>((resolve) => {
      const close = fetchTransport().open(
        { url: server.url },
        {
          message: ({ id }) => {
            heard.push(id);
            close();
            setImmediate(resolve);
          },
          retry: () => heard.push('retry'),
          closed: () => heard.push('closed'),
        },
      );
    });
    expect(heard).toEqual(['1']);
  });

  it('refuses an address that cannot be one at once', () => {
    const errors: unknown[] = [];
    jobEvents({ url: '/events', transport: fetchTransport() }).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toMatchObject([{ name: 'TypeError' }]);
  });
});

describe('eventSourceTransport', () => {
  it('says what to do where there is no EventSource', () => {
    expect(() => eventSourceTransport()).toThrow('fetchTransport()');
  });

  it('asks once why it was refused', async () => {
    server.answer = (_request, response) => response.writeHead(401).end();
    await record(eventSourceTransport({ EventSource })).complete();
    expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'HEAD']);
  });
});

describe('the default transport', () => {
  it('is fetch where there is no EventSource', async () => {
    const stream = new Recording(jobEvents({ url: server.url }));
    recordings.push(stream);
    await stream.hello(1);
    server.append();
    await stream.event('11-0');
  });
});
