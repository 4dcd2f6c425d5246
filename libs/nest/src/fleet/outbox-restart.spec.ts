import { Logger } from '@nestjs/common';
import { eventually } from '../testing/eventually.ts';
import { fleetForSpec, jobIdOf, trigger } from '../testing/fleet.ts';
import { completed, progress, started } from '../testing/job-server.ts';
import { describeWithRedis } from '../testing/redis-server.ts';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

describeWithRedis('a job server that ends while Redis is away', () => {
  const { start, spawn, newFolder, redis } = fleetForSpec('--appendfsync', 'always');
  afterEach(async () => {
    if (!redis.server.isRunning) await redis.server.restart();
  });

  const publish = (url: string, body: unknown): Promise<Response> =>
    fetch(`${url}/api/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  it('by kill -9 keeps what waited, over a start that finds no Redis, and delivers it first when it is back', async () => {
    const dataDir = newFolder();
    const before = await spawn(2, { dataDir });
    expect((await publish(before.url, started)).status).toBe(201);
    await redis.server.kill();
    for (let current = 0; current < 20; current++)
      expect((await publish(before.url, [progress(current), { ...started, jobId: `run-${current}` }])).status).toBe(
        202,
      );
    expect((await publish(before.url, completed)).status).toBe(202);
    await before.kill();
    await expect(spawn(2, { dataDir })).rejects.toThrow(/has ended/);
    await redis.server.restart();
    const after = await spawn(2, { dataDir });
    expect((await publish(after.url, { ...started, jobId: 'newer' })).status).toBe(201);
    const reader = await start(1);
    const labels = (await reader.page()).events.map(({ type, jobId }) => `${type} ${jobId}`);
    const waited = Array.from({ length: 20 }, (_, current) => [`progress run-1`, `started run-${current}`]).flat();
    expect(labels).toEqual(['started run-1', ...waited, 'completed run-1', 'started newer']);
  });

  it('loses no end of a run: it stays ended as it was', async () => {
    const dataDir = newFolder();
    const watcher = await start(1, { leaseMs: 600_000 });
    const before = await start(2, { dataDir, leaseMs: 600_000 });
    const jobId = jobIdOf(await trigger(watcher, 2));
    const held = await before.copyFiles.next();
    await redis.server.kill();
    await eventually(() => before.store.lostSince() !== undefined);
    held.context.progress({ current: 1 });
    await held.context.anomaly({ severity: 'low', summary: 'Odd' });
    held.complete({ copied: 1 });
    await eventually(() => before.store.outbox()?.waiting === 3);
    await before.close();
    await redis.server.restart();
    await start(2, { dataDir, leaseMs: 600_000 });
    const run = await watcher.endedRun(jobId);
    expect(run.state).toBe('completed');
    expect(run.events.map(({ type }) => type)).toEqual([
      'queued',
      'started',
      'progress',
      'anomaly_detected',
      'completed',
    ]);
  });
});
