import { join } from 'node:path';
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

/** Where events, runs and logs are kept. */
export interface StoreOptions {
  /** `sqlite`: durable, for one process. `memory`: gone with the process. Default: `sqlite`. */
  readonly store?: 'sqlite' | 'memory';
  /** Folder of the database, made where it is missing. Default: `.jobwire` in the working directory. */
  readonly dataDir?: string;
  /** How much history is kept. Default: 30 days, with the bounds of `DEFAULT_RETENTION`. */
  readonly retention?: Partial<Retention>;
}

/** What one deployment keeps, over one database. */
export class Stores {
  constructor(
    readonly events: EventStore,
    readonly runLog: RunLog,
    readonly keys: IdempotencyKeys,
    private readonly closeDatabase: () => void,
  ) {}

  /** Last of all: until the very end something may want to be stored. */
  async onApplicationShutdown(): Promise<void> {
    await this.events.close();
    this.closeDatabase();
  }
}

export function openStores({ store = 'sqlite', dataDir = '.jobwire', retention = {} }: StoreOptions): Stores {
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
