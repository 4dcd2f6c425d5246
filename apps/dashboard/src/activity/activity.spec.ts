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

it('loads the last hour once the stream is open, without progress', async () => {
  expect(activity.status()).toBe('loading');
  server.stream.hello();
  const { params } = server.http.expectOne(({ url: asked }) => asked === url).request;
  expect(Number(params.get('since'))).toBe(Date.now() - 3_600_000);
  expect(params.get('type')).toContain('failed');
  expect(params.get('type')).not.toContain('progress');
});

it('goes on with what is published, and leaves progress out', async () => {
  server.history = [server.stream.event({ type: 'started', ...sync })];
  await server.open();
  await server.publish({ type: 'progress', ...sync, progress: { current: 1 } }, { type: 'completed', ...sync });
  expect(types()).toEqual(['started', 'completed']);
  expect(server.asked.filter((asked) => asked === url)).toHaveLength(1);
});

it('shows what came while it loaded, and nothing twice', async () => {
  server.stream.hello();
  const question = server.http.expectOne(({ url: asked }) => asked === url);
  const started = server.stream.event({ type: 'started', ...sync });
  const { position } = server.stream;
  server.stream.event({ type: 'failed', ...sync, error: 'no' });
  await server.stream.frame();
  question.flush({ events: [started], position, gap: null, more: false });
  await server.settle();
  expect(types()).toEqual(['started', 'failed']);
});

it('goes back less far where an hour does not fit into a page, and says from when on it is complete', async () => {
  const now = Date.now();
  server.stream.hello();
  for (const [span, more] of [[3_600_000, true] as const, [600_000, false] as const]) {
    const question = server.http.expectOne(({ url: asked }) => asked === url);
    expect(Number(question.request.params.get('since'))).toBe(now - span);
    expect(activity.status()).toBe('loading');
    question.flush({ events: [], position: server.stream.position, gap: null, more });
    // The next page is asked for in a later microtask.
    await new Promise((resolve) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => resolve(null)))));
  }
  expect([activity.status(), activity.since()]).toEqual(['ready', now - 600_000]);
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
