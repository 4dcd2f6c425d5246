import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { fetchTransport, jobEvents, readEventPage, type StreamItem } from '@jobwire/client';
import {
  BEGINNING,
  formatPosition,
  nowIsoMicroUtc,
  positionBefore,
  positionParts,
  type EventFilter,
  type EventPage,
  type HelloEvent,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import {
  catchError,
  defer,
  filter,
  firstValueFrom,
  map,
  merge,
  of,
  repeat,
  Subject,
  timeout,
  timer,
  type Subscription,
} from 'rxjs';
import { EventLog, type GapReport, type LoggedEvent, type LogPage, type LogTailer } from '../store/event-log.ts';
import { StoreError } from '../store/event-store.ts';
import { tellEach } from '../store/tell-each.ts';
import type { Upstreams } from './upstreams.ts';

/** The job server is near: it is asked again soon, and by few. */
const RECONNECT = { initialDelayMs: 500, maxDelayMs: 5_000, helloTimeoutMs: 10_000 };

/** A job server that refuses the stream for good may have been replaced by then. */
const REFUSED_RETRY_MS = 5_000;

/** How long a job server may take to say hello, and what is missing or how much follows with it. */
const HELLO_TIMEOUT_MS = 5_000;

/** How long the start waits for the job server's first word. */
const FIRST_WORD_MS = 2_000;

/** How long a job server may take to give a page of history. */
const PAGE_TIMEOUT_MS = 10_000;

/**
 * The log of a job server, read-only, over one connection however many listen here. While the job server is away nothing
 * is answered that only it can know: readers wait, and positions are taken on trust until it is back.
 */
@Injectable()
export class UpstreamEventStore extends EventLog implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('UpstreamEventStore');
  readonly #tailers = new Set<LogTailer>();
  readonly #returned = new Subject<void>();
  /** Whether the job server is there has been found out. */
  readonly #heard = new Subject<void>();
  /** Before the first hello nobody knows a position. That of now is later checked, as every foreign one. */
  #head: Position = formatPosition({ epochMs: Date.now(), seq: 0 });
  #hasSynced = false;
  /** The log is younger than the history asked for: where it began is known when its first event is. */
  #startsAtFirstEvent = false;
  #lostSince: string | undefined = nowIsoMicroUtc();
  #isConnected = false;
  #hasWarned = false;
  #subscription: Subscription | undefined;

  /** @param historyMs How much history is asked for at the start: what the replay window holds. */
  constructor(
    private readonly upstreams: Upstreams,
    private readonly historyMs: number,
  ) {
    super();
  }

  /** Connects once everything in the process listens. Waits a little, so that the first clients are told true positions. */
  async onApplicationBootstrap(): Promise<void> {
    const firstWord = firstValueFrom(merge(this.#heard, timer(FIRST_WORD_MS)));
    const transport = this.upstreams.inTurn(fetchTransport());
    this.#subscription = defer(() =>
      jobEvents({
        url: this.upstreams.streamUrl,
        since: this.#hasSynced ? this.#head : Math.max(0, Date.now() - this.historyMs),
        transport,
        reconnect: RECONNECT,
      }),
    )
      .pipe(repeat({ delay: REFUSED_RETRY_MS }))
      .subscribe((item) => this.#take(item));
    await firstWord;
  }

  onApplicationShutdown(): void {
    this.#subscription?.unsubscribe();
    this.#returned.complete();
    tellEach(this.#tailers, (tailer) => tailer.closed());
    this.#tailers.clear();
  }

  override head(): Position {
    return this.#head;
  }

  /** How far back the job server's log goes, it says when it is read from its beginning. */
  override oldest(): Position {
    return BEGINNING;
  }

  override lostSince(): string | undefined {
    return this.#lostSince;
  }

  /** A job server that has lost its own source gives what it has. */
  override canBeRead(): boolean {
    return this.#isConnected;
  }

  override async gapAfter(position: Position): Promise<GapReport> {
    if (!this.#isConnected) return { gap: null };
    try {
      const { gap } = await this.#readPage(position, { limit: 1 });
      if (gap !== 'evicted') return { gap };
      const missed = (await this.#helloAfter(position))?.replay.missed;
      return missed === undefined ? { gap } : { gap, missed };
    } catch (error) {
      // The job server has gone this moment: as above. An error here would stop a native EventSource for good.
      if (error instanceof StoreError) return { gap: null };
      throw error;
    }
  }

  /** Rejects with a {@link StoreError} where the job server fails to answer, or does not know the position. While it is known to be away it is waited for. */
  override async read(after: Position, options: { limit: number; filter?: EventFilter }): Promise<LogPage> {
    if (!this.#isConnected) await firstValueFrom(this.#returned);
    const { events, position, gap, more } = await this.#readPage(after, options);
    // Another one than told us of the position, as a rule, that has not read so far itself. What it gives is from its beginning.
    if (gap) throw new StoreError(`The job server does not know what follows ${after} (${gap}).`, 'failed');
    return {
      events: events.map((event) => asLogged(event, JSON.stringify(event))),
      position,
      more,
    };
  }

  /** What is over the job server's own limit counts as `atMost`, and as nothing what it does not tell. */
  override async count(after: Position, { atMost, filter }: { atMost: number; filter?: EventFilter }): Promise<number> {
    const replay = (await this.#helloAfter(after, filter))?.replay;
    // It has gone, or does not answer: a stream without a count is better than none.
    if (!replay) return 0;
    // One that has not read as far as another one that was asked before: nobody knows.
    if (replay.gap === 'unknown') return 0;
    return replay.gap ? atMost : Math.min(atMost, replay.count);
  }

  override tail(tailer: LogTailer): () => void {
    this.#tailers.add(tailer);
    return () => void this.#tailers.delete(tailer);
  }

  async #readPage(since: Position, options: { limit: number; filter?: EventFilter }): Promise<EventPage> {
    const url = this.upstreams.streamUrl;
    try {
      return await readEventPage({ url, since, ...options, signal: AbortSignal.timeout(PAGE_TIMEOUT_MS) });
    } catch (cause) {
      // EventPageError: not reached, or refused. TimeoutError: reached, and silent.
      throw new StoreError(`The job server did not give its history: ${(cause as Error).message}`, 'failed', { cause });
    }
  }

  /** What a stream that begins after a position is told first; `undefined` where the job server does not say. */
  async #helloAfter(since: Position, only: EventFilter = {}): Promise<HelloEvent | undefined> {
    if (!this.#isConnected) return undefined;
    const stream = jobEvents({ url: this.upstreams.streamUrl, since, filter: only, transport: fetchTransport() });
    const hello = stream.pipe(
      filter((item) => item.kind === 'hello'),
      map((item) => item.hello),
      timeout(HELLO_TIMEOUT_MS),
      // TimeoutError, the only one.
      catchError(() => of(undefined)),
    );
    return firstValueFrom(hello, { defaultValue: undefined });
  }

  #take(item: StreamItem): void {
    switch (item.kind) {
      case 'hello':
        return this.#takeHello(item);
      case 'event': {
        const { event, json } = item;
        if (this.#startsAtFirstEvent) this.#startBefore(event);
        this.#head = event.position;
        return tellEach(this.#tailers, (tailer) => tailer.appended([asLogged(event, json)]));
      }
      case 'connection': {
        const { status, reason, sourceLostSince } = item.connection;
        const isThere = status === 'live' || status === 'stale';
        const isBack = isThere && !this.#isConnected;
        this.#isConnected = isThere;
        this.#setLost(isThere ? sourceLostSince : (this.#lostSince ?? nowIsoMicroUtc()), reason);
        if (isBack) this.#returned.next();
        if (isThere || reason !== undefined) this.#heard.next();
        return;
      }
      case 'ping':
        return;
    }
  }

  #takeHello({ hello, position, gap }: Extract<StreamItem, { kind: 'hello' }>): void {
    const fromBeginning = position === BEGINNING;
    this.#startsAtFirstEvent = fromBeginning && hello.replay.count > 0;
    // No event has come yet, so a head that differs is that of another log. The beginning is no gap in any.
    const isOther = fromBeginning && hello.position !== this.#head;
    if (gap === null && this.#hasSynced && !this.#startsAtFirstEvent && !isOther) return;
    // The beginning is before every log. Taken as a start it would make positions of an earlier log look like ones of this.
    this.#startAt(fromBeginning ? hello.position : position);
  }

  #startBefore({ position }: StoredJobEvent): void {
    this.#startsAtFirstEvent = false;
    this.#startAt(positionBefore(position));
  }

  /** What was said before does not connect to what comes: everyone here has to start anew. */
  #startAt(position: Position): void {
    this.#hasSynced = true;
    this.#head = position;
    tellEach(this.#tailers, (tailer) => tailer.broken?.());
  }

  #setLost(lostSince: string | undefined, reason: string | undefined): void {
    if (lostSince !== undefined && reason !== undefined && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#logger.warn(`The job server is away, trying on: ${reason}`);
    }
    if (lostSince === this.#lostSince) return;
    this.#lostSince = lostSince;
    if (lostSince === undefined) {
      this.#hasWarned = false;
      this.#logger.log(`Connected to ${this.upstreams.origin}`);
    }
    tellEach(this.#tailers, (tailer) => tailer.sourceChanged?.());
  }
}

function asLogged(event: StoredJobEvent, json: string): LoggedEvent {
  const { position } = event;
  return { position, at: positionParts(position), event, json };
}
