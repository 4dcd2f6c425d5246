import { Logger } from '@nestjs/common';
import { join } from 'node:path';
import type { Retention } from '../store/event-store.ts';
import type { OutboxBounds } from './outbox-file.ts';
import { adviseOn } from './redis-advice.ts';
import type { RedisOptions } from './redis-address.ts';
import { RedisConnection } from './redis-connection.ts';
import { RedisEventStore } from './redis-event-store.ts';
import { RedisIdempotencyKeys } from './redis-idempotency-keys.ts';
import { RedisRunLog } from './redis-run-log.ts';

export interface RedisStoresOptions {
  readonly redis: RedisOptions;
  /** Folder of this process's copy of the log. */
  readonly dataDir: string;
  readonly retention: Partial<Retention>;
  readonly outbox?: Partial<OutboxBounds>;
}

/** What one deployment keeps in Redis. Says in the log what is wrong with how that Redis is set up. */
export async function openRedisStores({ redis, dataDir, retention, outbox: bounds }: RedisStoresOptions) {
  const connection = new RedisConnection(redis);
  await connection.open();
  try {
    const logger = new Logger('Redis');
    // ACLs allow no channel by default. Nothing else would say so: logs of runs would not be told of.
    await connection.starting(() => connection.commands.publish(connection.keys.lines, ''));
    for (const advice of await connection.starting(() => adviseOn(connection.commands))) logger.warn(advice);
    const file = join(dataDir, 'redis-index.db');
    const outbox = { file: join(dataDir, 'outbox.db'), ...bounds };
    return {
      events: await RedisEventStore.open(connection, { file, retention, outbox }),
      runLog: new RedisRunLog(connection, retention),
      keys: new RedisIdempotencyKeys(connection),
      connection,
    };
  } catch (error) {
    // Whatever it is, told by whoever starts the program: the connection would keep it alive.
    connection.close();
    throw error;
  }
}
