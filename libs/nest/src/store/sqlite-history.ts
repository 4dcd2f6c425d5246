import type { AnomalyRecord, PositionParts } from '@jobwire/events';
import type { LoggedEvent } from './event-log.ts';
import { DEFAULT_RETENTION, type Retention } from './event-store.ts';
import { SqliteAnomalies } from './sqlite-anomalies.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { SqliteEvents, type EventMark } from './sqlite-events.ts';
import { SqliteRetention } from './sqlite-retention.ts';
import { SqliteRunMinutes, type EndedRuns } from './sqlite-run-minutes.ts';
import { SqliteRunSearch } from './sqlite-run-search.ts';
import { SqliteRuns, type UnfinishedRun } from './sqlite-runs.ts';
import { SqliteStatuses, type SavedStatus } from './sqlite-statuses.ts';

export interface HistoryOptions {
  /** The birth position of the log, where the database is new. */
  readonly birth: PositionParts;
  readonly retention?: Partial<Retention> | undefined;
  readonly now?: () => number;
}

/** What outlives the events that were removed. */
export interface HistoryState {
  /** The newest event removed: what the rest is true at. */
  readonly removed: EventMark;
  readonly runs: readonly UnfinishedRun[];
  readonly minutes: readonly EndedRuns[];
  readonly statuses: readonly SavedStatus[];
  readonly anomalies: readonly AnomalyRecord[];
}

/** The events in tables, with all that follows from them. Whoever has it gives the events their positions. */
export class SqliteHistory {
  readonly events: SqliteEvents;
  readonly runs: SqliteRuns;
  readonly search: SqliteRunSearch;
  readonly minutes: SqliteRunMinutes;
  readonly anomalies: SqliteAnomalies;
  readonly statuses: SqliteStatuses;
  readonly retention: SqliteRetention;
  readonly #database: SqliteDatabase;
  /** Of the transaction under way. */
  #batch: LoggedEvent[] = [];
  #storedHead: EventMark;

  constructor(database: SqliteDatabase, { birth, retention, now = Date.now }: HistoryOptions) {
    this.#database = database;
    this.events = new SqliteEvents(database, birth);
    this.runs = new SqliteRuns(database);
    this.search = new SqliteRunSearch(database, now);
    this.minutes = new SqliteRunMinutes(database);
    this.anomalies = new SqliteAnomalies(database);
    this.statuses = new SqliteStatuses(database);
    this.retention = new SqliteRetention(database, this, { ...DEFAULT_RETENTION, ...retention });
    this.#storedHead = this.events.head;
  }

  /** The newest event, as the transaction under way has it. */
  get storedHead(): EventMark {
    return this.#storedHead;
  }

  /** Stores an event whose position is after {@link storedHead}. Within a transaction, which ends with {@link save}. */
  store(logged: LoggedEvent): void {
    const { event, at, json } = logged;
    const { id, totalBytes } = this.#storedHead;
    const mark = { ...at, id: id + 1, totalBytes: totalBytes + Buffer.byteLength(json) };
    this.events.insert(mark, logged, this.runs.fold(event, mark.id, this.statuses.find(event)));
    this.statuses.fold(event);
    this.anomalies.fold(event);
    this.#storedHead = mark;
    this.#batch.push(logged);
  }

  /** Stores events that were given their positions elsewhere. A transaction's whole work. */
  storeAll(events: readonly LoggedEvent[]): void {
    for (const logged of events) this.store(logged);
    this.save();
  }

  save(): void {
    this.runs.save();
    this.statuses.save();
  }

  /** The transaction has committed. Returns its events. */
  keep(): readonly LoggedEvent[] {
    const batch = this.#batch;
    this.#batch = [];
    this.events.appended(this.#storedHead);
    this.runs.keep();
    this.statuses.keep();
    return batch;
  }

  /** The transaction has failed. */
  discard(): void {
    this.#batch = [];
    this.#storedHead = this.events.head;
    this.runs.discard();
    this.statuses.discard();
  }

  /** What is to be kept when everything up to the head is removed; call it when it was. */
  state(): HistoryState {
    return {
      removed: this.events.oldest,
      runs: this.runs.unfinished(),
      minutes: this.minutes.all(),
      statuses: this.statuses.all(),
      anomalies: this.anomalies.all(),
    };
  }

  /** Begins an empty history with the state of another one. */
  restore({ removed, runs, minutes, statuses, anomalies }: HistoryState): void {
    this.#database.transaction(() => {
      this.events.beginAfter(removed);
      this.runs.restore(runs);
      this.minutes.restore(minutes);
      this.statuses.restore(statuses);
      this.anomalies.restore(anomalies);
      this.save();
    });
    this.#storedHead = removed;
    this.keep();
  }
}
