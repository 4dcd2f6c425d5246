import {
  formatPosition,
  positionParts,
  type AnomalyPage,
  type AnomalyRecord,
  type EventFilter,
  type JobRun,
  type Position,
  type RunStats,
  type ServerSnapshot,
  type StoredJobEvent,
} from '@jobwire/events';
import type { GapReport, LogPage, LogTailer } from './event-log.ts';
import {
  EventStore,
  StoreError,
  type AnomalyQuery,
  type FoundRuns,
  type RunFilter,
  type RunQuery,
  type RunSummary,
  type SeenServer,
  type StatsQuery,
} from './event-store.ts';
import { findGap } from './find-gap.ts';
import type { SqliteHistory } from './sqlite-history.ts';

/** A store that answers from a {@link SqliteHistory}, whoever gives its events their positions. */
export abstract class HistoryEventStore extends EventStore {
  protected readonly tailers = new Set<LogTailer>();
  protected isClosed = false;

  protected abstract get history(): SqliteHistory;

  head(): Position {
    return formatPosition(this.history.events.marks.head);
  }

  oldest(): Position {
    return formatPosition(this.history.events.oldest);
  }

  async gapAfter(position: Position): Promise<GapReport> {
    return findGap(positionParts(position), this.history.events.marks);
  }

  async read(after: Position, { limit, filter = {} }: { limit: number; filter?: EventFilter }): Promise<LogPage> {
    return this.history.events.read(positionParts(after), limit, filter);
  }

  async count(after: Position, { atMost, filter = {} }: { atMost: number; filter?: EventFilter }): Promise<number> {
    return this.history.events.count(positionParts(after), atMost, filter);
  }

  tail(tailer: LogTailer): () => void {
    this.tailers.add(tailer);
    if (this.isClosed) queueMicrotask(() => tailer.closed());
    return () => void this.tailers.delete(tailer);
  }

  async snapshot(serverId: number): Promise<ServerSnapshot> {
    return { serverId, position: this.head(), jobs: this.history.statuses.of(serverId) };
  }

  async servers(): Promise<readonly SeenServer[]> {
    return this.history.statuses.servers();
  }

  async runs(query: RunQuery): Promise<FoundRuns> {
    return this.history.search.page(query);
  }

  async summary(filter: RunFilter): Promise<RunSummary> {
    return this.history.search.summary(filter);
  }

  async stats(query: StatsQuery): Promise<RunStats> {
    return { ...this.history.minutes.stats(query), position: this.head() };
  }

  async anomalies(query: AnomalyQuery): Promise<AnomalyPage> {
    return this.history.anomalies.query(query);
  }

  async anomaly(position: Position): Promise<AnomalyRecord | undefined> {
    return this.history.anomalies.find(position);
  }

  async run(jobId: string): Promise<JobRun | undefined> {
    return this.history.runs.find(jobId)?.run;
  }

  async runEvents(jobId: string, limit: number): Promise<readonly StoredJobEvent[]> {
    const kept = this.history.runs.find(jobId);
    return kept ? this.history.events.ofRun(kept.lastEvent, limit) : [];
  }

  protected checkOpen(): void {
    if (this.isClosed) throw new StoreError('The store is closed: nothing can be stored any more.', 'closed');
  }
}
