import { compareParts, formatPosition, positionParts, type Position } from '@jobwire/events';
import { rmSync } from 'node:fs';
import type { LoggedEvent } from '../store/event-log.ts';
import type { EventStoreOptions } from '../store/event-store.ts';
import { openSqlite, type SqliteDatabase } from '../store/sqlite-database.ts';
import { SqliteHistory } from '../store/sqlite-history.ts';
import { StoreError } from '../store/store-error.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { RedisStream, StreamMarks } from './redis-stream.ts';

/** How a replica fits the stream. */
export type Fit = 'fits' | 'born-again' | 'behind' | 'foreign' | 'ahead';

/**
 * This process's own copy of the stream, in a file with all that follows from the events. It can be made anew from the stream
 * and its checkpoint at any time, so its file may be lost.
 */
export class RedisReplica {
  readonly #file: string;
  readonly #options: EventStoreOptions;
  #database: SqliteDatabase;
  #history: SqliteHistory;

  /** Throws a {@link StoreError} `locked` where another process has the file. */
  constructor(file: string, marks: StreamMarks, options: EventStoreOptions = {}) {
    this.#file = file;
    this.#options = options;
    try {
      [this.#database, this.#history] = this.#open(marks);
    } catch (error) {
      // Damaged, or written by a newer Jobwire: it is only a copy.
      if (!(error instanceof StoreError) || !['corrupt', 'failed'].includes(error.type)) throw error;
      this.#removeFile();
      [this.#database, this.#history] = this.#open(marks);
    }
  }

  get history(): SqliteHistory {
    return this.#history;
  }

  /** The newest event that it has; where it has none, the newest one removed. */
  get head(): Position {
    return formatPosition(this.#history.events.head);
  }

  get isEmpty(): boolean {
    const { head, oldest } = this.#history.events;
    return head.id === oldest.id;
  }

  get birth(): Position {
    return formatPosition(this.#history.events.marks.birth);
  }

  /**
   * How it fits: `born-again` where the log lost events that it does not have either, `behind` where events after its own
   * were removed, `ahead` where it has events that the log lost, `foreign` where it is of another log. A lost one's position may
   * be that of another event by now: a replica of Redis that takes over gives it anew where its clock is behind.
   */
  async compare(stream: RedisStream): Promise<{ readonly fit: Fit; readonly marks: StreamMarks }> {
    const entry = await stream.entryAt(this.head);
    const own = this.#history.events.headJson();
    const isKept = entry !== undefined && (own === undefined || entry.logged?.json === own);
    // After that: where the head was removed meanwhile, they say so.
    const marks = await stream.marks();
    return { fit: this.#fit(marks, isKept), marks };
  }

  bearAgain(birth: Position): void {
    this.#history.events.bearAgain(positionParts(birth));
  }

  /** Begins anew: with what outlived the events that were removed, and without those that are kept. */
  async rebuild(stream: RedisStream, marks: StreamMarks): Promise<void> {
    const checkpoint = marks.trimmed === null ? null : await stream.checkpoint();
    this.#database.close();
    this.#removeFile();
    [this.#database, this.#history] = this.#open(marks);
    if (checkpoint !== null) this.#history.restore(readCheckpoint(checkpoint));
  }

  /** Adds events of the stream. Resolves when they are committed; nothing has been read since. */
  async apply(events: readonly LoggedEvent[]): Promise<void> {
    if (events.length === 0) return;
    await new Promise<void>((resolve, reject) => {
      this.#database.enqueue({
        write: () => this.#history.storeAll(events),
        committed: () => {
          this.#history.keep();
          resolve();
        },
        failed: (error) => {
          this.#history.discard();
          reject(error);
        },
      });
    });
  }

  fault(): StoreError | undefined {
    return this.#database.fault();
  }

  close(): void {
    this.#database.close();
  }

  #fit({ birth, trimmed }: StreamMarks, isKept: boolean): Fit {
    const { head } = this.#history.events;
    const beyondHead = trimmed === null ? -1 : compareParts(positionParts(trimmed), head);
    if (beyondHead > 0) return 'behind';
    const connects = isKept || beyondHead === 0;
    if (birth !== this.birth) return connects ? 'born-again' : 'foreign';
    return connects || this.isEmpty ? 'fits' : 'ahead';
  }

  #open({ origin, birth }: StreamMarks): [SqliteDatabase, SqliteHistory] {
    const database = openSqlite({ file: this.#file });
    try {
      const isNew = database.statement('SELECT 1 FROM log').get() === undefined;
      const history = new SqliteHistory(database, { birth: positionParts(origin), ...this.#options });
      if (isNew) history.events.bearAgain(positionParts(birth));
      return [database, history];
    } catch (error) {
      // Damaged: it must not stay open.
      database.close();
      throw error;
    }
  }

  #removeFile(): void {
    for (const suffix of ['', '-wal', '-shm']) rmSync(this.#file + suffix, { force: true });
  }
}
