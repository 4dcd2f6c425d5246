import { Logger } from '@nestjs/common';
import { join } from 'node:path';
import { describeEventStore } from '../store/event-store.contract.ts';
import type { Exceptions } from '../store/store-guarantees.contract.ts';
import { RedisCluster } from '../testing/redis-cluster.ts';
import { describeWithRedis, redisForSpec } from '../testing/redis-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisEventStore } from './redis-event-store.ts';

Logger.overrideLogger(false);

const GIVES_THE_TIME = 'the time of an event is given by Redis, whose clock a test cannot set';

const EXCEPTIONS: Exceptions = Object.fromEntries(
  [
    'gives an empty store a birth position, which is its head and its oldest',
    'takes a position within its range that it never gave as exact',
    'finds and counts exactly the runs that matchRun lets through, in whole and page by page',
    'counts all runs of a filter without a span, and within one those that began in it',
    'shows the last 24 hours where no span is asked for, else the span, in at most 200 round bars',
    'are counted by when they did, in steps, of all or some servers and jobs',
    'are no longer counted once events of their time are no longer kept',
    'outlive their events: open ones at any age, acknowledged ones as long as events are kept',
    'lists the servers with the time of their newest event',
    'finds runs by server, job, state and the time they began',
    'keeps no events older than they may be',
    'removes an unfinished run that was not heard of for as long as events are kept',
    'keeps 50,000 statuses and drops those not heard of for longest',
    'gives no position twice when every event was removed and the clock stepped back',
  ].map((title) => [title, GIVES_THE_TIME]),
);

describeWithRedis('on a real Redis', () => {
  const redis = redisForSpec();
  describeRedisStore('RedisEventStore', async () => redis.connect(redis.newPrefix()));
});

// Each test has a prefix, and so a slot, of its own: as a rule another node has it than the one that is named.
describeWithRedis('on a cluster of three nodes', () => {
  const connections: RedisConnection[] = [];
  let cluster: RedisCluster;
  beforeAll(async () => void (cluster = await RedisCluster.start({ masters: 3 })));
  afterAll(async () => {
    for (const connection of connections) connection.close();
    await cluster.remove();
  });

  describeRedisStore('RedisEventStore of a cluster', async () => {
    const connection = new RedisConnection({ url: cluster.anyUrl, prefix: `test-${connections.length}` });
    connections.push(connection);
    await connection.open();
    return connection;
  });
});

function describeRedisStore(name: string, connect: () => Promise<RedisConnection>): void {
  const newFolder = tempFolders();
  describeEventStore(
    name,
    async (options) => {
      const connection = await connect();
      const folder = newFolder();
      const outbox = { file: join(folder, 'outbox.db') };
      return RedisEventStore.open(connection, { file: join(folder, 'index.db'), outbox, ...options });
    },
    EXCEPTIONS,
  );
}
