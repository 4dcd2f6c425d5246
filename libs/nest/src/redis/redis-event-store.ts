import { comparePositions, formatPosition, type JobEvent, type Position } from '@jobwire/events';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { encodeEvent } from '../store/encoded-event.ts';
import type { GapReport, OutboxState } from '../store/event-log.ts';
import { StoreError, type EventStoreOptions, type PlaceHold, type RunEnd } from '../store/event-store.ts';
import { HistoryEventStore } from '../store/history-event-store.ts';
import type { SqliteHistory } from '../store/sqlite-history.ts';
import { tellEach } from '../store/tell-each.ts';
import { TrimSchedule } from '../store/trim-schedule.ts';
import { OutboxFile, type OutboxBounds } from './outbox-file.ts';
import { Outbox, type AddOptions } from './outbox.ts';
import { PendingAppends } from './pending-appends.ts';
import type { RedisConnection } from './redis-connection.ts';
import { RedisReplica } from './redis-replica.ts';
import { RedisStream } from './redis-stream.ts';
import { RedisTrimmer } from './redis-trimmer.ts';
import { StreamFollower } from './stream-follower.ts';

/** How long closing waits for what was appended before. */
const CLOSE_MS = 2_000;

/** How long a process that has a part of the stream to read still is waited for, and Redis until it says whether that is so. */
const BEHIND_MS = 5_000;

/** While Redis is away. */
const ASK_AGAIN_MS = 100;

export interface RedisStoreOptions extends EventStoreOptions {
  /** Where this process's copy of the log is kept. No other process can use it meanwhile. */
  readonly file: string;
  /** Where events wait while Redis is away. Default: they do not wait, they are rejected. */
  readonly outbox?: Partial<OutboxBounds> & { readonly file: string };
}

/**
 * Keeps the log in a Redis stream that many processes share. The stream is the truth, and Redis gives the positions; each
 * process has a copy of it in a file, with all that follows from the events, and answers from that. So each answer is true at
 * this process's own head, which is at or behind the end of the stream. An append resolves when its events are in both.
 *
 * While Redis is away everything can be read and appends are rejected, but for what is {@link accept}ed: that waits in the
 * outbox. One whose answer was lost waits until Redis is back and it is known what became of it. Where Redis lost events tailers are told `broken()`, and positions up to then get `restarted`.
 *
 * `now` is for what is compared with the time that Redis gave the events.
 */
export class RedisEventStore extends HistoryEventStore {
  readonly #connection: RedisConnection;
  readonly #replica: RedisReplica;
  readonly #stream: RedisStream;
  readonly #appends: PendingAppends;
  readonly #outbox: Outbox | undefined;
  readonly #follower: StreamFollower;
  readonly #trimmer: RedisTrimmer;
  readonly #trims: TrimSchedule;
  readonly #now: () => number;

  /** Resolves when the copy has all that is in Redis. */
  static async open(connection: RedisConnection, { file, ...options }: RedisStoreOptions): Promise<RedisEventStore> {
    const stream = new RedisStream(connection);
    const marks = await connection.starting(() => stream.marks());
    const replica = new RedisReplica(file, marks, options);
    const store = new RedisEventStore(connection, stream, replica, options);
    await store.#follower.start();
    store.#outbox?.start();
    return store;
  }

  private constructor(
    connection: RedisConnection,
    stream: RedisStream,
    replica: RedisReplica,
    options: Omit<RedisStoreOptions, 'file'>,
  ) {
    super();
    this.#connection = connection;
    this.#replica = replica;
    this.#stream = stream;
    this.#now = options.now ?? Date.now;
    this.#appends = new PendingAppends({
      send: (appends) => stream.append(appends),
      fault: () => this.#absence(),
      refused: (cause) => connection.unavailable(cause),
    });
    this.#outbox = options.outbox && this.#openOutbox(options.outbox);
    this.#follower = new StreamFollower(connection, stream, replica, {
      saw: ({ append, at, position }) => at && this.#appends.saw(append, at, position),
      appended: (events) => {
        tellEach(this.tailers, (tailer) => tailer.appended(events));
        this.#trims.appended(events.length);
      },
      broken: () => {
        tellEach(this.tailers, (tailer) => tailer.broken?.());
        this.#verify();
      },
      sourceChanged: () => tellEach(this.tailers, (tailer) => tailer.sourceChanged?.()),
    });
    connection.on('returned', this.#verify);
    this.#trimmer = new RedisTrimmer(connection, stream, options);
    this.#trims = new TrimSchedule({ events: () => this.#trimEvents(), everything: () => this.trim() });
  }

  protected get history(): SqliteHistory {
    return this.#replica.history;
  }

  async append(events: readonly JobEvent[]): Promise<Position> {
    return (await this.#add(events, { waits: 'never' })) as Position;
  }

  async appendEnd(end: RunEnd): Promise<Position | undefined> {
    return this.#addEnd(end, 'never');
  }

  override async appendHeld(event: JobEvent, hold: PlaceHold): Promise<Position | undefined> {
    const position = (await this.#add([event], { holds: hold, waits: 'never' })) as Position | undefined;
    // What whoever has the place now has stored before is read here then.
    if (position === undefined) await this.#readUpTo(await this.#connection.ask(() => this.#stream.last()));
    return position;
  }

  override async accept(events: readonly JobEvent[]): Promise<Position | null> {
    return (await this.#add(events, { waits: 'may' })) as Position | null;
  }

  override async acceptEnd(end: RunEnd): Promise<Position | undefined> {
    return this.#addEnd(end, 'may');
  }

  override outbox(): OutboxState | undefined {
    return this.#outbox?.state();
  }

  override lostSince(): string | undefined {
    return this.#follower.lostSince;
  }

  override async fault(): Promise<StoreError | undefined> {
    return this.#absence() ?? this.#replica.fault();
  }

  /** A position that is not read here yet may have been given by another process: it is waited for. */
  override async gapAfter(position: Position): Promise<GapReport> {
    const report = await super.gapAfter(position);
    return report.gap === 'unknown' && (await this.#comesTo(position)) ? super.gapAfter(position) : report;
  }

  async trim(): Promise<void> {
    await this.#trimEvents();
    if (this.isClosed) return;
    const { retention } = this.history;
    retention.removeStale(this.#now());
    while (!this.isClosed && this.history.retention.giveBackSpace()) await nextTurn();
  }

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#trims.stop();
    this.#connection.off('returned', this.#verify);
    await this.#outbox?.finish(CLOSE_MS);
    await Promise.race([this.#appends.settled(), delay(CLOSE_MS, undefined, { ref: false })]);
    this.#appends.abandon();
    await this.#outbox?.close();
    await this.#follower.stop();
    await this.#trims.stopped();
    tellEach(this.tailers, (tailer) => tailer.closed());
    this.#replica.close();
  }

  async #add(events: readonly JobEvent[], options: AddOptions): Promise<Position | null | undefined> {
    this.checkOpen();
    const encoded = events.map(encodeEvent);
    if (encoded.length === 0) return this.head();
    return this.#outbox ? this.#outbox.add(encoded, options) : this.#appends.add(encoded, options);
  }

  /** What this process has not read yet, Redis knows. */
  async #addEnd(end: RunEnd, waits: AddOptions['waits']): Promise<Position | undefined> {
    this.checkOpen();
    if (this.history.runs.hasEnded(end.jobId)) return undefined;
    return (await this.#add([end], { ends: end.jobId, waits })) as Position | undefined;
  }

  #openOutbox({ file, ...bounds }: NonNullable<RedisStoreOptions['outbox']>): Outbox {
    return new Outbox(new OutboxFile(file, bounds), {
      send: ({ id, events, ends, holds }) => this.#appends.add(events, { ends, holds, onceAs: id }),
      flush: () => this.#appends.flush(),
      absence: () => this.#absence(),
      hasEnded: (jobId) => this.history.runs.hasEnded(jobId),
    });
  }

  /** Why events cannot be sent, or not be read back. */
  #absence(): StoreError | undefined {
    return this.#connection.fault() ?? this.#follower.fault();
  }

  /** Finds out what became of the appends whose answer was lost. */
  readonly #verify = (): void => {
    const verified = this.#appends.verify(async () => this.#follower.reached(await this.#stream.last()));
    // Redis is away again: it is found out when it is back.
    verified.catch(() => undefined);
  };

  /** Whether this process has read up to a position, or is about to. Where Redis is away for longer nobody knows. */
  async #comesTo(position: Position): Promise<boolean> {
    const last = await this.#lastWithin(BEHIND_MS);
    if (last === undefined || comparePositions(position, last) > 0) return false;
    await this.#readUpTo(position);
    return true;
  }

  /** What is stored last; `undefined` where Redis is away for so long. */
  async #lastWithin(ms: number): Promise<Position | undefined> {
    for (const endsAt = performance.now() + ms; ; await delay(ASK_AGAIN_MS)) {
      try {
        return await this.#connection.ask(() => this.#stream.last());
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        if (performance.now() > endsAt) return undefined;
      }
    }
  }

  async #readUpTo(position: Position): Promise<void> {
    await Promise.race([this.#follower.reached(position), delay(BEHIND_MS, undefined, { ref: false })]);
  }

  /** First from the stream, where one process does it for all; then here. */
  async #trimEvents(): Promise<void> {
    const { events, retention } = this.history;
    const surplus = Math.max(retention.lastSurplus(this.#now()), events.oldest.id);
    const upTo = formatPosition(surplus === events.oldest.id ? events.oldest : events.markAt(surplus));
    const { trimmed } = this.#follower;
    const isOver = surplus > 0 && (trimmed === null || comparePositions(upTo, trimmed) > 0);
    if (isOver && this.#connection.isReady) await this.#trimmer.trimUpTo(upTo);
    while (!this.isClosed && this.history.retention.removeEvents(this.#now())) await nextTurn();
  }
}
