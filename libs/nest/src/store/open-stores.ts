import { join } from 'node:path';
import type { OutboxBounds } from '../redis/outbox-file.ts';
import type { RedisOptions } from '../redis/redis-address.ts';
import type { RedisConnection } from '../redis/redis-connection.ts';
import type { EventStore, Retention } from './event-store.ts';
import type { IdempotencyKeys } from './idempotency-keys.ts';
import { MemoryEventStore } from './memory-event-store.ts';
import { MemoryIdempotencyKeys } from './memory-idempotency-keys.ts';
import { MemoryRunLog } from './memory-run-log.ts';
import type { RunLog } from './run-log.ts';
import { openSqlite } from './sqlite-database.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { SqliteIdempotencyKeys } from './sqlite-idempotency-keys.ts';
import { SqliteRunLog } from './sqlite-run-log.ts';
import { StoreError } from './store-error.ts';

/** Where events, runs and logs are kept. */
export interface StoreOptions {
  /**
   * `sqlite`: durable, for one process. `memory`: gone with the process. `redis`: for many processes, and as durable as that
   * Redis; needs `ioredis`. Default: `redis` where {@link redis} is given, else `sqlite`.
   */
  readonly store?: 'sqlite' | 'memory' | 'redis';
  readonly redis?: RedisOptions | undefined;
  /**
   * Folder of the database, or of this process's copy of what is in Redis; made where it is missing. Default: `.jobwire` in
   * the working directory.
   */
  readonly dataDir?: string;
  /** How much history is kept. Default: 30 days, with the bounds of `DEFAULT_RETENTION`. */
  readonly retention?: Partial<Retention>;
  /** How much may wait in this process while Redis is away. Default: 100,000 events, 64 MiB. */
  readonly outbox?: Partial<OutboxBounds>;
}

/** What one deployment keeps, over one database. */
export class Stores {
  constructor(
    readonly events: EventStore,
    readonly runLog: RunLog,
    readonly keys: IdempotencyKeys,
    private readonly closeDatabase: () => void,
    /** Where they are in Redis: it is closed with them. */
    readonly redis?: RedisConnection,
  ) {}

  /** Last of all: until the very end something may want to be stored. */
  async onApplicationShutdown(): Promise<void> {
    await this.events.close();
    this.closeDatabase();
  }
}

/** Rejects with a {@link StoreError} that says why they cannot be opened. */
export async function openStores({
  redis,
  store = redis ? 'redis' : 'sqlite',
  dataDir = '.jobwire',
  retention = {},
  outbox = {},
}: StoreOptions): Promise<Stores> {
  if (store === 'redis') {
    if (!redis) throw new StoreError('The store is redis, but `redis.url` is not given.', 'failed');
    const { openRedisStores } = await loadRedis();
    const { events, runLog, keys, connection } = await openRedisStores({ redis, dataDir, retention, outbox });
    return new Stores(events, runLog, keys, () => connection.close(), connection);
  }
  if (store === 'memory') {
    const events = new MemoryEventStore({ retention });
    return new Stores(events, new MemoryRunLog(events), new MemoryIdempotencyKeys(), () => undefined);
  }
  const database = openSqlite({ file: join(dataDir, 'jobwire.db') });
  return new Stores(
    new SqliteEventStore(database, { retention }),
    new SqliteRunLog(database),
    new SqliteIdempotencyKeys(database),
    () => database.close(),
  );
}

/** Its package is an optional one: it is loaded only where it is used. */
async function loadRedis() {
  try {
    return await import('../redis/open-redis-stores.ts');
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new StoreError('The store redis needs a package: npm install ioredis', 'failed', { cause });
  }
}
