import { Logger } from '@nestjs/common';
import { eventually } from '../testing/eventually.ts';
import { completed, jobServers, progress, started, type JobServer } from '../testing/job-server.ts';
import { relays } from '../testing/relay.ts';
import { describeWithRedis, redisForSpec } from '../testing/redis-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

Logger.overrideLogger(false);
jest.setTimeout(30_000);

describeWithRedis('job servers over one Redis', () => {
  const redis = redisForSpec();
  const newFolder = tempFolders();
  const startAny = jobServers();
  const startRelay = relays();
  const start = (prefix: string, serverId: number): Promise<JobServer> =>
    startAny({ redis: { url: redis.server.url, prefix }, store: 'redis', serverId, dataDir: newFolder() });

  afterEach(async () => {
    if (!redis.server.isRunning) await redis.server.restart();
  });

  it('have one stream: a client goes on at any of them where it left another', async () => {
    const prefix = redis.newPrefix();
    const [first, second] = [await start(prefix, 1), await start(prefix, 2)];
    const stream = await first.stream();
    await stream.hello();
    await second.events.publish(started);
    const [seen] = await stream.jobs(1);
    expect(seen).toMatchObject({ type: 'started', jobId: 'run-1' });
    stream.leave();
    await first.events.publish(completed);
    const resumed = await second.stream('', { 'last-event-id': seen?.position });
    expect((await resumed.hello()).replay).toMatchObject({ gap: null });
    expect(await resumed.jobs(1)).toMatchObject([{ type: 'completed' }]);
    expect((await second.send('GET', '/api/runs/run-1')).body).toMatchObject({ state: 'completed' });
  });

  it('show the log of a run while it is written on another one', async () => {
    const prefix = redis.newPrefix();
    const [first, second] = [await start(prefix, 1), await start(prefix, 2)];
    const { jobId } = await first.trigger('copy-files');
    await eventually(async () => (await second.store.run(jobId))?.state === 'running');
    const log = await second.read(`/api/runs/${jobId}/log`);
    const run = await first.copyFiles.next();
    run.context.log('one');
    expect((await log.take(1, 'log')).map(({ data }) => JSON.parse(data) as unknown)).toMatchObject([{ text: 'one' }]);
    run.complete({ copied: 1 });
    expect((await log.take(1, 'end'))[0]?.data).toContain('completed');
  });

  it('say that Redis is away, serve what they have, take events, and streams stay open', async () => {
    const server = await start(redis.newPrefix(), 1);
    const stream = await server.stream();
    await stream.hello();
    await server.events.publish(started);
    await stream.jobs(1);
    await redis.server.kill();
    await eventually(async () => server.store.lostSince() !== undefined);
    expect(JSON.parse((await stream.ping()).data)).toMatchObject({
      sourceLostSince: server.store.lostSince(),
    });
    expect(await server.send('POST', '/api/events', [progress(1), completed])).toMatchObject({
      status: 202,
      body: { accepted: 2, position: null },
    });
    expect(await server.send('GET', '/health/ready')).toMatchObject({
      status: 200,
      body: { details: { log: { message: expect.stringMatching(/no events come since 2/), waiting: 2 } } },
    });
    expect((await server.send('GET', '/metrics')).body).toContain('jobwire_outbox_events 2');
    expect(await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1, input: {} })).toMatchObject({
      status: 503,
      body: { detail: expect.stringMatching(/Redis is away.*Nothing was stored/) },
    });
    expect((await server.send('GET', '/api/runs/run-1')).body).toMatchObject({ state: 'running' });
    expect((await server.page()).events).toHaveLength(1);
    await redis.server.restart();
    expect(await stream.jobs(2)).toMatchObject([{ type: 'progress' }, { type: 'completed' }]);
    await eventually(() => server.store.outbox()?.waiting === 0);
    expect((await server.send('GET', '/health/ready')).body).toMatchObject({ details: { log: { status: 'up' } } });
    expect((await server.send('POST', '/api/events', started)).status).toBe(201);
  });

  it('say that Redis refuses to store: once in the log, and why, and in health', async () => {
    const prefix = redis.newPrefix();
    const server = await start(prefix, 1);
    const warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    const { commands } = await redis.connect(prefix);
    await commands.config('SET', 'maxmemory', '1');
    for (const event of [started, progress(1), completed])
      expect(await server.send('POST', '/api/events', event)).toMatchObject({ status: 202 });
    expect(await server.send('GET', '/health/ready')).toMatchObject({
      status: 200,
      body: { details: { log: { message: 'Degraded: events wait for Redis', waiting: 3 } } },
    });
    await commands.config('SET', 'maxmemory', '0');
    await eventually(async () => server.store.outbox()?.waiting === 0);
    const { details } = (await server.send('GET', '/health/ready')).body as { details: object };
    expect(details).toMatchObject({ log: { status: 'up' } });
    expect(details).not.toMatchObject({ log: { message: expect.anything() } });
    expect(warn.mock.calls.filter(([text]) => /outbox/.test(String(text)))).toEqual([
      [expect.stringMatching(/^Redis does not take events.*refuses: OOM command not allowed/)],
    ]);
    warn.mockRestore();
  });

  it('tell a relay that Redis is away, which says so and still gives history', async () => {
    const server = await start(redis.newPrefix(), 1);
    const { position } = (await server.send('POST', '/api/events', started)).body as { position: string };
    await server.publishMany(3);
    const relay = await startRelay([server.url]);
    await eventually(() => relay.isThere);
    await redis.server.kill();
    await eventually(() => !relay.isThere);
    expect(relay.log.lostSince()).toBe(server.store.lostSince());
    const page = await relay.page(`since=${position}`);
    expect(await page.json()).toMatchObject({ gap: null, events: [{ progress: { current: 1 } }, {}, {}] });
    const stream = await relay.resume('0-0');
    expect(await stream.hello()).toMatchObject({ sourceLostSince: server.store.lostSince(), replay: { count: 4 } });
    expect(await stream.jobs(4)).toMatchObject([{ type: 'started' }, {}, {}, {}]);
    await redis.server.restart();
    await eventually(() => relay.isThere);
    await server.events.publish(completed);
    expect(await stream.jobs(1)).toMatchObject([{ type: 'completed' }]);
  });

  it('send their clients to load their state anew where Redis lost its data', async () => {
    const server = await start(redis.newPrefix(), 1);
    const stream = await server.stream();
    await stream.hello();
    const lost = await server.events.publishNow(started);
    await (await redis.connect(redis.newPrefix())).commands.flushall();
    await stream.ended;
    const resumed = await server.stream('', { 'last-event-id': lost });
    expect((await resumed.hello()).replay).toMatchObject({ gap: 'restarted' });
  });
});
