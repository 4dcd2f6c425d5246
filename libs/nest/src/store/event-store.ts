import type {
  AnomalyPage,
  AnomalyRecord,
  JobEvent,
  JobRun,
  Position,
  RunCondition,
  RunCounts,
  RunHistogram,
  RunState,
  RunStats,
  ServerSnapshot,
  Severity,
  StoredJobEvent,
} from '@jobwire/events';
import { EventLog } from './event-log.ts';

export { StoreError, type StoreErrorType } from './store-error.ts';

/** What `parseRunQuery` read, and the names by which servers are looked for. */
export interface RunSearch {
  readonly conditions: readonly RunCondition[];
  readonly serverName: (serverId: number) => string | undefined;
}

/** Which runs. Absent means all. */
export interface RunFilter {
  readonly serverId?: readonly number[];
  readonly jobName?: readonly string[];
  readonly state?: readonly RunState[];
  /** Begun at or after this time, in milliseconds. A run begins when its first event is stored. */
  readonly from?: number;
  /** Begun before this time, in milliseconds. */
  readonly to?: number;
  readonly search?: RunSearch;
}

/** In which order runs are given: as they began, or those that have ended by how long they ran. */
export const RUN_ORDERS = ['newest', 'longest', 'shortest'] as const;
export type RunOrder = (typeof RUN_ORDERS)[number];

/** Which runs, and in which order. */
export interface RunQuery extends RunFilter {
  /** By duration only runs are given that have one. Default: `newest`. */
  readonly order?: RunOrder;
  /** Where the page before ended, in the same order: its `cursor`. */
  readonly cursor?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

/** Runs, and where the next page begins (`null` on the last one). */
export interface FoundRuns {
  readonly items: readonly JobRun[];
  readonly cursor: string | null;
}

/** How many runs there are, and when they began. */
export interface RunSummary {
  readonly counts: RunCounts;
  /** At most 200 bars over the span asked for; without one the last 24 hours. */
  readonly histogram: RunHistogram;
  /** `false` where there were too many runs to look at each: then it is of the newest of them. */
  readonly isExact: boolean;
}

/** `from` and `stepMs` are whole minutes, in milliseconds. */
export interface StatsQuery {
  readonly from: number;
  readonly to: number;
  readonly stepMs: number;
  readonly serverId?: readonly number[];
  readonly jobName?: readonly string[];
}

/** Which anomalies, newest first. Absent means all. */
export interface AnomalyQuery {
  readonly state?: 'open' | 'acknowledged';
  readonly serverId?: readonly number[];
  readonly jobName?: readonly string[];
  readonly severity?: readonly Severity[];
  /** Where the page before ended: its `cursor`. */
  readonly cursor?: string;
  /** 1 to 1,000. */
  readonly limit: number;
}

/** An event that ends a run. */
export type RunEnd = Extract<JobEvent, { type: 'completed' | 'failed' | 'cancelled' }>;

/** The place of a job on a server, as a run has it that is not stored yet. Meanwhile another process may take it away. */
export interface PlaceHold {
  readonly place: string;
  /** What says there whose it is. No two holds say the same. */
  readonly holder: string;
  /** What says so from the moment on in which the run is stored. */
  readonly stored: string;
}

/** A server that events were published for. */
export interface SeenServer {
  readonly serverId: number;
  /** When its newest event was stored, in milliseconds. */
  readonly lastEventMs: number;
}

/**
 * How much history is kept. The oldest events go first. A run goes with the event that ended it, and its log lines with the
 * run. A run that never ended goes when nothing was heard of it for `maxAgeMs`. How many runs ended is known for as long as
 * events are kept. Of the open and of the acknowledged anomalies the newest 10,000 are kept, acknowledged ones for `maxAgeMs`.
 * Statuses stay, up to 50,000 (a job on a server has one); then those not heard of for longest go.
 */
export interface Retention {
  readonly maxEvents: number;
  readonly maxAgeMs: number;
  /**
   * Of the events as JSON, in UTF-8. Log lines may take as much again; then the oldest ended runs lose theirs. So may anomalies;
   * then acknowledged ones go before open ones, the oldest first.
   */
  readonly maxBytes: number;
}

export const DEFAULT_RETENTION: Retention = {
  maxEvents: 1_000_000,
  maxAgeMs: 30 * 24 * 60 * 60_000,
  maxBytes: 1024 * 1024 * 1024,
};

/** So many open anomalies are kept, and as many acknowledged ones. */
export const MAX_ANOMALIES = 10_000;

/** So many statuses are kept. Only names that never come twice make so many. */
export const MAX_STATUSES = 50_000;

export interface EventStoreOptions {
  /** What is left out is as in {@link DEFAULT_RETENTION}, unless the store says otherwise. */
  readonly retention?: Partial<Retention>;
  /** The clock, in epoch milliseconds. It may step back. Default: `Date.now`. */
  readonly now?: () => number;
}

/**
 * Keeps the log and the state that follows from it. On top of what {@link EventLog} guarantees:
 *
 * - `append` is all or nothing, and resolves when the events are durable: they survive `kill -9`.
 * - A snapshot and its position are read together: no event is counted in the one and not in the other.
 * - Runs and statuses are folded with `applyToRun` and `applyToStatus` of `@jobwire/events`, and outlive the events they came from.
 * - What lists, counts and finds runs and anomalies is as true as these: it follows from the same events, at the same moment.
 * - History is bounded by count, age and bytes.
 * - After `close()` appends are rejected with a `StoreError` and tailers are told.
 */
export abstract class EventStore extends EventLog {
  /**
   * Stores events that `parseNewEvent` has checked, gives each its position and time, and returns the last one's position.
   * What is stored is what the events say at the call: changing them afterwards changes nothing.
   */
  abstract append(events: readonly JobEvent[]): Promise<Position>;

  /**
   * Stores the end of a run as {@link append} does, unless the run has ended: of all ends that come at the same time, from
   * whatever process, one is stored. Resolves with its position, with `undefined` where it was not stored. A run that is not
   * known has not ended.
   */
  abstract appendEnd(end: RunEnd): Promise<Position | undefined>;

  /**
   * As {@link append}, for what begins a run. It is stored only where the run has its place still, and at the same moment the
   * place becomes that of a run which is stored. Resolves with `undefined` where another one has the place; what that one has
   * stored by then can be read. Where all is done by one process a place is not lost.
   */
  appendHeld(event: JobEvent, _hold: PlaceHold): Promise<Position | undefined> {
    return this.append([event]);
  }

  /**
   * As {@link append}, for what need not be stored at once: where the store is away for a while (Redis) the events wait for it,
   * in order and durable. Resolves with `null` then. Of a run's progress only the newest may be left in the end.
   */
  accept(events: readonly JobEvent[]): Promise<Position | null> {
    return this.append(events);
  }

  /** As {@link appendEnd}. Where the store is away the end waits as with {@link accept}; resolves when it was stored. */
  acceptEnd(end: RunEnd): Promise<Position | undefined> {
    return this.appendEnd(end);
  }

  /**
   * The statuses of the jobs seen on a server, in the order they were first seen, and the position they are true at. Without
   * jobs where the server was never seen.
   */
  abstract snapshot(serverId: number): Promise<ServerSnapshot>;

  abstract servers(): Promise<readonly SeenServer[]>;

  /**
   * Rejects with a `StoreError` `bad-cursor` where the cursor is none. With a search, or by duration, a page may hold fewer
   * than `limit` although more follow, as only so many runs are looked at in one go: ask on while there is a cursor.
   */
  abstract runs(query: RunQuery): Promise<FoundRuns>;

  abstract summary(filter: RunFilter): Promise<RunSummary>;

  /** How many runs ended in each step. */
  abstract stats(query: StatsQuery): Promise<RunStats>;

  /** Rejects with a `StoreError` `bad-cursor` where the cursor is none. */
  abstract anomalies(query: AnomalyQuery): Promise<AnomalyPage>;

  /** By the position of its event. */
  abstract anomaly(position: Position): Promise<AnomalyRecord | undefined>;

  abstract run(jobId: string): Promise<JobRun | undefined>;

  /** The kept events of a run from its beginning on, oldest first: the newest `limit`. None where the run is not known. */
  abstract runEvents(jobId: string, limit: number): Promise<readonly StoredJobEvent[]>;

  /** Removes what is over the bounds. The store does it by itself now and then; tests call it. */
  abstract trim(): Promise<void>;

  abstract close(): Promise<void>;
}
