import { TestBed } from '@angular/core/testing';
import type { StoredJobEvent } from '@jobwire/events';
import { FakeServer, provideFakeServer } from '../testing/fake-server';
import { Activity } from './activity';

const url = '/api/jobs/events';
const sync = { jobName: 'sync', serverId: 1, jobId: 's1' } as const;

let server: FakeServer;
let activity: Activity;

beforeEach(() => {
  // Published now, as far as the page can tell.
  jest.useFakeTimers({ now: 1_763_900_000_000, doNotFake: ['queueMicrotask', 'requestAnimationFrame'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  activity = TestBed.inject(Activity);
});
afterEach(() => jest.useRealTimers());

const types = (): string[] => activity.events().map(({ type }) => type);

it('loads the last minute once the stream is open, without progress', async () => {
  expect(activity.status()).toBe('loading');
  server.stream.hello();
  const { params } = server.http.expectOne(({ url: asked }) => asked === url).request;
  expect(Number(params.get('since'))).toBe(Date.now() - 60_000);
  expect(params.get('type')).toContain('failed');
  expect(params.get('type')).not.toContain('progress');
});

it('goes on with what is published, and leaves progress out', async () => {
  server.history = [server.stream.event({ type: 'started', ...sync })];
  await server.open();
  await server.publish({ type: 'progress', ...sync, progress: { current: 1 } }, { type: 'completed', ...sync });
  expect(types()).toEqual(['started', 'completed']);
});

it.each(['before', 'after'])('shows what came while it loaded, and nothing twice: %s the answer', async (when) => {
  server.stream.hello();
  const question = server.http.expectOne(({ url: asked }) => asked === url);
  const started = server.stream.event({ type: 'started', ...sync });
  const { position } = server.stream;
  const failed = server.stream.event({ type: 'failed', ...sync, error: 'no' });
  if (when === 'before') await server.stream.frame();
  server.history = [started, failed];
  question.flush({ events: [started], position, gap: null, more: false });
  await server.settle();
  if (when === 'after') await server.stream.frame();
  expect(types()).toEqual(['started', 'failed']);
});

describe('goes back further while little has happened', () => {
  const MINUTE_MS = 60_000;

  /** Answers questions with so many events each, and says from how long ago they were asked for. */
  async function answer(...pages: readonly { events: number; more?: boolean }[]): Promise<number[]> {
    server.stream.hello();
    const spans: number[] = [];
    for (const { events, more = false } of pages) {
      const question = server.http.expectOne(({ url: asked }) => asked === url);
      spans.push(Date.now() - Number(question.request.params.get('since')));
      const { position } = server.stream;
      const event: StoredJobEvent = { type: 'started', ...sync, position, epochMs: Date.now(), timestamp: '' };
      question.flush({ events: Array.from({ length: events }, () => event), position, gap: null, more });
      // The next page is asked for in a later microtask.
      await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => resolve(null)))));
    }
    server.http.verify();
    expect(activity.status()).toBe('ready');
    return spans;
  }

  it('an hour at most', async () => {
    expect(await answer({ events: 0 }, { events: 2 }, { events: 5 })).toEqual([1, 10, 60].map((m) => m * MINUTE_MS));
    expect(types()).toHaveLength(5);
  });

  it('until there is enough', async () => {
    expect(await answer({ events: 3 }, { events: 80 })).toEqual([1, 10].map((m) => m * MINUTE_MS));
    expect(types()).toHaveLength(80);
  });

  it('and keeps the newest where a longer span has too much, as its oldest are of no use', async () => {
    await answer({ events: 3 }, { events: 400, more: true });
    expect(types()).toHaveLength(3);
  });

  it('and looks in between where nothing has happened of late, and too much before', async () => {
    const pages = [{ events: 0 }, { events: 400, more: true }, { events: 70 }];
    expect(await answer(...pages)).toEqual([1, 10, Math.sqrt(10)].map((m) => Math.round(m * MINUTE_MS)));
    expect(types()).toHaveLength(70);
  });

  it('and begins with what comes now where a minute has too much', async () => {
    await answer({ events: 400, more: true });
    expect(types()).toEqual([]);
  });
});

it('loads anew after a gap', async () => {
  server.history = [server.stream.event({ type: 'started', ...sync })];
  await server.open();
  server.history = [];
  server.stream.hello({ gap: 'restarted' });
  await server.settle();
  expect(types()).toEqual([]);
});

it('says why it could not be loaded, and tries again when asked and when the connection is back', async () => {
  server.problems.set(url, { status: 502, detail: 'The job server does not answer.' });
  await server.open();
  expect([activity.status(), activity.error()?.detail]).toEqual(['error', 'The job server does not answer.']);
  activity.reload();
  await server.settle();
  expect(activity.status()).toBe('error');

  server.problems.clear();
  server.stream.connection({ status: 'reconnecting' });
  server.stream.hello();
  await server.settle();
  expect([activity.status(), activity.error()]).toEqual(['ready', undefined]);
});

it('lets go of what is older than an hour', async () => {
  const old: StoredJobEvent = { ...server.stream.event({ type: 'queued', ...sync }), epochMs: Date.now() - 3_600_001 };
  server.history = [old];
  await server.open();
  expect(types()).toEqual(['queued']);
  await server.publish({ type: 'started', ...sync });
  expect(types()).toEqual(['started']);
});
