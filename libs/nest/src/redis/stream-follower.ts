import { Logger } from '@nestjs/common';
import { comparePositions, nowIsoMicroUtc, type Position } from '@jobwire/events';
import type { Redis } from 'ioredis';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedEvent } from '../store/event-log.ts';
import { StoreError } from '../store/store-error.ts';
import type { RedisConnection } from './redis-connection.ts';
import { isElsewhere } from './redis-nodes.ts';
import type { Fit, RedisReplica } from './redis-replica.ts';
import type { RedisStream, StreamEntry } from './redis-stream.ts';

/** How long Redis waits for an event before it says that there is none: then it is seen whether the log is still the same. */
const WAIT_MS = 1_000;

/** Time between two tries while Redis is away or the replica cannot be written. */
const RETRY_MS = 100;

/** What is said where the replica does not fit the stream. */
const FINDINGS: Readonly<Record<Exclude<Fit, 'fits'>, string>> = {
  'born-again': 'Redis lost events: clients load their state anew',
  ahead: 'Redis lost events: what is left is read anew, and clients load their state anew',
  behind: 'Events were removed before they were read: what is left is read anew',
  foreign: 'Redis has another log than the copy: that is read anew, and clients load their state anew',
};

/** Hears what the replica has taken over, in order, each once. */
export interface FollowerListener {
  appended(events: readonly LoggedEvent[]): void;
  /** An entry is in the stream, and as a rule in the replica too: its disk may be full. */
  saw(entry: StreamEntry): void;
  /** What was heard so far does not connect to what comes. */
  broken(): void;
  /** {@link StreamFollower.lostSince} changed. */
  sourceChanged(): void;
}

/** The one reader of a process: takes over what is added to the stream into the replica, and finds out where that does not connect. */
export class StreamFollower {
  readonly #logger = new Logger('StreamFollower');
  readonly #connection: RedisConnection;
  readonly #stream: RedisStream;
  readonly #replica: RedisReplica;
  readonly #listener: FollowerListener;
  readonly #reader: Redis;
  readonly #stopped = new AbortController();
  readonly #waiters = new Set<() => void>();
  #running: Promise<void> | undefined;
  /** Everything in the stream up to here was looked at. */
  #position: Position;
  #trimmed: Position | null = null;
  /** What comes next does not connect to what was told last. */
  #isBroken = false;
  #fault: StoreError | undefined;
  #lostSince: string | undefined;

  constructor(connection: RedisConnection, stream: RedisStream, replica: RedisReplica, listener: FollowerListener) {
    this.#connection = connection;
    this.#stream = stream;
    this.#replica = replica;
    this.#listener = listener;
    this.#reader = connection.another();
    this.#position = replica.head;
  }

  /** The newest event removed from the stream, as far as is known here. */
  get trimmed(): Position | null {
    return this.#trimmed;
  }

  fault(): StoreError | undefined {
    return this.#fault;
  }

  /** Since when nothing can be taken over (ISO 8601); `undefined` while it can. */
  get lostSince(): string | undefined {
    return this.#lostSince;
  }

  /** Resolves when the replica has all that is in the stream by now. From then on it is kept up. Call it once. */
  async start(): Promise<void> {
    // How it went is seen by its status; it goes on trying.
    this.#reader.connect().catch(() => undefined);
    await this.#connection.starting(async () => {
      const absence = this.#absence();
      if (absence) throw absence;
      await this.#connect();
      await this.#catchUp();
    });
    // Nobody was told anything yet.
    this.#isBroken = false;
    this.#running = this.#run();
  }

  /** Resolves when everything up to a position was looked at, or when it is stopped. */
  async reached(position: Position): Promise<void> {
    while (comparePositions(this.#position, position) < 0 && !this.#stopped.signal.aborted)
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#reader.disconnect();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      try {
        const absence = this.#absence();
        if (absence) throw absence;
        await this.#connect();
        if (this.#isBroken) await this.#catchUp();
        this.#fault = undefined;
        if (this.#isBroken) this.#listener.broken();
        this.#isBroken = false;
        this.#setLost(undefined);
        await this.#followOn();
        // The reader may be at another node of Redis than the one that was compared with.
        await delay(RETRY_MS, undefined, { signal });
      } catch (error) {
        // Redis is away, or the replica cannot be written. A defect in here would come again, and is seen in health.
        if (signal.aborted) return;
        this.#setFault(error);
        // AbortError, when it is stopped.
        await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Takes over what comes, and tells of it, for as long as it connects. */
  async #followOn(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const events = await this.#takeNext();
      if (!events) return;
      if (events.length > 0) this.#listener.appended(events);
    }
  }

  /** Sees to it that what the replica has and what follows in the stream connect. */
  async #connect(): Promise<void> {
    const { fit, marks: found } = await this.#replica.compare(this.#stream);
    if (fit === 'fits') {
      // What came after it and was passed over may be gone.
      this.#position = this.#replica.head;
      return;
    }
    this.#isBroken = true;
    const { head } = this.#replica.history.events;
    // A new copy is behind too, and nobody was told anything from it.
    if (head.id > 0) this.#logger.warn(`${FINDINGS[fit]} (${this.#connection.keys.events})`);
    if (fit === 'born-again') return this.#replica.bearAgain(found.birth);
    const marks = fit === 'ahead' ? await this.#stream.bearAfterLoss(found, head) : found;
    await this.#replica.rebuild(this.#stream, marks);
    this.#position = this.#replica.head;
  }

  /** Takes over what there is, and tells nobody: it is history, not news. */
  async #catchUp(): Promise<void> {
    const last = await this.#stream.last();
    while (comparePositions(this.#position, last) < 0) {
      // Where it does not connect any more, others have trimmed meanwhile.
      if (!(await this.#takeNext())) await this.#connect();
    }
  }

  /**
   * Takes over the next events. `undefined` where they do not connect: some were removed unread, or the log is another one, or
   * lost what was read last. Nothing else need tell of that: a Redis that is made a replica changes what it has by itself.
   */
  async #takeNext(): Promise<readonly LoggedEvent[] | undefined> {
    const before = this.#position;
    const { entries, isKept, marks } = await this.#stream.next(this.#reader, before, WAIT_MS);
    const isRemoved = marks.trimmed !== null && comparePositions(marks.trimmed, before) > 0;
    if (isRemoved || marks.birth !== this.#replica.birth) return undefined;
    if (!isKept && marks.trimmed !== before && !this.#replica.isEmpty) return undefined;
    this.#trimmed = marks.trimmed;
    const events = entries.flatMap(({ logged }) => logged ?? []);
    if (events.length < entries.length) this.#logger.warn('Somebody else added to the stream: that is passed over');
    try {
      await this.#replica.apply(events);
      this.#position = entries.at(-1)?.position ?? before;
    } finally {
      // Stored they are in any case.
      for (const entry of entries) this.#listener.saw(entry);
    }
    this.#wake();
    return events;
  }

  /** Two connections come back one after the other. */
  #absence(): StoreError | undefined {
    const isReady = this.#reader.status === 'ready';
    return this.#connection.fault() ?? (isReady ? undefined : this.#connection.unavailable(undefined));
  }

  #setFault(error: unknown): void {
    // The reader comes to the right node by itself.
    if (!this.#fault && !this.#absence() && !isElsewhere(error))
      this.#logger.error(`Events cannot be taken over, trying on: ${String(error)}`);
    this.#fault = error instanceof StoreError ? error : this.#connection.unavailable(error);
    this.#setLost(this.#lostSince ?? nowIsoMicroUtc());
  }

  #setLost(since: string | undefined): void {
    if (since === this.#lostSince) return;
    this.#lostSince = since;
    this.#listener.sourceChanged();
  }

  #wake(): void {
    const waiters = [...this.#waiters];
    this.#waiters.clear();
    for (const wake of waiters) wake();
  }
}
