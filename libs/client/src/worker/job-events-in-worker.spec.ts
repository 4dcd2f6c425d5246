import type { Position } from '@jobwire/events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { filter, firstValueFrom, ReplaySubject, Subject, type Subscription } from 'rxjs';
import type { PlainStreamItem } from '../stream-item.ts';
import { FakeEnvironment } from '../testing/fake-environment.ts';
import { StreamServer } from '../testing/stream-server.ts';
import { jobEventsInWorker, type StreamWorker, type WorkerJobEventsOptions } from './job-events-in-worker.ts';
import { serveJobEvents } from './serve-job-events.ts';
import type { WorkerEnd } from './worker-message.ts';

/** Both ends of a worker, with a real channel between them: what they say is copied as a browser copies it. */
class Worker implements StreamWorker {
  readonly #listeners: ((event: { readonly message?: string }) => void)[] = [];
  readonly #channel = new MessageChannel();
  readonly #stop: () => void;
  isTerminated = false;

  constructor({ serves = true } = {}) {
    this.#stop = serves ? serveJobEvents(end(this.#channel.port2)) : () => {};
  }

  postMessage(message: unknown): void {
    this.#channel.port1.postMessage(message);
  }

  addEventListener(type: 'message' | 'error', listener: (event: { data: unknown; message?: string }) => void): void {
    if (type === 'message') end(this.#channel.port1).addEventListener(type, listener);
    else this.#listeners.push(listener as (event: { readonly message?: string }) => void);
  }

  terminate(): void {
    this.isTerminated = true;
    this.#stop();
    this.#channel.port1.close();
  }

  break(message?: string): void {
    for (const listener of this.#listeners) listener(message === undefined ? {} : { message });
  }
}

function end(port: MessagePort): WorkerEnd {
  return {
    postMessage: (message) => port.postMessage(message),
    addEventListener: (_type, listener) => port.on('message', (data: unknown) => listener({ data })),
  };
}

class Recording {
  readonly all = new ReplaySubject<PlainStreamItem>();
  readonly positions: Position[] = [];
  readonly worker: Worker;
  readonly subscription: Subscription;

  constructor(options: Partial<WorkerJobEventsOptions> = {}, worker = new Worker()) {
    this.worker = worker;
    this.all.subscribe({
      next: (item) => item.kind === 'event' && this.positions.push(item.event.position),
      error: () => {},
    });
    const reconnect = { initialDelayMs: 10 };
    const stream = jobEventsInWorker({ url: server.url, reconnect, worker: () => worker, ...options });
    this.subscription = stream.subscribe(this.all);
    recordings.push(this);
  }

  first(test: (item: PlainStreamItem) => boolean): Promise<PlainStreamItem> {
    return firstValueFrom(this.all.pipe(filter(test)));
  }

  event(position: Position): Promise<PlainStreamItem> {
    return this.first((item) => item.kind === 'event' && item.event.position === position);
  }

  isLive(): Promise<PlainStreamItem> {
    return this.first((item) => item.kind === 'connection' && item.connection.status === 'live');
  }

  over(): Promise<unknown> {
    return new Promise((resolve, reject) => this.all.subscribe({ complete: () => resolve('complete'), error: reject }));
  }
}

const server = new StreamServer();
const recordings: Recording[] = [];

beforeEach(async () => {
  server.answer = undefined;
  server.log.splice(1);
  server.requests.splice(0);
  await server.start();
});

afterEach(async () => {
  await server.stop();
  for (const { subscription, worker } of recordings.splice(0)) {
    subscription.unsubscribe();
    worker.terminate();
  }
});

describe('jobEventsInWorker', () => {
  it('gives each event once and in order, also after the connection was lost', async () => {
    const stream = new Recording();
    await stream.isLive();
    server.append();
    await stream.event('11-0');
    await server.stop();
    server.log.push('12-0');
    await server.start();
    await stream.event('12-0');
    const last = Array.from({ length: 500 }, () => server.append()).at(-1) as Position;
    await stream.event(last);
    expect(stream.positions).toEqual(server.log.slice(1));
  });

  it('keeps the order of what it gives', async () => {
    server.log.push('11-0', '12-0');
    const stream = new Recording({ since: '10-0' });
    await stream.event('12-0');
    const kinds: string[] = [];
    stream.all.subscribe(({ kind }) => kinds.push(kind));
    expect(kinds).toEqual(['connection', 'hello', 'connection', 'event', 'event']);
  });

  it('asks for a filter, and begins where it is told to', async () => {
    const stream = new Recording({ since: '10-0', filter: { serverId: [1, 2] } });
    await stream.isLive();
    expect(server.requests.at(-1)?.query.get('serverId')).toBe('1,2');
    expect(server.requests.at(-1)?.headers['last-event-id']).toBe('10-0');
  });

  it('completes when the server refuses', async () => {
    server.answer = (_request, response) => void response.writeHead(403).end();
    const stream = new Recording();
    await expect(stream.over()).resolves.toBe('complete');
    await stream.first((item) => item.kind === 'connection' && item.connection.status === 'denied');
  });

  it('does not wait any longer when somebody wants it now', async () => {
    await server.stop();
    const tryNow = new Subject<void>();
    const stream = new Recording({ tryNow, reconnect: { initialDelayMs: 600_000, maxDelayMs: 600_000 } });
    await stream.first((item) => item.kind === 'connection' && item.connection.nextTryAt !== undefined);
    await server.start();
    tryNow.next();
    await stream.isLive();
  });

  it('tells the worker when the page is back from sleep', async () => {
    await server.stop();
    const environment = new FakeEnvironment();
    const stream = new Recording({ environment, reconnect: { initialDelayMs: 600_000, maxDelayMs: 600_000 } });
    await stream.first((item) => item.kind === 'connection' && item.connection.nextTryAt !== undefined);
    await server.start();
    environment.wake();
    await stream.isLive();
  });

  it('errors where the worker cannot be started', async () => {
    const stream = new Recording({}, new Worker({ serves: false }));
    stream.worker.break();
    await expect(stream.over()).rejects.toThrow('The script of the worker cannot be loaded.');
    expect(stream.worker.isTerminated).toBe(true);
  });

  it('errors where no try could ever succeed', async () => {
    const stream = new Recording({ url: 'http://' });
    await expect(stream.over()).rejects.toThrow('Invalid URL');
  });

  it('ends the worker with the subscription', async () => {
    const stream = new Recording();
    await stream.isLive();
    stream.subscription.unsubscribe();
    expect(stream.worker.isTerminated).toBe(true);
  });
});
