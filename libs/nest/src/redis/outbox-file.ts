import { isTerminal } from '@jobwire/events';
import type { EncodedEvent } from '../store/encoded-event.ts';
import { openSqlite, type SqliteDatabase } from '../store/sqlite-database.ts';
import { StoreError } from '../store/store-error.ts';

/** How much may wait. */
export interface OutboxBounds {
  /** Default: 100,000. */
  readonly maxEvents: number;
  /** Of the events as JSON, in UTF-8. Default: 64 MiB. */
  readonly maxBytes: number;
}

const DEFAULT_OUTBOX: OutboxBounds = { maxEvents: 100_000, maxBytes: 64 * 1024 * 1024 };

/** Events that are stored together or not at all, and wait for it. */
export interface WaitingAppend {
  /** `<process>.<number>`: increasing within a process. */
  readonly id: string;
  readonly events: readonly EncodedEvent[];
  /** The run that it ends. */
  readonly ends: string | undefined;
}

/** A row for each event, in order. `superseded`: a later one of its run makes this progress needless. */
const MIGRATIONS = [
  `
  CREATE TABLE waiting (
    id INTEGER PRIMARY KEY,
    append TEXT NOT NULL,
    ends TEXT,
    progressOf TEXT,
    superseded INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL,
    json TEXT NOT NULL
  );
  CREATE INDEX waiting_append ON waiting (append);
  CREATE INDEX waiting_newest ON waiting (progressOf) WHERE progressOf IS NOT NULL AND superseded = 0;
  CREATE INDEX waiting_progress ON waiting (superseded DESC, id) WHERE progressOf IS NOT NULL;
`,
];

const INSERT = 'INSERT INTO waiting (append, ends, progressOf, bytes, json) VALUES (?, ?, ?, ?, ?) RETURNING id';
const SUPERSEDE = 'UPDATE waiting SET superseded = 1 WHERE progressOf = ? AND superseded = 0';
const DROP = `
  DELETE FROM waiting WHERE id IN (
    SELECT id FROM waiting WHERE progressOf IS NOT NULL AND (superseded = 1 OR id < ?) ORDER BY superseded DESC, id LIMIT ?
  ) RETURNING bytes, progressOf`;
const REMOVE = 'DELETE FROM waiting WHERE append = ? RETURNING bytes, progressOf';
const COUNT = `
  SELECT count(*) AS events, coalesce(sum(bytes), 0) AS bytes, count(progressOf) AS progress,
    coalesce(sum(bytes) FILTER (WHERE progressOf IS NOT NULL), 0) AS progressBytes, 0 AS dropped
  FROM waiting`;

/** Events of a page: some milliseconds of work for Redis. */
const PAGE = 200;

interface Row {
  readonly id: number;
  readonly append: string;
  readonly ends: string | null;
  readonly json: string;
}

type Size = { readonly bytes: number; readonly progressOf: string | null };

interface Counts {
  events: number;
  bytes: number;
  /** Of these. */
  progress: number;
  progressBytes: number;
  /** Left out since it was opened. */
  dropped: number;
}

/** The events that wait, on disk: bounded, and in order. What was added survives `kill -9`. */
export class OutboxFile {
  readonly #database: SqliteDatabase;
  readonly #bounds: OutboxBounds;
  /** As they are within the transaction. */
  #counts: Counts;
  #committed: Counts;
  #adding = 0;
  #isFull = false;

  /** Throws a {@link StoreError} where the file cannot be used. */
  constructor(file: string, bounds: Partial<OutboxBounds> = {}) {
    this.#bounds = { ...DEFAULT_OUTBOX, ...bounds };
    this.#database = openSqlite({ file, migrations: MIGRATIONS });
    this.#counts = this.#database.statement<Counts>(COUNT).get() as Counts;
    this.#committed = { ...this.#counts };
  }

  /** How many events wait. */
  get size(): number {
    return this.#committed.events;
  }

  /** Nothing waits, nor is being added. */
  get isEmpty(): boolean {
    return this.size === 0 && this.#adding === 0;
  }

  /** How many events were left out since it was opened. */
  get dropped(): number {
    return this.#committed.dropped;
  }

  /** Whether the newest events were taken. */
  get takesMore(): boolean {
    return !this.#isFull && this.#database.fault() === undefined;
  }

  /**
   * Adds events behind all others. At the bounds progress is left out: first what is superseded, then the oldest. Rejects
   * with a {@link StoreError} `outbox-full` where that does not help, or as the disk says.
   */
  async add(append: WaitingAppend): Promise<void> {
    this.#adding++;
    try {
      this.#isFull = !(await this.#write(() => this.#add(append)));
    } finally {
      this.#adding--;
    }
    if (this.#isFull)
      throw new StoreError(
        `Redis is away and the outbox is full (${this.size} events): nothing more can wait for it.`,
        'outbox-full',
      );
  }

  /** The oldest ones: at least one, where any wait. */
  page(): readonly WaitingAppend[] {
    const rows = this.#rows('ORDER BY id LIMIT ?', PAGE);
    const last = rows.at(-1)?.append ?? '';
    // The last one may go on after the page.
    const whole = rows.length < PAGE ? rows : rows.filter(({ append }) => append !== last);
    return this.#appends(whole.length > 0 ? whole : this.#rows('WHERE append = ? ORDER BY id', last));
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#write(() => {
      for (const id of ids) this.#remove(REMOVE, id);
    });
    this.#isFull = false;
  }

  close(): void {
    this.#database.close();
  }

  /** Whether there was room. */
  #add({ id, events, ends }: WaitingAppend): boolean {
    const counts = this.#counts;
    const { maxEvents, maxBytes } = this.#bounds;
    const sizes = events.map(({ json }) => Buffer.byteLength(json));
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    const mayStay = counts.events - counts.progress + events.length <= maxEvents;
    if (!mayStay || counts.bytes - counts.progressBytes + bytes > maxBytes) return false;
    let first = Infinity;
    for (const [index, { event, json }] of events.entries()) {
      const size = sizes[index] as number;
      const progressOf = event.type === 'progress' ? event.jobId : undefined;
      if (event.jobId !== undefined && (progressOf !== undefined || isTerminal(event)))
        this.#database.statement(SUPERSEDE).run(event.jobId);
      const row = this.#database.statement<Row>(INSERT).get(id, ends ?? null, progressOf ?? null, size, json);
      first = Math.min(first, (row as Row).id);
      this.#count({ bytes: size, progressOf: progressOf ?? null }, 1);
    }
    this.#makeRoom(first);
    return true;
  }

  /** Of what begins with this row only what is superseded is left out. */
  #makeRoom(first: number): void {
    const { maxEvents, maxBytes } = this.#bounds;
    for (;;) {
      const surplus = Math.max(this.#counts.events - maxEvents, this.#counts.bytes > maxBytes ? 1 : 0);
      if (surplus <= 0) return;
      this.#counts.dropped += this.#remove(DROP, first, surplus);
    }
  }

  #remove(sql: string, ...parameters: (string | number)[]): number {
    const removed = this.#database.statement<Size>(sql).all(...parameters);
    for (const size of removed) this.#count(size, -1);
    return removed.length;
  }

  #count({ bytes, progressOf }: Size, sign: 1 | -1): void {
    this.#counts.events += sign;
    this.#counts.bytes += sign * bytes;
    if (progressOf === null) return;
    this.#counts.progress += sign;
    this.#counts.progressBytes += sign * bytes;
  }

  #appends(rows: readonly Row[]): WaitingAppend[] {
    const appends = new Map<string, WaitingAppend & { readonly events: EncodedEvent[] }>();
    for (const { append: id, ends, json } of rows) {
      const append = appends.get(id) ?? { id, events: [], ends: ends ?? undefined };
      append.events.push({ event: this.#database.parse<EncodedEvent['event']>(json), json });
      appends.set(id, append);
    }
    return [...appends.values()];
  }

  #rows(which: string, parameter: string | number): Row[] {
    return this.#database.statement<Row>(`SELECT id, append, ends, json FROM waiting ${which}`).all(parameter);
  }

  /** Does the work in the transaction of this turn. */
  #write<Result>(work: () => Result): Promise<Result> {
    return new Promise((resolve, reject) => {
      let result: Result;
      this.#database.enqueue({
        write: () => void (result = work()),
        committed: () => {
          this.#committed = { ...this.#counts };
          resolve(result);
        },
        failed: (error) => {
          this.#counts = { ...this.#committed };
          reject(error);
        },
      });
    });
  }
}

export function countEvents(appends: readonly WaitingAppend[]): number {
  return appends.reduce((sum, { events }) => sum + events.length, 0);
}
