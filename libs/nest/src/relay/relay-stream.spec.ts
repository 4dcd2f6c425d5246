import { BEGINNING, comparePositions } from '@jobwire/events';
import { StoreError } from '../store/store-error.ts';
import { eventually } from '../testing/eventually.ts';
import { completed, jobServers, progress, started, type JobServer } from '../testing/job-server.ts';
import { relays, type Relay } from '../testing/relay.ts';
import type { StreamReader } from '../testing/stream-reader.ts';

const start = jobServers();
const startRelay = relays();

const SMALL_WINDOW = { window: { maxEvents: 5, maxAgeMs: 60_000 } };

async function startBoth(stream = {}): Promise<[JobServer, Relay]> {
  const server = await start();
  const relay = await startRelay([server.url], stream);
  await eventually(() => relay.isThere);
  return [server, relay];
}

/** The job events of a stream, byte for byte. */
async function jobFrames(stream: StreamReader, count: number): Promise<string[]> {
  await stream.take(count, 'job');
  return stream.text.split('\n\n').filter((block) => block.startsWith('event: job'));
}

/** Events with something in every field, data that other encoders would write differently, and the widest characters. */
function publishAllKinds({ events }: JobServer): Promise<string | null> {
  return events.publishAll([
    { ...started, by: { name: 'Ada', kind: 'person' }, data: { z: 1, 2: 'two', a: [1.5e300, -0, '\u2028 😀 é'] } },
    { ...progress(3), progress: { total: 8, current: 3 } },
    { ...started, type: 'anomaly_detected', data: { summary: 'odd', severity: 'low', evidence: { b: null, a: {} } } },
    { ...started, type: 'failed', failure: { stack: 'at', name: 'Error', causes: [{ message: 'm' }] }, error: 'No' },
  ]);
}

describe("a relay's stream", () => {
  it("has the bytes and the ids of the job server's", async () => {
    const [server, relay] = await startBoth();
    const [own, relayed] = [await server.stream(), await relay.stream()];
    await own.hello();
    await relayed.hello();
    await publishAllKinds(server);
    await server.publishMany(20);
    expect(await jobFrames(relayed, 24)).toEqual(await jobFrames(own, 24));
  });

  it('has them also where the relay reads from the job server what is older than its window', async () => {
    const [server, relay] = await startBoth(SMALL_WINDOW);
    await publishAllKinds(server);
    await server.publishMany(1_200);
    const head = await server.events.publish(completed);
    await eventually(() => relay.log.head() === head);
    expect(relay.eventStream.windowSize).toBe(5);
    const [own, relayed] = [await server.stream(`since=${BEGINNING}`), await relay.stream(`since=${BEGINNING}`)];
    const { replay } = await own.hello();
    expect((await relayed.hello()).replay).toEqual(replay);
    expect(await jobFrames(relayed, 1_205)).toEqual(await jobFrames(own, 1_205));
  });

  it('has them also where a job server counts what follows that has not come as far as the one before', async () => {
    const [server, relay] = await startBoth(SMALL_WINDOW);
    const head = await server.publishMany(20);
    await eventually(() => relay.log.head() === head);
    jest.spyOn(relay.log, 'count').mockResolvedValue(relay.eventStream.windowSize);
    const { events } = await server.page();
    const stream = await relay.resume(events[9]?.position ?? '');
    expect(await stream.jobs(10)).toEqual(events.slice(10));
  });

  it('holds one connection to the job server, however many listen', async () => {
    const [server, relay] = await startBoth();
    const streams = await Promise.all(Array.from({ length: 30 }, () => relay.stream()));
    for (const stream of streams) await stream.hello();
    await server.publishMany(10);
    for (const stream of streams) expect(await stream.jobs(10)).toHaveLength(10);
    expect(relay.eventStream.connections).toBe(30);
    expect(server.eventStream.connections).toBe(1);
  });

  it('asks the job server once for all who come at once from where only it knows', async () => {
    const [server, relay] = await startBoth(SMALL_WINDOW);
    const head = await server.publishMany(20);
    await eventually(() => relay.log.head() === head);
    let [come, letGo] = [0, () => undefined as void];
    const allCome = new Promise<void>((resolve) => (letGo = resolve));
    const { open } = relay.eventStream;
    jest.spyOn(relay.eventStream, 'open').mockImplementation(async (...request) => {
      const opening = open.apply(relay.eventStream, request);
      if (++come === 10) letGo();
      return opening;
    });
    const { gapAfter } = relay.log;
    jest.spyOn(relay.log, 'gapAfter').mockImplementation(async (position) => {
      await allCome;
      return gapAfter.call(relay.log, position);
    });
    const counted = jest.spyOn(relay.log, 'count');
    const streams = await Promise.all(Array.from({ length: 10 }, () => relay.stream(`since=${BEGINNING}`)));
    expect(counted).toHaveBeenCalledTimes(1);
    for (const stream of streams) expect(await stream.jobs(20)).toHaveLength(20);
  });

  it('begins where the job server is, from the first moment on, and says so as it does', async () => {
    const server = await start();
    const relay = await startRelay([server.url]);
    const [own, relayed] = [await (await server.stream()).hello(), await (await relay.stream()).hello()];
    expect({ ...relayed, timestamp: '', epochMs: 0 }).toEqual({ ...own, timestamp: '', epochMs: 0 });
    expect(relayed).toMatchObject({ id: server.store.head(), position: server.store.head() });
  });

  it('stays open when the first event of a new store comes', async () => {
    const [server, relay] = await startBoth();
    const stream = await relay.stream();
    await stream.hello();
    const position = await server.events.publish(started);
    expect(await stream.jobs(1)).toMatchObject([{ position }]);
    await server.events.publish(completed);
    expect(await stream.jobs(1)).toMatchObject([{ type: 'completed' }]);
  });

  it('replays what the job server had before the relay was there', async () => {
    const server = await start();
    await server.publishMany(8);
    const relay = await startRelay([server.url]);
    await eventually(() => relay.eventStream.windowSize === 8);
    const { events } = await server.page();
    const stream = await relay.resume(events[2]?.position ?? '');
    expect((await stream.hello()).replay).toEqual({ count: 5, gap: null });
    expect(await stream.jobs(5)).toEqual(events.slice(3));
  });

  it.each(['serverId=2', 'type=completed', 'jobName=sync&serverId=2,7', 'jobId=run-9'])(
    'filters by %s',
    async (query) => {
      const [server, relay] = await startBoth(SMALL_WINDOW);
      await server.publishMany(2, { serverId: 2 });
      await server.events.publish(completed);
      await server.publishMany(2, { jobName: 'sync' });
      await server.publishMany(2, { jobId: 'run-9' });
      await server.publishMany(10);
      const { events } = await server.page(query);
      expect(events.length).toBeGreaterThan(0);
      const stream = await relay.stream(`since=${BEGINNING}&${query}`);
      expect((await stream.hello()).replay).toEqual({ count: events.length, gap: null });
      expect(await stream.jobs(events.length)).toEqual(events);
    },
  );

  it('replays from a time, as the job server does', async () => {
    const [server, relay] = await startBoth();
    await server.publishMany(3);
    const { events } = await server.page();
    const { epochMs } = events[0] ?? { epochMs: 0 };
    const stream = await relay.stream(`since=${epochMs}`);
    const { id, replay } = await stream.hello();
    expect(replay).toEqual({ count: 3, gap: null });
    expect(comparePositions(id, events[0]?.position ?? '')).toBeLessThan(0);
    expect(await stream.jobs(3)).toEqual(events);
  });

  it('answers HEAD with the headers, and a bad since with 400', async () => {
    const [, relay] = await startBoth();
    const head = await fetch(`${relay.url}/api/events`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe('text/event-stream');
    const bad = await fetch(`${relay.url}/api/events?since=yesterday`);
    expect(bad.status).toBe(400);
    expect(bad.headers.get('content-type')).toMatch('application/problem+json');
  });
});

describe('a position that a relay does not know', () => {
  it.each([
    ['beyond the head', `${Date.now() + 1e9}-0`, 'unknown'],
    ['that is none', 'nonsense', 'unknown'],
    ['of an earlier store', '1000-0', 'restarted'],
  ])('%s is answered with a gap, and the window from its start', async (_, position, gap) => {
    const server = await start();
    await server.publishMany(3);
    const relay = await startRelay([server.url]);
    await eventually(() => relay.eventStream.windowSize === 3);
    const stream = await relay.resume(position);
    expect((await stream.hello()).replay).toEqual({ count: 3, gap });
    expect(await stream.jobs(3)).toHaveLength(3);
  });

  it('is not read on from: what a job server that has not come so far gives is from its beginning', async () => {
    const server = await start();
    await server.publishMany(3);
    const relay = await startRelay([server.url]);
    await eventually(() => relay.eventStream.windowSize === 3);
    const beyond = `${Date.now() + 1e9}-0`;
    await expect(relay.log.read(beyond, { limit: 10 })).rejects.toThrow(StoreError);
    expect(await relay.log.count(beyond, { atMost: 10 })).toBe(0);
  });

  it('is told how many events are missing where the job server says it', async () => {
    const server = await start({ retention: { maxEvents: 10 } });
    await server.publishMany(30);
    await server.store.trim();
    const relay = await startRelay([server.url], SMALL_WINDOW);
    await eventually(() => relay.eventStream.windowSize === 5);
    const own = await (await server.stream(`since=${BEGINNING}`)).hello();
    const relayed = await (await relay.stream(`since=${BEGINNING}`)).hello();
    expect(own.replay).toMatchObject({ gap: 'evicted', missed: 20 });
    expect(relayed.replay).toEqual({ count: 5, gap: 'evicted', missed: 20 });
  });

  it('is a gap where more follows it than may be replayed', async () => {
    const server = await start({ stream: { maxReplay: 20, ...SMALL_WINDOW } });
    const relay = await startRelay([server.url], SMALL_WINDOW);
    await eventually(() => relay.isThere);
    const first = await server.publishMany(1);
    const head = await server.publishMany(21);
    await eventually(() => relay.log.head() === head);
    expect((await (await relay.resume(first)).hello()).replay).toEqual({ count: 5, gap: 'evicted' });
    const { events } = await server.page();
    const second = await relay.resume(events[1]?.position ?? '');
    expect((await second.hello()).replay).toEqual({ count: 20, gap: null });
    expect(await second.jobs(20)).toEqual(events.slice(2));
  });
});

describe('a page of a relay', () => {
  it("is the job server's, from the oldest event that is kept there", async () => {
    const [server, relay] = await startBoth(SMALL_WINDOW);
    const head = await server.publishMany(30);
    await eventually(() => relay.log.head() === head);
    for (const query of ['', 'limit=7', `since=${BEGINNING}&limit=7`, 'since=1000-0&limit=3', 'type=started']) {
      expect(await (await relay.page(query)).json()).toEqual(await server.page(query));
    }
  });
});
