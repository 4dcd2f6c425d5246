import { Logger } from '@nestjs/common';
import type { ServerInfo } from '@jobwire/events';
import { StoreError } from '../store/store-error.ts';
import { BreakingNetwork } from '../testing/breaking-network.ts';
import { eventually } from '../testing/eventually.ts';
import { fleetForSpec, jobIdOf, trigger } from '../testing/fleet.ts';
import { describeWithRedis } from '../testing/redis-server.ts';
import { ServerLease } from './server-lease.ts';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

describeWithRedis('job servers while Redis is away', () => {
  const { start, startTwo, redis } = fleetForSpec('--appendfsync', 'always');
  afterEach(async () => {
    if (!redis.server.isRunning) await redis.server.restart();
  });

  it('go on with their runs, whose ends are stored when it is back', async () => {
    const [first, second] = await startTwo({ leaseMs: 600 });
    const jobId = jobIdOf(await trigger(first, 2));
    const held = await second.copyFiles.next();
    await redis.server.kill();
    await eventually(() => first.store.lostSince() !== undefined);
    expect((await trigger(first, 2)).status).toBe(503);
    expect(((await first.send('GET', '/api/servers')).body as ServerInfo[]).map(({ name }) => name)).toEqual([
      'machine-1',
      'machine-2',
    ]);
    expect((await first.send('GET', '/api/servers/2/jobs')).status).toBe(200);
    held.complete({ copied: 1 });
    await redis.server.restart();
    const run = await first.endedRun(jobId);
    expect(run.state).toBe('completed');
    expect(held.context.signal.aborted).toBe(false);
    expect(run.events.map(({ type }) => type)).toEqual(['queued', 'started', 'completed']);
    await eventually(async () => (await trigger(first, 2)).status === 202);
    await second.copyFiles.next();
  });

  it('wait with a run whose turn has come, and begin it when it is back', async () => {
    const [first, second] = await startTwo();
    const away = jest.spyOn(second.store, 'appendHeld').mockImplementation(async () => {
      throw new StoreError('Redis is away', 'unavailable');
    });
    const jobId = jobIdOf(await trigger(first, 2));
    await eventually(() => away.mock.calls.length >= 2);
    expect((await first.run(jobId)).state).toBe('queued');
    away.mockRestore();
    (await second.copyFiles.next()).complete({ copied: 1 });
    expect((await first.endedRun(jobId)).events.map(({ type }) => type)).toEqual(['queued', 'started', 'completed']);
  });

  it('do not take each other for dead when it is back', async () => {
    const [first, second] = await startTwo({ leaseMs: 300 });
    const jobId = jobIdOf(await trigger(first, 2));
    const held = await second.copyFiles.next();
    await redis.server.kill();
    const renewals = jest.spyOn(ServerLease.prototype, 'renew');
    // Each of both renews three times in a lease: theirs are over.
    await eventually(() => renewals.mock.calls.length >= 2 * 3 * 3);
    await redis.server.restart();
    await eventually(() => [first, second].every(({ store }) => store.lostSince() === undefined));
    renewals.mockClear();
    // They judge each other from 30 renewals on.
    await eventually(() => renewals.mock.calls.length >= 2 * 40);
    renewals.mockRestore();
    expect((await first.run(jobId)).state).toBe('running');
    held.complete({ copied: 1 });
    expect((await first.endedRun(jobId)).state).toBe('completed');
  });

  it('go on where it is there again elsewhere, and the connections to where it was are silent', async () => {
    const network = await BreakingNetwork.to(redis.server.port, () => Infinity);
    const options = { redis: { url: `redis://127.0.0.1:${network.port}`, prefix: redis.newPrefix() } };
    const server = await start(1, { ...options, concurrency: 1 });
    const jobId = jobIdOf(await trigger(server, 1));
    const held = await server.copyFiles.next();
    network.fallSilent();
    held.complete({ copied: 1 });
    await server.endedRun(jobId);
    await eventually(async () => (await trigger(server, 1)).status === 202);
    await server.copyFiles.next();
    network.close();
  });

  it('can be shut down', async () => {
    const server = await start(1);
    await trigger(server, 1);
    await server.copyFiles.next();
    await redis.server.kill();
    await server.close();
  });
});
