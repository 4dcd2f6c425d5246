import { BEGINNING, comparePositions } from '@jobwire/events';
import { jobServers, progress, type JobServer } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const start = jobServers();
const newFolder = tempFolders();
const window = { maxEvents: 5, maxAgeMs: 60_000 };

async function keptBy({ store }: JobServer): Promise<string[]> {
  return (await store.read(BEGINNING, { limit: 10_000 })).events.map(({ event }) => event.position);
}

/** After a gap the stream begins with the oldest event of the window, and what hello names can be resumed from. */
async function expectWindowReplay(server: JobServer, query: string, gap: Record<string, unknown>): Promise<void> {
  const stream = await server.stream(query);
  const hello = await stream.hello();
  expect(hello.replay).toEqual({ count: window.maxEvents, ...gap });
  const kept = await keptBy(server);
  const newest = kept.slice(-window.maxEvents);
  expect((await stream.jobs(newest.length)).map(({ position }) => position)).toEqual(newest);
  expect(hello.position).toBe(newest.at(-1));

  const again = await server.stream('', { 'last-event-id': hello.id });
  expect(await again.hello()).toMatchObject({ id: hello.id, replay: { count: window.maxEvents, gap: null } });
  expect((await again.jobs(newest.length)).map(({ position }) => position)).toEqual(newest);
}

describe('the gap "evicted"', () => {
  it('is said where events after the position are no longer kept', async () => {
    const server = await start({ stream: { window }, retention: { maxEvents: 10 } });
    const first = await server.publishMany(1);
    await server.publishMany(30);
    await server.store.trim();
    expect(comparePositions(first, server.store.oldest())).toBeLessThan(0);
    await expectWindowReplay(server, `since=${first}`, { gap: 'evicted' });
  });

  it('tells how many are missing from the beginning', async () => {
    const server = await start({ stream: { window }, retention: { maxEvents: 10 } });
    await server.publishMany(30);
    await server.store.trim();
    const missed = 30 - (await keptBy(server)).length;
    expect(missed).toBeGreaterThan(0);
    await expectWindowReplay(server, 'since=0-0', { gap: 'evicted', missed });
  });

  it('is said for a time before the oldest event kept', async () => {
    const server = await start({ stream: { window }, retention: { maxEvents: 10 } });
    await server.publishMany(30);
    await server.store.trim();
    await expectWindowReplay(server, 'since=0', { gap: 'evicted', missed: expect.any(Number) });
  });

  it('is said where more events follow than are replayed, and not for exactly so many', async () => {
    const server = await start({ stream: { window, maxReplay: 20 } });
    await server.publishMany(30);
    const kept = await keptBy(server);
    const exact = await server.stream(`since=${kept[9]}`);
    expect((await exact.hello()).replay).toEqual({ count: 20, gap: null });
    expect((await exact.jobs(20)).map(({ position }) => position)).toEqual(kept.slice(10));
    await expectWindowReplay(server, `since=${kept[8]}`, { gap: 'evicted' });
  });

  it('counts against that limit what the filter leaves out too', async () => {
    const server = await start({ stream: { window, maxReplay: 20 } });
    await server.publishMany(30);
    const stream = await server.stream('since=0-0&serverId=99');
    expect((await stream.hello()).replay).toEqual({ count: 0, gap: 'evicted' });
  });
});

describe('the gap "restarted"', () => {
  it('is said for a position from before the store was made', async () => {
    const server = await start({ stream: { window } });
    await server.publishMany(8);
    await expectWindowReplay(server, 'since=1763900000000-2', { gap: 'restarted' });
  });

  it('is said after the store lost its history, and not after a restart that kept it', async () => {
    const dataDir = newFolder();
    const before = await start({ store: 'sqlite', dataDir });
    const position = await before.publishMany(3);
    await before.close();

    const kept = await start({ store: 'sqlite', dataDir });
    const afterRestart = await kept.publishMany(2);
    const stream = await kept.stream('', { 'last-event-id': position });
    expect(await stream.hello()).toMatchObject({
      id: position,
      position: afterRestart,
      replay: { count: 2, gap: null },
    });

    const lost = await start({ store: 'sqlite', dataDir: newFolder(), stream: { window } });
    await lost.publishMany(8);
    const again = await lost.stream('', { 'last-event-id': position });
    const { id, replay } = await again.hello();
    expect(replay).toEqual({ count: 5, gap: 'restarted' });
    expect(comparePositions(id, position)).toBeGreaterThan(0);
  });
});

describe('the gap "unknown"', () => {
  it('is said for a position beyond the head, which is never echoed', async () => {
    const server = await start({ stream: { window } });
    await server.publishMany(8);
    await expectWindowReplay(server, `since=${Date.now() + 60_000}-0`, { gap: 'unknown' });
  });

  it('is said for a Last-Event-ID that is no position', async () => {
    const server = await start({ stream: { window } });
    await server.publishMany(8);
    const stream = await server.stream('', { 'last-event-id': 'nonsense' });
    const { id, replay } = await stream.hello();
    expect(replay).toEqual({ count: 5, gap: 'unknown' });
    const again = await server.stream('', { 'last-event-id': id });
    expect((await again.hello()).replay.gap).toBeNull();
  });
});

describe('what has left the window', () => {
  it('is replayed from the store', async () => {
    const server = await start({ store: 'sqlite', dataDir: newFolder(), stream: { window } });
    await server.publishMany(1_300);
    expect(server.eventStream.windowSize).toBe(window.maxEvents);
    const stream = await server.stream('since=0-0');
    expect((await stream.hello()).replay).toEqual({ count: 1_300, gap: null });
    expect((await stream.jobs(1_300)).map(({ position }) => position)).toEqual(await keptBy(server));
    await server.events.publish(progress(7));
    expect(await stream.jobs(1)).toMatchObject([{ progress: { current: 7 } }]);
  });

  it('leaves it by age too', async () => {
    const server = await start({ stream: { window: { maxEvents: 2_000, maxAgeMs: 1 }, heartbeatMs: 100 } });
    const stream = await server.stream();
    await server.publishMany(10);
    await stream.ping();
    await stream.ping();
    expect(server.eventStream.windowSize).toBe(0);
    expect(await (await server.stream('since=0-0')).jobs(10)).toHaveLength(10);
  });

  it('is in it again when a server with history starts', async () => {
    const dataDir = newFolder();
    const before = await start({ store: 'sqlite', dataDir });
    await before.publishMany(8);
    await before.close();
    const server = await start({ store: 'sqlite', dataDir, stream: { window } });
    expect(server.eventStream.windowSize).toBe(window.maxEvents);
    await expectWindowReplay(server, 'since=1763900000000-2', { gap: 'restarted' });
  });
});
