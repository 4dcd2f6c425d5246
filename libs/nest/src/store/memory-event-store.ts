import {
  compareParts,
  compileFilter,
  formatPosition,
  isOver,
  nextPosition,
  positionParts,
  type AnomalyPage,
  type AnomalyRecord,
  type EventFilter,
  type JobEvent,
  type JobRun,
  type Position,
  type PositionParts,
  type RunStats,
  type ServerSnapshot,
  type StoredJobEvent,
} from '@jobwire/events';
import { encodeEvent, placeEvent, type EncodedEvent } from './encoded-event.ts';
import type { GapReport, LogPage, LogTailer, LoggedEvent } from './event-log.ts';
import {
  EventStore,
  StoreError,
  type AnomalyQuery,
  type EventStoreOptions,
  type FoundRuns,
  type Retention,
  type RunEnd,
  type RunFilter,
  type RunQuery,
  type RunSummary,
  type SeenServer,
  type StatsQuery,
} from './event-store.ts';
import { findGap } from './find-gap.ts';
import { MemoryAnomalies } from './memory-anomalies.ts';
import { MemoryRuns } from './memory-runs.ts';
import { MemoryStatuses } from './memory-statuses.ts';
import { tellEach } from './tell-each.ts';

/** What fits into the memory of a small process. */
const MEMORY_RETENTION: Retention = {
  maxEvents: 100_000,
  maxAgeMs: 30 * 24 * 60 * 60_000,
  maxBytes: 64 * 1024 * 1024,
};

/** Events appended between two looks at the bounds. */
const TRIM_EVERY = 1_000;

interface KeptEvent {
  readonly logged: LoggedEvent;
  readonly bytes: number;
}

/**
 * Keeps everything in memory and loses it with the process: for tests and throw-away use, and the implementation to read
 * first. Its retention defaults to {@link MEMORY_RETENTION}.
 */
export class MemoryEventStore extends EventStore {
  readonly #retention: Retention;
  readonly #now: () => number;
  readonly #birth: PositionParts;
  /** Everything after this position is kept. */
  #oldest: PositionParts;
  #head: PositionParts;
  #events: KeptEvent[] = [];
  #bytes = 0;
  #removed = 0;
  #appendedSinceTrim = 0;
  readonly #runs: MemoryRuns;
  readonly #statuses = new MemoryStatuses();
  readonly #anomalies = new MemoryAnomalies();
  readonly #tailers = new Set<LogTailer>();
  readonly #runWatchers = new Set<(jobId: string) => void>();
  #isClosed = false;

  constructor({ retention, now = Date.now }: EventStoreOptions = {}) {
    super();
    this.#retention = { ...MEMORY_RETENTION, ...retention };
    this.#now = now;
    this.#runs = new MemoryRuns(now);
    this.#birth = nextPosition({ epochMs: 0, seq: 0 }, now());
    this.#oldest = this.#birth;
    this.#head = this.#birth;
  }

  head(): Position {
    return formatPosition(this.#head);
  }

  oldest(): Position {
    return formatPosition(this.#oldest);
  }

  async append(events: readonly JobEvent[]): Promise<Position> {
    if (this.#isClosed) throw closedError();
    const encoded = events.map(encodeEvent);
    // What a tailer appends is stored and told after the batch that made it do so.
    await Promise.resolve();
    return this.#commit(encoded);
  }

  async appendEnd(end: RunEnd): Promise<Position | undefined> {
    if (this.#isClosed) throw closedError();
    const encoded = encodeEvent(end);
    await Promise.resolve();
    const run = this.#runs.find(end.jobId);
    return run && isOver(run) ? undefined : this.#commit([encoded]);
  }

  async gapAfter(position: Position): Promise<GapReport> {
    const marks = { birth: this.#birth, oldest: this.#oldest, head: this.#head, removed: this.#removed };
    return findGap(positionParts(position), marks);
  }

  async read(after: Position, { limit, filter = {} }: { limit: number; filter?: EventFilter }): Promise<LogPage> {
    const test = compileFilter(filter);
    const events: LoggedEvent[] = [];
    const from = positionParts(after);
    let index = this.#indexAfter(from);
    for (; index < this.#events.length && events.length < limit; index++) {
      const { logged } = this.#events[index] as KeptEvent;
      if (!test || test(logged.event)) events.push(logged);
    }
    const lookedAt = this.#events[index - 1]?.logged.at ?? this.#head;
    const more = index < this.#events.length;
    return { events, position: formatPosition(compareParts(lookedAt, from) > 0 ? lookedAt : from), more };
  }

  async count(after: Position, { atMost, filter = {} }: { atMost: number; filter?: EventFilter }): Promise<number> {
    const following = this.#events.slice(this.#indexAfter(positionParts(after)));
    const test = compileFilter(filter);
    return Math.min(atMost, test ? following.filter(({ logged }) => test(logged.event)).length : following.length);
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
    return this.#runs.page(query);
  }

  async summary(filter: RunFilter): Promise<RunSummary> {
    return this.#runs.summary(filter);
  }

  async stats(query: StatsQuery): Promise<RunStats> {
    return { ...this.#runs.stats(query), position: this.head() };
  }

  async anomalies(query: AnomalyQuery): Promise<AnomalyPage> {
    return this.#anomalies.query(query);
  }

  async anomaly(position: Position): Promise<AnomalyRecord | undefined> {
    return this.#anomalies.find(position);
  }

  async run(jobId: string): Promise<JobRun | undefined> {
    return this.#runs.find(jobId);
  }

  async runEvents(jobId: string, limit: number): Promise<readonly StoredJobEvent[]> {
    const begunAt = this.#runs.begunAt(jobId);
    if (!begunAt) return [];
    return this.#events
      .filter(({ logged }) => logged.event.jobId === jobId && compareParts(logged.at, begunAt) >= 0)
      .slice(-limit)
      .map(({ logged }) => logged.event);
  }

  async trim(): Promise<void> {
    this.#trim();
  }

  /** Be told of every run that is removed. */
  watchRemovedRuns(onRemoved: (jobId: string) => void): void {
    this.#runWatchers.add(onRemoved);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // What was appended before is stored first.
    await Promise.resolve();
    tellEach(this.#tailers, (tailer) => tailer.closed());
  }

  #commit(events: readonly EncodedEvent[]): Position {
    const batch = events.map((event) => this.#store(event));
    const position = this.head();
    if (batch.length > 0) tellEach(this.#tailers, (tailer) => tailer.appended(batch));
    this.#appendedSinceTrim += batch.length;
    if (this.#appendedSinceTrim >= TRIM_EVERY) this.#trim();
    return position;
  }

  #store(encoded: EncodedEvent): LoggedEvent {
    const at = nextPosition(this.#head, this.#now());
    const logged = placeEvent(encoded, at);
    const bytes = Buffer.byteLength(logged.json);
    this.#events.push({ logged, bytes });
    this.#bytes += bytes;
    this.#head = at;
    this.#fold(logged.event, at);
    return logged;
  }

  #fold(event: StoredJobEvent, at: PositionParts): void {
    this.#anomalies.fold(event);
    this.#runs.fold(event, at, this.#removed + this.#events.length, this.#statuses.fold(event));
  }

  #trim(): void {
    this.#appendedSinceTrim = 0;
    const { maxEvents, maxAgeMs, maxBytes } = this.#retention;
    const oldestMs = this.#now() - maxAgeMs;
    let surplus = 0;
    for (const { logged, bytes } of this.#events) {
      const { at } = logged;
      const isOverBounds = this.#events.length - surplus > maxEvents || this.#bytes > maxBytes || at.epochMs < oldestMs;
      if (!isOverBounds) break;
      surplus++;
      this.#bytes -= bytes;
      this.#oldest = at;
    }
    this.#events = this.#events.slice(surplus);
    this.#removed += surplus;
    this.#anomalies.trim(oldestMs, maxBytes);
    this.#statuses.trim();
    for (const jobId of this.#runs.trim(this.#oldest, oldestMs)) tellEach(this.#runWatchers, (tell) => tell(jobId));
  }

  /** Binary search: positions increase. */
  #indexAfter(position: PositionParts): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareParts((this.#events[middle] as KeptEvent).logged.at, position) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function closedError(): StoreError {
  return new StoreError('The store is closed: nothing can be stored any more.', 'closed');
}
