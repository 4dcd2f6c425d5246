import { comparePositions, formatPosition, positionParts, type Position } from '@jobwire/events';
import { randomUUID } from 'node:crypto';
import type { EventStoreOptions } from '../store/event-store.ts';
import { openSqlite, type SqliteDatabase } from '../store/sqlite-database.ts';
import { SqliteHistory } from '../store/sqlite-history.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { RedisStream, StreamMarks } from './redis-stream.ts';

/** How long others wait for one that died while it trimmed. What it does late changes nothing. */
const LEASE_MS = 30_000;

/** Events folded into the checkpoint before it is written. */
const EVENTS_AT_ONCE = 10_000;

/** Keys removed in one command. */
const KEYS_AT_ONCE = 1_000;

/** Gives up a lease that is still ours. */
const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/**
 * Removes events from the stream. What outlives them is kept as the checkpoint: the one before, and into it folded the
 * events that go. So it is true at its own position, whatever comes after.
 */
export class RedisTrimmer {
  readonly #connection: RedisConnection;
  readonly #stream: RedisStream;
  readonly #options: EventStoreOptions;
  readonly #id = randomUUID();

  constructor(connection: RedisConnection, stream: RedisStream, options: EventStoreOptions) {
    this.#connection = connection;
    this.#stream = stream;
    this.#options = options;
  }

  /** Removes the events up to a position, unless others are at it. */
  async trimUpTo(upTo: Position): Promise<void> {
    await this.#connection.ask(async (redis) => {
      const { trimmer } = this.#connection.keys;
      if ((await redis.set(trimmer, this.#id, 'PX', LEASE_MS, 'NX')) === null) return;
      try {
        while (await this.#trimSome(upTo));
      } finally {
        await redis.eval(RELEASE, 1, trimmer, this.#id);
      }
    });
  }

  /** Whether to go on. */
  async #trimSome(upTo: Position): Promise<boolean> {
    const marks = await this.#stream.marks();
    if (comparePositions(upTo, marks.trimmed ?? marks.origin) <= 0) return false;
    const database = openSqlite({ file: ':memory:' });
    try {
      const history = await this.#restore(database, marks);
      await this.#foldInto(history, database, upTo);
      const { head } = history.events;
      if (head.id === history.events.oldest.id) return false;
      const ended = history.retention.removeUpTo(head);
      const silent = history.retention.removeStale((this.#options.now ?? Date.now)());
      const position = formatPosition(head);
      if (!(await this.#stream.trim(marks.trimmed, position, writeCheckpoint(history.state())))) return false;
      await this.#removeLogs([...ended, ...silent]);
      return position !== upTo;
    } finally {
      database.close();
    }
  }

  async #restore(database: SqliteDatabase, { origin, trimmed }: StreamMarks): Promise<SqliteHistory> {
    const history = new SqliteHistory(database, { birth: positionParts(origin), ...this.#options });
    const checkpoint = trimmed === null ? null : await this.#stream.checkpoint();
    if (checkpoint !== null) history.restore(readCheckpoint(checkpoint));
    return history;
  }

  async #foldInto(history: SqliteHistory, database: SqliteDatabase, upTo: Position): Promise<void> {
    let after = formatPosition(history.events.head);
    for (let count = 0; count < EVENTS_AT_ONCE;) {
      const entries = await this.#stream.range(after, upTo);
      const last = entries.at(-1);
      if (!last) return;
      database.transaction(() => history.storeAll(entries.flatMap(({ logged }) => logged ?? [])));
      history.keep();
      after = last.position;
      count += entries.length;
    }
  }

  async #removeLogs(jobIds: readonly string[]): Promise<void> {
    const { commands, keys } = this.#connection;
    for (let from = 0; from < jobIds.length; from += KEYS_AT_ONCE)
      await commands.unlink(jobIds.slice(from, from + KEYS_AT_ONCE).map(keys.runLog));
  }
}
