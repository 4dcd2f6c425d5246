import { BEGINNING, type StoredJobEvent } from '@jobwire/events';
import { jobServers, progress, started } from '../testing/job-server.ts';

const start = jobServers();

const currents = (events: readonly StoredJobEvent[]) =>
  events.map((event) => ('progress' in event ? event.progress?.current : undefined));

describe('a page of the stream as JSON', () => {
  it('holds the events as they are stored, and where to ask on', async () => {
    const server = await start();
    const position = await server.events.publishAll([started, progress(1)]);
    const { events } = await server.store.read(BEGINNING, { limit: 10 });
    expect(await server.page()).toEqual({ events: events.map(({ event }) => event), position, gap: null, more: false });
  });

  it('ends at its limit; asked on from its position while there is more, each event comes once', async () => {
    const server = await start();
    await server.publishMany(25);
    const [first, second] = [await server.page('limit=10'), await server.page('limit=10&since=0-0')];
    expect(first).toEqual(second);
    expect(first).toMatchObject({ gap: null, more: true, position: first.events[9]?.position });
    const next = await server.page(`limit=10&since=${first.position}`);
    const last = await server.page(`limit=10&since=${next.position}`);
    expect(last).toMatchObject({ more: false, position: server.store.head() });
    const all = [first, next, last].flatMap(({ events }) => currents(events));
    expect(all).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
  });

  it('holds 1,000 events unless told otherwise, and knows nothing of the replay limit', async () => {
    const server = await start({ stream: { maxReplay: 10, window: { maxEvents: 5, maxAgeMs: 60_000 } } });
    await server.publishMany(1_000);
    await server.publishMany(200);
    expect(await server.page()).toMatchObject({ more: true, gap: null, events: { length: 1_000 } });
    expect((await server.page('limit=10000')).events).toHaveLength(1_200);
  });

  it('looks through the log with a filter: its position is the last one looked at', async () => {
    const server = await start();
    await server.publishMany(5);
    await server.publishMany(2, { serverId: 2 });
    const head = await server.publishMany(5);
    expect(await server.page('serverId=99')).toEqual({ events: [], position: head, gap: null, more: false });
    expect((await server.page('serverId=2&limit=2')).events).toHaveLength(2);
  });

  it('of what is after the head is empty, and its position is the one asked for', async () => {
    const server = await start();
    const head = await server.publishMany(2);
    const empty = { events: [], position: head, gap: null, more: false };
    expect(await server.page(`since=${head}`)).toEqual(empty);
    expect(await server.page(`since=${Date.now() + 60_000}`)).toEqual(empty);
  });

  it('includes the millisecond of a time', async () => {
    const server = await start();
    await server.publishMany(100);
    const all = (await server.page()).events;
    const { epochMs } = all[50] as StoredJobEvent;
    expect((await server.page(`since=${epochMs}`)).events).toEqual(all.filter((event) => event.epochMs >= epochMs));
  });

  it('says what is missing before it, and begins at the oldest event kept', async () => {
    const server = await start({ retention: { maxEvents: 10 } });
    const first = await server.publishMany(1);
    await server.publishMany(30);
    await server.store.trim();
    const oldest = await server.page();
    expect(oldest).toMatchObject({ gap: null });
    for (const [since, gap] of [
      [first, 'evicted'],
      ['0-0', 'evicted'],
      ['0', 'evicted'],
      ['1000-0', 'restarted'],
      [`${Date.now() + 60_000}-0`, 'unknown'],
    ]) {
      expect(await server.page(`since=${since}`)).toEqual({ ...oldest, gap });
    }
  });

  it.each([
    ['limit=0', 'limit: Too small'],
    ['limit=10001', 'limit: Too big'],
    ['limit=all', 'limit: write it as a whole number'],
    ['limit=1&limit=2', 'limit: give limit once'],
    ['since=yesterday', 'since: write it as epoch milliseconds'],
    ['since=1&since=2', 'since: give since once'],
  ])('is refused for %s', async (query, detail) => {
    const response = await fetch(`${(await start()).url}/api/events?${query}`, {
      headers: { accept: 'application/json' },
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining(detail) });
  });

  it('is given to whoever prefers JSON to a stream, and to nobody else', async () => {
    const server = await start();
    for (const [accept, type] of [
      ['application/json', 'application/json'],
      ['application/json, text/event-stream;q=0.5', 'application/json'],
      ['text/event-stream, application/json;q=0.5', 'text/event-stream'],
      ['text/html', 'text/event-stream'],
    ] as const) {
      const abort = new AbortController();
      const response = await fetch(`${server.url}/api/events`, { headers: { accept }, signal: abort.signal });
      expect(response.headers.get('content-type')).toContain(type);
      abort.abort();
    }
  });
});
