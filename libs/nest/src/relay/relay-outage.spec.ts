import { BEGINNING, type PingEvent } from '@jobwire/events';
import { createServer, type AddressInfo } from 'node:net';
import { eventually } from '../testing/eventually.ts';
import { jobServers, progress, started, type JobServer, type StartOptions } from '../testing/job-server.ts';
import { relays, type Relay } from '../testing/relay.ts';
import type { StreamReader } from '../testing/stream-reader.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const start = jobServers();
const startRelay = relays();
const newFolder = tempFolders();

const STREAM = { heartbeatMs: 150, retryMs: 10 };

async function startBoth(options: StartOptions = {}): Promise<[JobServer, Relay]> {
  const server = await start({ stream: STREAM, ...options });
  const relay = await startRelay([server.url], STREAM);
  await eventually(() => relay.isThere);
  return [server, relay];
}

/** Ends a job server without a word to those who listen. */
async function crash(server: JobServer): Promise<void> {
  server.app.getHttpServer().closeAllConnections();
  await server.app.close();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The next ping that says since when the job server is away, or the next that says it is there. */
async function pingThat(stream: StreamReader, isLost: boolean): Promise<PingEvent> {
  for (;;) {
    const ping = JSON.parse((await stream.ping()).data) as PingEvent;
    if ((ping.sourceLostSince !== undefined) === isLost) return ping;
  }
}

describe('a relay whose job server is away', () => {
  it('keeps streams open, and pings say since when', async () => {
    const before = new Date().toISOString();
    const [server, relay] = await startBoth();
    const stream = await relay.stream();
    await stream.hello();
    await crash(server);
    const { sourceLostSince = '' } = await pingThat(stream, true);
    expect(sourceLostSince > before).toBe(true);
    expect(await pingThat(stream, true)).toMatchObject({ sourceLostSince });
    expect(await (await relay.stream()).hello()).toMatchObject({ sourceLostSince, replay: { gap: null } });
  });

  it('is not ready meanwhile, and answers pages with 503 at once', async () => {
    const [server, relay] = await startBoth();
    expect((await fetch(`${relay.url}/health/ready`)).status).toBe(200);
    await crash(server);
    await eventually(() => !relay.isThere);
    expect((await fetch(`${relay.url}/health/ready`)).status).toBe(503);
    expect((await fetch(`${relay.url}/health/live`)).status).toBe(200);
    const page = await relay.page(`since=${BEGINNING}`);
    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toMatch('application/problem+json');
  });

  it('replays from its window', async () => {
    const [server, relay] = await startBoth();
    const first = await server.publishMany(1);
    const head = await server.publishMany(2);
    await eventually(() => relay.log.head() === head);
    await crash(server);
    await eventually(() => !relay.isThere);
    const stream = await relay.resume(first);
    expect((await stream.hello()).replay).toEqual({ count: 2, gap: null });
    expect(await stream.jobs(2)).toHaveLength(2);
  });

  it('goes on when it is back: nothing is lost or repeated, also of what was published before the relay heard of it', async () => {
    const dataDir = newFolder();
    const [server, relay] = await startBoth({ store: 'sqlite', dataDir });
    const [stream, filtered] = [await relay.stream(), await relay.stream('type=started')];
    await stream.hello();
    await filtered.hello();
    await server.publishMany(5);
    await stream.jobs(5);
    await crash(server);
    await pingThat(stream, true);

    const again = await start({ store: 'sqlite', dataDir, port: server.port, stream: STREAM });
    await again.events.publish(started);
    await again.publishMany(5);
    expect(await stream.jobs(6)).toMatchObject([{ type: 'started' }, ...Array(5).fill({ type: 'progress' })]);
    await pingThat(stream, false);
    await again.events.publish(progress(9));
    expect(await stream.jobs(1)).toMatchObject([{ progress: { current: 9 } }]);
    const ids = stream.text.match(/(?<=^event: job\nid: ).*$/gm);
    expect(ids).toEqual((await again.page()).events.map(({ position }) => position));
    expect(await filtered.jobs(1)).toMatchObject([{ type: 'started' }]);
  });

  it('lets who asks for older history wait, and reads it when it is back', async () => {
    const dataDir = newFolder();
    const server = await start({ store: 'sqlite', dataDir, stream: STREAM });
    const relay = await startRelay([server.url], { ...STREAM, window: { maxEvents: 2, maxAgeMs: 60_000 } });
    const head = await server.publishMany(10);
    await eventually(() => relay.log.head() === head);
    await crash(server);
    await eventually(() => !relay.isThere);
    const stream = await relay.stream(`since=${BEGINNING}`);
    expect(await stream.hello()).toMatchObject({ id: BEGINNING, replay: { gap: null } });
    expect((await stream.ping()).id).toBe(BEGINNING);

    await start({ store: 'sqlite', dataDir, port: server.port, stream: STREAM });
    expect(await stream.jobs(10)).toMatchObject([
      { progress: { current: 1 } },
      ...Array(8).fill({}),
      { position: head },
    ]);
  });

  it('trusts a position it cannot check, and has it checked when it is back', async () => {
    const dataDir = newFolder();
    const [server, relay] = await startBoth({ store: 'sqlite', dataDir });
    await crash(server);
    await eventually(() => !relay.isThere);
    const foreign = `${Date.now() + 1e9}-0`;
    const stream = await relay.resume(foreign);
    expect(await stream.hello()).toMatchObject({ id: foreign, replay: { count: 0, gap: null } });
    await start({ store: 'sqlite', dataDir, port: server.port, stream: STREAM });
    await stream.ended;
    expect(stream.text).not.toContain('event: job');
    expect((await (await relay.resume(foreign)).hello()).replay.gap).toBe('unknown');
  });

  it('ends its streams when the job server comes back with another store, and tells of the gap', async () => {
    const [server, relay] = await startBoth();
    const stream = await relay.stream();
    await stream.hello();
    const last = await server.publishMany(3);
    await stream.jobs(3);
    await crash(server);

    const other = await start({ port: server.port, stream: STREAM });
    await other.publishMany(2);
    await stream.ended;
    const again = await relay.resume(last);
    expect((await again.hello()).replay.gap).toBe('restarted');
    expect(await again.jobs(2)).toEqual((await other.page()).events);
  });

  it('does so also where neither store has an event yet, and is ready then', async () => {
    const [server, relay] = await startBoth();
    const stream = await relay.stream();
    await stream.hello();
    await crash(server);
    const other = await start({ port: server.port, stream: STREAM });
    await stream.ended;
    expect(relay.log.head()).toBe(other.store.head());
    expect((await fetch(`${relay.url}/health/ready`)).status).toBe(200);
  });
});

describe('a relay that is restarted', () => {
  it('gives who comes back what was missed', async () => {
    const [server, relay] = await startBoth();
    const last = await server.publishMany(3);
    await relay.close();
    const missed = await server.publishMany(4);

    const again = await startRelay([server.url], STREAM);
    await eventually(() => again.log.head() === missed);
    const stream = await again.resume(last);
    expect((await stream.hello()).replay).toEqual({ count: 4, gap: null });
    expect((await stream.jobs(4)).at(-1)).toMatchObject({ position: missed });
  });

  it('tells of another store too, whose first events it has replayed', async () => {
    const [server, relay] = await startBoth();
    const last = await server.publishMany(3);
    await relay.close();
    await crash(server);
    const other = await start({ port: server.port, stream: STREAM });
    const head = await other.publishMany(2);
    const again = await startRelay([server.url], STREAM);
    await eventually(() => again.log.head() === head);
    expect((await (await again.resume(last)).hello()).replay).toEqual({ count: 2, gap: 'restarted' });
  });

  it('while the job server is away takes everybody in, and sends them on when it is back', async () => {
    const dataDir = newFolder();
    const port = await freePort();
    const relay = await startRelay([`http://127.0.0.1:${port}`], STREAM);
    const [fresh, old] = [await relay.stream(), await relay.resume('1000-0')];
    expect(await fresh.hello()).toMatchObject({ sourceLostSince: expect.any(String), replay: { count: 0, gap: null } });
    expect(await old.hello()).toMatchObject({ id: '1000-0', replay: { count: 0, gap: null } });
    await pingThat(fresh, true);
    await pingThat(old, true);

    const server = await start({ store: 'sqlite', dataDir, port, stream: STREAM });
    const position = await server.events.publish(started);
    await Promise.all([fresh.ended, old.ended]);
    await eventually(() => relay.log.head() === position);
    const again = await relay.resume('1000-0');
    expect((await again.hello()).replay.gap).toBe('restarted');
    expect(await again.jobs(1)).toMatchObject([{ position }]);
  });
});

describe('a relay behind a relay', () => {
  it('hands on that the job server is away, and goes on with it', async () => {
    const dataDir = newFolder();
    const [server, near] = await startBoth({ store: 'sqlite', dataDir });
    const far = await startRelay([near.url], STREAM);
    await eventually(() => far.isThere);
    const stream = await far.stream();
    await stream.hello();
    await crash(server);
    await pingThat(stream, true);
    expect(far.log.lostSince()).toBe(near.log.lostSince());
    const again = await start({ store: 'sqlite', dataDir, port: server.port, stream: STREAM });
    const position = await again.events.publish(started);
    expect(await stream.jobs(1)).toMatchObject([{ position }]);
    await pingThat(stream, false);
  });
});

describe('a relay that closes', () => {
  it('ends its streams, also those that wait for the job server', async () => {
    const [server, relay] = await startBoth();
    await crash(server);
    await eventually(() => !relay.isThere);
    const streams = [await relay.stream(), await relay.stream(`since=${BEGINNING}`)];
    for (const stream of streams) await stream.hello();
    await relay.app.close();
    for (const stream of streams) await stream.ended;
    expect(relay.eventStream.connections).toBe(0);
  });
});
