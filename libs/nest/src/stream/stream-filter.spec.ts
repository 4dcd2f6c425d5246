import { BEGINNING, comparePositions } from '@jobwire/events';
import { completed, jobServers, progress, started, type JobServer } from '../testing/job-server.ts';

const start = jobServers();

/** Three servers, two jobs, three runs. */
async function publishMixed({ events }: JobServer): Promise<void> {
  await events.publishAll([
    { type: 'started', jobName: 'scan', serverId: 1, jobId: 'a' },
    { type: 'started', jobName: 'sync', serverId: 2, jobId: 'b' },
    { type: 'progress', jobName: 'scan', serverId: 1, jobId: 'a', progress: { current: 1 } },
    { type: 'started', jobName: 'scan', serverId: 3, jobId: 'c' },
    { type: 'failed', jobName: 'sync', serverId: 2, jobId: 'b', error: 'No route to host' },
    { type: 'anomaly_detected', jobName: 'scan', serverId: 3, data: { severity: 'low', summary: 'Odd' } },
    { type: 'completed', jobName: 'scan', serverId: 1, jobId: 'a' },
  ]);
}

describe('a filter of the stream', () => {
  it.each([
    ['serverId=1', [0, 2, 6]],
    ['serverId=1,2', [0, 1, 2, 4, 6]],
    ['serverId=1&serverId=2', [0, 1, 2, 4, 6]],
    ['serverId=1&serverId=2,3', [0, 1, 2, 3, 4, 5, 6]],
    ['jobName=sync', [1, 4]],
    ['jobName=scan,sync&type=started', [0, 1, 3]],
    ['type=failed,completed', [4, 6]],
    ['type=failed&type=anomaly_detected', [4, 5]],
    ['jobId=b&jobId=c', [1, 3, 4]],
    ['jobId=a&type=progress&serverId=1&jobName=scan', [2]],
    ['serverId=4', []],
    ['utm_source=somewhere', [0, 1, 2, 3, 4, 5, 6]],
  ])('%s lets through, from the past and live, only what it names', async (query, indexes) => {
    const server = await start();
    await publishMixed(server);
    const stream = await server.stream(`since=0-0&${query}`);
    const { replay } = await stream.hello();
    expect(replay).toEqual({ count: indexes.length, gap: null });
    await publishMixed(server);
    const kept = (await server.store.read(BEGINNING, { limit: 100 })).events.map(({ event }) => event);
    const expected = [...indexes, ...indexes.map((index) => index + 7)].map((index) => kept[index]);
    expect(await stream.jobs(expected.length)).toEqual(expected);
    expect((await server.page(`since=0-0&${query}`)).events).toEqual(expected);
  });

  it.each([
    ['serverId=one', 'serverId.0: write it as a whole number'],
    ['serverId=', 'serverId.0: write it as a whole number'],
    ['serverId=1,', 'serverId.1: write it as a whole number'],
    ['serverId=-1', 'serverId.0: write it as a whole number'],
    ['serverId=2147483648', 'serverId.0: Too big'],
    ['jobName=Scan', 'jobName.0: use 1 to 64 of a-z 0-9 - _ .'],
    ['type=finished', 'type.0: Invalid option: expected one of "queued"|"started"'],
    ['type=hello', 'type.0: Invalid option'],
    ['jobId=a%20b', 'jobId.0: use 1 to 128 of A-Z a-z 0-9 . _ : -'],
    [`jobId=${Array.from({ length: 101 }, () => 'a').join(',')}`, 'jobId: Too big'],
  ])('%s is refused with what is wrong', async (query, detail) => {
    const server = await start();
    for (const accept of ['text/event-stream', 'application/json']) {
      const response = await fetch(`${server.url}/api/events?${query}`, { headers: { accept } });
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect(await response.json()).toMatchObject({ status: 400, detail: expect.stringContaining(detail) });
    }
  });
});

describe('the pings of a stream', () => {
  const quick = { stream: { heartbeatMs: 100 } };

  it('move the position of a client whose filter lets nothing through, so that its reconnect is no gap', async () => {
    const server = await start({
      stream: { heartbeatMs: 100, window: { maxEvents: 3, maxAgeMs: 60_000 }, maxReplay: 5 },
    });
    const stream = await server.stream('serverId=99');
    await stream.hello();
    const head = await server.publishMany(50);
    let ping = await stream.ping();
    while (ping.id !== head) ping = await stream.ping();

    const again = await server.stream('serverId=99', { 'last-event-id': ping.id });
    expect(await again.hello()).toMatchObject({ id: head, replay: { count: 0, gap: null } });
  });

  it('say when they were sent, and nothing else', async () => {
    const stream = await (await start(quick)).stream();
    const { data } = await stream.ping();
    expect(JSON.parse(data)).toEqual({ type: 'ping', timestamp: expect.any(String), epochMs: expect.any(Number) });
  });

  it('come in the time that hello names, for each of several clients', async () => {
    const server = await start(quick);
    const streams = await Promise.all(Array.from({ length: 5 }, () => server.stream()));
    for (const stream of streams) {
      expect((await stream.hello()).heartbeatMs).toBe(100);
      expect((await stream.ping()).id).toBe(server.store.head());
      await stream.ping();
    }
  });

  it('never take an id backwards, among events and on a client that is behind', async () => {
    const server = await start({ stream: { heartbeatMs: 100, window: { maxEvents: 20, maxAgeMs: 60_000 } } });
    await server.publishMany(500);
    const stream = await server.stream('since=0-0&type=progress');
    await server.events.publish(started);
    await server.publishMany(500);
    await server.events.publish(completed);
    const heard: string[] = [];
    while (heard.at(-1) !== server.store.head()) heard.push((await stream.next()).id);
    await server.events.publish(progress(1));
    heard.push((await stream.next()).id);
    const backwards = heard.filter((id, at) => comparePositions(id, heard[at - 1] ?? '0-0') < 0);
    expect(heard.length).toBeGreaterThan(1_000);
    expect(backwards).toEqual([]);
  });
});
