import { formatPosition, nextPosition, type JobEvent, type Position } from '@jobwire/events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { encodeEvent, placeEvent, type EncodedEvent } from './encoded-event.ts';
import type { EventStoreOptions, RunEnd, StoreError } from './event-store.ts';
import { HistoryEventStore } from './history-event-store.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { SqliteHistory } from './sqlite-history.ts';
import { tellEach } from './tell-each.ts';
import { TrimSchedule } from './trim-schedule.ts';

interface WaitingAppend {
  readonly events: readonly EncodedEvent[];
  /** The run that it ends: it is left out where that has ended. */
  readonly ends: string | undefined;
  /** Of its last event. */
  position: Position | undefined;
  readonly resolve: (position: Position | undefined) => void;
  readonly reject: (error: StoreError) => void;
}

/**
 * Keeps everything in a database that {@link openSqlite} opened, for one process on one machine. Everything appended in one
 * turn of the loop is one transaction: where it fails, each of these appends is rejected, and nothing is told. Closing the
 * store leaves the database open, as others use it too.
 */
export class SqliteEventStore extends HistoryEventStore {
  protected readonly history: SqliteHistory;
  readonly #database: SqliteDatabase;
  readonly #now: () => number;
  readonly #trims: TrimSchedule;
  #waiting: WaitingAppend[] = [];
  /** Of the transaction under way. */
  #turn: readonly WaitingAppend[] | undefined;

  constructor(database: SqliteDatabase, { retention, now = Date.now }: EventStoreOptions = {}) {
    super();
    this.#database = database;
    this.#now = now;
    const birth = nextPosition({ epochMs: 0, seq: 0 }, now());
    this.history = new SqliteHistory(database, { birth, retention, now });
    this.#trims = new TrimSchedule({ events: () => this.#trimEvents(), everything: () => this.trim() });
  }

  async append(events: readonly JobEvent[]): Promise<Position> {
    this.checkOpen();
    const encoded = events.map(encodeEvent);
    return encoded.length === 0 ? this.head() : (this.#enqueue(encoded) as Promise<Position>);
  }

  async appendEnd(end: RunEnd): Promise<Position | undefined> {
    this.checkOpen();
    return this.#enqueue([encodeEvent(end)], end.jobId);
  }

  override async fault(): Promise<StoreError | undefined> {
    return this.#database.fault();
  }

  async trim(): Promise<void> {
    const { retention } = this.history;
    await this.#trimEvents();
    if (this.isClosed) return;
    retention.removeStale(this.#now());
    while (!this.isClosed && (retention.removeLines() || retention.giveBackSpace())) await nextTurn();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#trims.stop();
    // What was appended before is stored first.
    this.#database.flush();
    tellEach(this.tailers, (tailer) => tailer.closed());
    await this.#trims.stopped();
  }

  #enqueue(events: readonly EncodedEvent[], ends?: string): Promise<Position | undefined> {
    if (this.#waiting.length === 0) {
      this.#database.enqueue({
        write: () => this.#write(),
        committed: () => this.#committed(),
        failed: (error) => this.#failed(error),
      });
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ events, ends, position: undefined, resolve, reject });
    });
  }

  #write(): void {
    const turn = this.#waiting;
    this.#waiting = [];
    this.#turn = turn;
    const nowMs = this.#now();
    for (const append of turn) {
      if (append.ends !== undefined && this.history.runs.hasEnded(append.ends)) continue;
      for (const encoded of append.events)
        this.history.store(placeEvent(encoded, nextPosition(this.history.storedHead, nowMs)));
      append.position = formatPosition(this.history.storedHead);
    }
    this.history.save();
  }

  #committed(): void {
    const turn = this.#turn ?? [];
    this.#turn = undefined;
    const batch = this.history.keep();
    for (const { resolve, position } of turn) resolve(position);
    if (batch.length > 0) tellEach(this.tailers, (tailer) => tailer.appended(batch));
    this.#trims.appended(batch.length);
  }

  #failed(error: StoreError): void {
    // Where the transaction could not even begin, or another's part failed first, nothing was taken from those that wait.
    const appends = this.#turn ?? this.#waiting;
    if (!this.#turn) this.#waiting = [];
    this.#turn = undefined;
    this.history.discard();
    for (const { reject } of appends) reject(error);
  }

  async #trimEvents(): Promise<void> {
    while (!this.isClosed && this.history.retention.removeEvents(this.#now())) await nextTurn();
  }
}
