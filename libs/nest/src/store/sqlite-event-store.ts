import {
  formatPosition,
  nextPosition,
  positionParts,
  type AnomalyPage,
  type AnomalyRecord,
  type EventFilter,
  type JobEvent,
  type JobRun,
  type Position,
  type RunStats,
  type ServerSnapshot,
  type StoredJobEvent,
} from '@jobwire/events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { encodeEvent, placeEvent, type EncodedEvent } from './encoded-event.ts';
import type { GapReport, LogPage, LogTailer, LoggedEvent } from './event-log.ts';
import {
  DEFAULT_RETENTION,
  EventStore,
  StoreError,
  type AnomalyQuery,
  type EventStoreOptions,
  type RunFilter,
  type FoundRuns,
  type RunQuery,
  type RunSummary,
  type SeenServer,
  type StatsQuery,
} from './event-store.ts';
import { findGap } from './find-gap.ts';
import { SqliteAnomalies } from './sqlite-anomalies.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { SqliteEvents, type EventMark } from './sqlite-events.ts';
import { SqliteRetention } from './sqlite-retention.ts';
import { SqliteRunMinutes } from './sqlite-run-minutes.ts';
import { SqliteRunSearch } from './sqlite-run-search.ts';
import { SqliteRuns } from './sqlite-runs.ts';
import { SqliteStatuses } from './sqlite-statuses.ts';
import { tellEach } from './tell-each.ts';

/** Events appended between two looks at the bounds. */
const TRIM_EVERY = 1_000;

/** Time between two looks at the bounds, for history that grows too old while nothing is appended. */
const TRIM_EVERY_MS = 60_000;

interface WaitingAppend {
  readonly events: readonly EncodedEvent[];
  /** Of its last event. */
  position: Position;
  readonly resolve: (position: Position) => void;
  readonly reject: (error: StoreError) => void;
}

/** One transaction's events, stored but not yet committed. */
interface Turn {
  readonly appends: readonly WaitingAppend[];
  readonly batch: LoggedEvent[];
  head: EventMark;
}

/**
 * Keeps everything in a database that {@link openSqlite} opened, for one process on one machine. Everything appended in one
 * turn of the loop is one transaction: where it fails, each of these appends is rejected, and nothing is told. Closing the
 * store leaves the database open, as others use it too.
 */
export class SqliteEventStore extends EventStore {
  readonly #database: SqliteDatabase;
  readonly #now: () => number;
  readonly #events: SqliteEvents;
  readonly #runs: SqliteRuns;
  readonly #search: SqliteRunSearch;
  readonly #minutes: SqliteRunMinutes;
  readonly #anomalies: SqliteAnomalies;
  readonly #statuses: SqliteStatuses;
  readonly #retention: SqliteRetention;
  readonly #tailers = new Set<LogTailer>();
  readonly #trimTimer: NodeJS.Timeout;
  #waiting: WaitingAppend[] = [];
  #turn: Turn | undefined;
  #appendedSinceTrim = 0;
  #trimming: Promise<unknown> | undefined;
  #couldTrim = true;
  #isClosed = false;

  constructor(database: SqliteDatabase, { retention, now = Date.now }: EventStoreOptions = {}) {
    super();
    this.#database = database;
    this.#now = now;
    this.#events = new SqliteEvents(database, now());
    this.#runs = new SqliteRuns(database);
    this.#search = new SqliteRunSearch(database, now);
    this.#minutes = new SqliteRunMinutes(database);
    this.#anomalies = new SqliteAnomalies(database);
    this.#statuses = new SqliteStatuses(database);
    const tables = {
      events: this.#events,
      runs: this.#runs,
      minutes: this.#minutes,
      anomalies: this.#anomalies,
      statuses: this.#statuses,
    };
    this.#retention = new SqliteRetention(database, tables, { ...DEFAULT_RETENTION, ...retention });
    this.#trimTimer = setInterval(() => this.#inBackground(() => this.trim()), TRIM_EVERY_MS).unref();
  }

  head(): Position {
    return formatPosition(this.#events.head);
  }

  oldest(): Position {
    return formatPosition(this.#events.oldest);
  }

  async append(events: readonly JobEvent[]): Promise<Position> {
    if (this.#isClosed) throw new StoreError('The store is closed: nothing can be stored any more.', 'closed');
    const encoded = events.map(encodeEvent);
    if (encoded.length === 0) return this.head();
    if (this.#waiting.length === 0) {
      this.#database.enqueue({
        write: () => this.#write(),
        committed: () => this.#committed(),
        failed: (error) => this.#failed(error),
      });
    }
    return new Promise((resolve, reject) => this.#waiting.push({ events: encoded, position: '', resolve, reject }));
  }

  async gapAfter(position: Position): Promise<GapReport> {
    return findGap(positionParts(position), this.#events.marks);
  }

  async read(after: Position, { limit, filter = {} }: { limit: number; filter?: EventFilter }): Promise<LogPage> {
    return this.#events.read(positionParts(after), limit, filter);
  }

  async count(after: Position, { atMost, filter = {} }: { atMost: number; filter?: EventFilter }): Promise<number> {
    return this.#events.count(positionParts(after), atMost, filter);
  }

  tail(tailer: LogTailer): () => void {
    this.#tailers.add(tailer);
    if (this.#isClosed) queueMicrotask(() => tailer.closed());
    return () => void this.#tailers.delete(tailer);
  }

  async snapshot(serverId: number): Promise<ServerSnapshot> {
    return { serverId, position: this.head(), jobs: this.#statuses.of(serverId) };
  }

  async servers(): Promise<readonly SeenServer[]> {
    return this.#statuses.servers();
  }

  async runs(query: RunQuery): Promise<FoundRuns> {
    return this.#search.page(query);
  }

  async summary(filter: RunFilter): Promise<RunSummary> {
    return this.#search.summary(filter);
  }

  async stats(query: StatsQuery): Promise<RunStats> {
    return { ...this.#minutes.stats(query), position: this.head() };
  }

  async anomalies(query: AnomalyQuery): Promise<AnomalyPage> {
    return this.#anomalies.query(query);
  }

  async anomaly(position: Position): Promise<AnomalyRecord | undefined> {
    return this.#anomalies.find(position);
  }

  async run(jobId: string): Promise<JobRun | undefined> {
    return this.#runs.find(jobId)?.run;
  }

  async runEvents(jobId: string, limit: number): Promise<readonly StoredJobEvent[]> {
    const kept = this.#runs.find(jobId);
    return kept ? this.#events.ofRun(kept.lastEvent, limit) : [];
  }

  override async fault(): Promise<StoreError | undefined> {
    return this.#database.fault();
  }

  async trim(): Promise<void> {
    await this.#trimEvents();
    if (this.#isClosed) return;
    this.#retention.removeStale(this.#now());
    while (!this.#isClosed && (this.#retention.removeLines() || this.#retention.giveBackSpace())) await nextTurn();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#trimTimer);
    // What was appended before is stored first.
    this.#database.flush();
    tellEach(this.#tailers, (tailer) => tailer.closed());
    await this.#trimming;
  }

  #write(): void {
    const turn: Turn = { appends: this.#waiting, batch: [], head: this.#events.head };
    this.#waiting = [];
    this.#turn = turn;
    const nowMs = this.#now();
    for (const append of turn.appends) {
      for (const encoded of append.events) this.#store(encoded, turn, nowMs);
      append.position = formatPosition(turn.head);
    }
    this.#runs.save();
    this.#statuses.save();
  }

  #store(encoded: EncodedEvent, turn: Turn, nowMs: number): void {
    const at = nextPosition(turn.head, nowMs);
    const logged = placeEvent(encoded, at);
    turn.head = { ...at, id: turn.head.id + 1, totalBytes: turn.head.totalBytes + Buffer.byteLength(logged.json) };
    const { event } = logged;
    this.#events.insert(turn.head, logged, this.#runs.fold(event, turn.head.id, this.#statuses.find(event)));
    this.#statuses.fold(event);
    this.#anomalies.fold(event);
    turn.batch.push(logged);
  }

  #committed(): void {
    const { appends, batch, head } = this.#turn as Turn;
    this.#turn = undefined;
    this.#events.appended(head);
    this.#runs.keep();
    this.#statuses.keep();
    for (const { resolve, position } of appends) resolve(position);
    tellEach(this.#tailers, (tailer) => tailer.appended(batch));
    this.#appendedSinceTrim += batch.length;
    if (this.#appendedSinceTrim >= TRIM_EVERY) this.#inBackground(() => this.#trimEvents());
  }

  #failed(error: StoreError): void {
    // Where the transaction could not even begin, or another's part failed first, nothing was taken from those that wait.
    const appends = this.#turn?.appends ?? this.#waiting;
    if (!this.#turn) this.#waiting = [];
    this.#turn = undefined;
    this.#runs.discard();
    this.#statuses.discard();
    for (const { reject } of appends) reject(error);
  }

  async #trimEvents(): Promise<void> {
    this.#appendedSinceTrim = 0;
    while (!this.#isClosed && this.#retention.removeEvents(this.#now())) await nextTurn();
  }

  #inBackground(trim: () => Promise<void>): void {
    if (this.#trimming || this.#isClosed) return;
    this.#trimming = nextTurn()
      .then(trim)
      .then(
        () => (this.#couldTrim = true),
        (error: unknown) => {
          // The database cannot be written now, which appends are told too. Once is enough: it is tried again.
          if (this.#couldTrim)
            process.emitWarning(`Old history could not be removed: ${String(error)}`, 'JobwireWarning');
          this.#couldTrim = false;
        },
      )
      .then(() => (this.#trimming = undefined));
  }
}
