import { Logger } from '@nestjs/common';
import { BEGINNING } from '@jobwire/events';
import { join } from 'node:path';
import { started } from '../store/sample-events.contract.ts';
import { listen, positionsOf, readAll } from '../store/store-guarantees.contract.ts';
import { eventually } from '../testing/eventually.ts';
import { jobIdOf, trigger } from '../testing/fleet.ts';
import { jobServers, type JobServer } from '../testing/job-server.ts';
import { RedisCluster } from '../testing/redis-cluster.ts';
import { describeWithRedis } from '../testing/redis-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisEventStore } from './redis-event-store.ts';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

describeWithRedis('a cluster', () => {
  const newFolder = tempFolders();
  const startAny = jobServers();
  let cluster: RedisCluster;
  let prefix: string;
  let tests = 0;
  beforeAll(async () => void (cluster = await RedisCluster.start({ masters: 3, replicas: 3 })));
  beforeEach(() => void (prefix = `test-${tests++}`));
  afterAll(() => cluster.remove());

  const key = (): string => `{${prefix}}:events`;

  /** Told of the nodes in another order each. */
  async function startServer(serverId: number): Promise<JobServer> {
    const url = await cluster.url(key(), serverId);
    return startAny({ store: 'redis', redis: { url, prefix }, serverId, dataDir: newFolder(), concurrency: 1 });
  }

  it('has the log on the node of its slot, whichever is asked first', async () => {
    const stores: RedisEventStore[] = [];
    const connections: RedisConnection[] = [];
    for (const after of [0, 1, 2]) {
      const connection = new RedisConnection({ url: await cluster.url(key(), after), prefix });
      connections.push(connection);
      await connection.open();
      stores.push(await RedisEventStore.open(connection, { file: join(newFolder(), 'index.db') }));
    }
    const heard = stores.map((store) => listen(store));
    const positions = await Promise.all(stores.map((store, index) => store.append([started(`run-${index}`)])));
    await eventually(async () => (await stores[0]?.count(BEGINNING, { atMost: 10 })) === 3);
    expect(positionsOf(await readAll(stores[0] as RedisEventStore))).toEqual(positions.toSorted());
    await eventually(() => heard.every(({ events }) => events.length === 3));
    const { port } = await cluster.ownerOf(key());
    expect(connections.map(({ address }) => address)).toEqual(Array(3).fill(`127.0.0.1:${port}`));
    for (const store of stores) await store.close();
    for (const connection of connections) connection.close();
  });

  it('has all that job servers need: queues, places, keys and run logs', async () => {
    const [first, second] = [await startServer(1), await startServer(2)];
    const idempotencyKey = { 'idempotency-key': 'order-7' };
    const jobId = jobIdOf(await trigger(first, 2, {}, idempotencyKey));
    expect(jobIdOf(await trigger(second, 2, {}, idempotencyKey))).toBe(jobId);
    expect((await trigger(first, 2)).status).toBe(409);
    const { context, complete } = await second.copyFiles.next();
    context.log('one');
    complete({ copied: 1 });
    const { events } = await first.endedRun(jobId);
    expect(events.map(({ type }) => type)).toEqual(['queued', 'started', 'completed']);
    const { body } = await first.send('GET', `/api/runs/${jobId}/log`, undefined, { accept: 'application/json' });
    expect(body).toMatchObject({ lines: [{ text: 'one' }] });
  });

  /** Nothing is lost and nothing comes twice. */
  async function expectToGoOn(servers: readonly JobServer[], before: () => Promise<void>): Promise<void> {
    const [first, second] = servers as [JobServer, JobServer];
    const jobId = jobIdOf(await trigger(first, 2));
    const { complete } = await second.copyFiles.next();
    const heard = servers.map(({ store }) => listen(store));
    const published = async (index: number): Promise<void> =>
      void (await first.events.publish({ type: 'started', jobName: 'scan', serverId: 7, jobId: `run-${index}` }));
    await published(0);
    await before();
    await published(1);
    complete({ copied: 1 });
    await first.endedRun(jobId);
    await eventually(async () => (await trigger(second, 2)).status === 202);
    await second.copyFiles.next();
    await eventually(async () => (await first.store.run('run-1')) !== undefined);
    await eventually(() => first.store.head() === second.store.head());
    for (const { events } of heard) {
      const told = events.map(({ event }) => `${event.type} ${event.jobId === jobId ? 'job' : event.jobId}`);
      expect(told.filter((text) => /run-|job$/.test(text)).toSorted()).toEqual([
        'completed job',
        'started run-0',
        'started run-1',
      ]);
    }
  }

  it('may move the slot to another node: all goes on there', async () => {
    const servers = [await startServer(1), await startServer(2)];
    await expectToGoOn(servers, () => cluster.moveSlot(key()));
  });

  it('may lose the node: all goes on with its replica', async () => {
    const servers = [await startServer(1), await startServer(2)];
    await expectToGoOn(servers, async () => (await cluster.ownerOf(key())).kill());
  });
});
