import {
  compareParts,
  formatPosition,
  type EventFilter,
  type Position,
  type PositionParts,
  type StoredJobEvent,
} from '@jobwire/events';
import type { LogPage, LoggedEvent } from './event-log.ts';
import { StoreError } from './event-store.ts';
import type { LogMarks } from './find-gap.ts';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.ts';
import { eventConditions } from './sqlite-filter.ts';

/** An event's place: everything in it grows with the id. */
export interface EventMark extends PositionParts {
  readonly id: number;
  /** Of the JSON of all events up to and with this one. */
  readonly totalBytes: number;
}

/** Rows that one page of a filtered read looks at: some 5 ms, during which the loop does nothing else. */
const ROWS_PER_PAGE = 20_000;

const MARK = 'id, epoch_ms AS epochMs, seq, total_bytes AS totalBytes';

/** JSON that is damaged must not come as far as a stream, which hands it on unread. It costs half a microsecond an event. */
const KEPT = 'id, epoch_ms AS epochMs, seq, json_valid(json) AS isWhole, json';

interface KeptRow extends PositionParts {
  readonly id: number;
  readonly isWhole: number;
  readonly json: string;
}

interface LogRow extends EventMark {
  readonly birthMs: number;
  readonly birthSeq: number;
}

/** An event as it was read. Whoever only hands it on never needs more of it than its JSON. */
class KeptEvent implements LoggedEvent {
  readonly position: Position;
  readonly at: PositionParts;
  readonly json: string;
  #event: StoredJobEvent | undefined;

  constructor({ epochMs, seq, json }: PositionParts & { readonly json: string }) {
    this.at = { epochMs, seq };
    this.position = formatPosition(this.at);
    this.json = json;
  }

  get event(): StoredJobEvent {
    this.#event ??= JSON.parse(this.json) as StoredJobEvent;
    return this.#event;
  }
}

/** The table of the events, and the marks that say what it holds. */
export class SqliteEvents {
  readonly #database: SqliteDatabase;
  #birth: PositionParts;
  readonly #insert: SqliteStatement<never>;
  readonly #mark: SqliteStatement<EventMark>;
  #oldest: EventMark;
  #head: EventMark;

  /** `birth` is for a database that is new. */
  constructor(database: SqliteDatabase, birth: PositionParts) {
    this.#database = database;
    this.#insert = database.statement(
      `INSERT INTO events (id, epoch_ms, seq, total_bytes, server_id, job_name, type, job_id, previous, json)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#mark = database.statement(`SELECT ${MARK} FROM events WHERE id = ?`);
    const log = this.#readLog() ?? this.#begin(birth);
    this.#birth = { epochMs: log.birthMs, seq: log.birthSeq };
    this.#oldest = { id: log.id, epochMs: log.epochMs, seq: log.seq, totalBytes: log.totalBytes };
    // Where every event was removed, the newest one removed is the head: no position is given twice.
    this.#head =
      database.statement<EventMark>(`SELECT ${MARK} FROM events ORDER BY id DESC LIMIT 1`).get() ?? this.#oldest;
  }

  get marks(): LogMarks {
    // A log that lost events is born again, after all that it ever gave.
    const head = compareParts(this.#birth, this.#head) > 0 ? this.#birth : this.#head;
    return { birth: this.#birth, oldest: this.#oldest, head, removed: this.#oldest.id };
  }

  get oldest(): EventMark {
    return this.#oldest;
  }

  get head(): EventMark {
    return this.#head;
  }

  /** The newest event; `undefined` where that was removed. */
  headJson(): string | undefined {
    return this.#database.statement<{ json: string }>('SELECT json FROM events WHERE id = ?').get(this.#head.id)?.json;
  }

  /** Within a transaction. The head moves when it has committed: see {@link appended}. */
  insert(mark: EventMark, { event, json }: LoggedEvent, previous: number | null): void {
    const { serverId, jobName, type, jobId = null } = event;
    this.#insert.run(mark.id, mark.epochMs, mark.seq, mark.totalBytes, serverId, jobName, type, jobId, previous, json);
  }

  /** All events up to this one are durable. */
  appended(head: EventMark): void {
    this.#head = head;
  }

  /** Within a transaction. The mark moves when it has committed: see {@link removed}. */
  remove(upTo: EventMark): void {
    this.#database.statement('DELETE FROM events WHERE id <= ?').run(upTo.id);
    this.#database
      .statement('UPDATE log SET removed_id = ?, removed_ms = ?, removed_seq = ?, removed_bytes = ?')
      .run(upTo.id, upTo.epochMs, upTo.seq, upTo.totalBytes);
  }

  removed(upTo: EventMark): void {
    this.#oldest = upTo;
  }

  /** Positions before this one are of a log that lost events. */
  bearAgain(birth: PositionParts): void {
    this.#database.statement('UPDATE log SET birth_ms = ?, birth_seq = ?').run(birth.epochMs, birth.seq);
    this.#birth = birth;
  }

  /** Begins an empty log after events that were removed elsewhere. Within a transaction. */
  beginAfter(removed: EventMark): void {
    this.remove(removed);
    this.#oldest = removed;
    this.#head = removed;
  }

  /**
   * The newest event that is kept, or was just removed, of which this is true. It must be true of all before it too. Where
   * part of the database is damaged, it may be one shortly before.
   */
  lastWhere(test: (mark: EventMark) => boolean): EventMark {
    if (test(this.#head)) return this.#head;
    let low = this.#oldest;
    let high = this.#head.id;
    while (high - low.id > 1) {
      const middle = Math.floor((low.id + high) / 2);
      const mark = this.#readableFrom(middle, high);
      if (mark && test(mark)) low = mark;
      else high = mark?.id ?? middle;
    }
    return low;
  }

  /** The mark of an event, or of one soon after it where that part of the database is damaged. */
  #readableFrom(id: number, end: number): EventMark | undefined {
    for (let step = 1; id < end; id += step, step *= 2) {
      try {
        return this.markAt(id);
      } catch (error) {
        // What lies beyond the damage is still to be found; who reads the damaged part itself is told.
        if (!(error instanceof StoreError) || error.type !== 'corrupt') throw error;
      }
    }
    return undefined;
  }

  markAt(id: number): EventMark {
    if (id === this.#head.id) return this.#head;
    const mark = this.#mark.get(id);
    if (!mark) throw this.#database.damaged();
    return mark;
  }

  read(after: PositionParts, limit: number, filter: EventFilter): LogPage {
    const from = this.#idAt(after);
    const { sql, parameters } = eventConditions(filter);
    const upTo = sql ? Math.min(from + ROWS_PER_PAGE, this.#head.id) : this.#head.id;
    const rows = this.#database
      .statement<KeptRow>(`SELECT ${KEPT} FROM events WHERE id > ? AND id <= ?${sql} ORDER BY id LIMIT ?`)
      .all(from, upTo, ...parameters, limit);
    const last = rows.length < limit ? upTo : (rows.at(-1)?.id ?? from);
    const lookedAt = last > from ? this.markAt(last) : this.#head;
    return {
      events: rows.map((row) => this.#keep(row)),
      position: formatPosition(compareParts(lookedAt, after) > 0 ? lookedAt : after),
      more: last < this.#head.id,
    };
  }

  count(after: PositionParts, atMost: number, filter: EventFilter): number {
    const from = this.#idAt(after);
    const { sql, parameters } = eventConditions(filter);
    if (!sql) return Math.min(atMost, this.#head.id - from);
    const found = this.#database
      .statement<{ count: number }>(`SELECT count(*) AS count FROM (SELECT 1 FROM events WHERE id > ?${sql} LIMIT ?)`)
      .get(from, ...parameters, atMost);
    return found?.count ?? 0;
  }

  /** The newest `limit` events of a run, oldest first, along the chain that ends at `last`. */
  ofRun(last: number, limit: number): StoredJobEvent[] {
    const rows = this.#database
      .statement<{ json: string }>(
        `WITH RECURSIVE chain (id, previous, json) AS (
           SELECT id, previous, json FROM events WHERE id = ?
           UNION ALL
           SELECT events.id, events.previous, events.json FROM chain JOIN events ON events.id = chain.previous
         )
         SELECT json FROM chain LIMIT ?`,
      )
      .all(last, limit);
    return rows.map(({ json }) => this.#database.parse<StoredJobEvent>(json)).reverse();
  }

  #keep(row: KeptRow): KeptEvent {
    // It throws, but for what nests deeper than SQLite looks.
    if (!row.isWhole) this.#database.parse(row.json);
    return new KeptEvent(row);
  }

  #idAt(position: PositionParts): number {
    return this.lastWhere((mark) => compareParts(mark, position) <= 0).id;
  }

  #readLog(): LogRow | undefined {
    return this.#database
      .statement<LogRow>(
        `SELECT birth_ms AS birthMs, birth_seq AS birthSeq,
                removed_id AS id, removed_ms AS epochMs, removed_seq AS seq, removed_bytes AS totalBytes FROM log`,
      )
      .get();
  }

  #begin(birth: PositionParts): LogRow {
    this.#database
      .statement('INSERT INTO log VALUES (?, ?, 0, ?, ?, 0)')
      .run(birth.epochMs, birth.seq, birth.epochMs, birth.seq);
    return { birthMs: birth.epochMs, birthSeq: birth.seq, ...birth, id: 0, totalBytes: 0 };
  }
}
