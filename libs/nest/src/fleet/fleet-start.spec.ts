import { Logger } from '@nestjs/common';
import { BreakingNetwork } from '../testing/breaking-network.ts';
import { eventually } from '../testing/eventually.ts';
import { fleetForSpec, trigger } from '../testing/fleet.ts';
import { describeWithRedis } from '../testing/redis-server.ts';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

describeWithRedis('the start of a job server', () => {
  const { start, redis } = fleetForSpec();
  const networks: BreakingNetwork[] = [];
  afterEach(() => networks.splice(0).forEach((network) => network.close()));

  async function startOver(answersOf: (connection: number) => number) {
    const network = await BreakingNetwork.to(redis.server.port, answersOf);
    networks.push(network);
    const url = `redis://127.0.0.1:${network.port}`;
    return { network, starting: start(1, { redis: { url, prefix: redis.newPrefix() } }) };
  }

  it.each([1, 3, 6])('goes on where Redis breaks in it, again and again: after %d answers', async (answers) => {
    const { network, starting } = await startOver((connection) => (connection < 7 ? answers + connection : Infinity));
    const server = await starting;
    network.heal();
    expect(network.connections).toBeGreaterThan(7);
    // Its last break may just be on its way here.
    await eventually(async () => (await trigger(server, 1)).status === 202);
    await server.copyFiles.next();
  });

  it('passes over what somebody else wrote among the servers', async () => {
    const prefix = redis.newPrefix();
    const { commands, keys } = await redis.connect(prefix);
    await commands.hset(keys.servers, { 7: 'no JSON', 8: '{}', nine: '{"name":"nine","seenMs":0,"jobs":[]}' });
    const server = await start(1, { redis: { url: redis.server.url, prefix } });
    expect((await server.send('GET', '/api/servers')).body).toMatchObject([{ serverId: 1 }]);
    expect((await trigger(server, 7)).status).toBe(404);
  });

  // The events have two connections; those after them are of the queue.
  it('says that Redis cannot be reached where it does not come back within ten seconds', async () => {
    const { starting } = await startOver((connection) => (connection < 2 ? Infinity : 0));
    await expect(starting).rejects.toThrow(/^Redis at 127\.0\.0\.1:\d+ cannot be reached/);
    await expect(starting).rejects.toMatchObject({ name: 'StoreError' });
  });
});
