import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { EventPageError, fetchTransport, jobEvents, readEventPage, type StreamItem } from '@jobwire/client';
import { formatPosition, nowIsoMicroUtc, type EventFilter, type Position } from '@jobwire/events';
import { catchError, defer, filter, firstValueFrom, map, of, repeat, Subject, timeout, type Subscription } from 'rxjs';
import { EventLog, type GapReport, type LogPage, type LogTailer } from '../store/event-log.ts';
import { tellEach } from '../store/tell-each.ts';
import type { Upstreams } from './upstreams.ts';

/** The job server is near: it is asked again soon, and by few. */
const RECONNECT = { initialDelayMs: 500, maxDelayMs: 5_000 };

/** A job server that refuses the stream for good may have been replaced by then. */
const REFUSED_RETRY_MS = 5_000;

/** How long a job server may take to say how much it would replay. */
const COUNT_TIMEOUT_MS = 5_000;

/**
 * The log of a job server, read-only, over one connection however many listen here. While the job server is away nothing
 * is answered that only it can know: readers wait, and positions are taken on trust until it is back.
 */
@Injectable()
export class UpstreamEventStore extends EventLog implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #logger = new Logger('UpstreamEventStore');
  readonly #tailers = new Set<LogTailer>();
  readonly #returned = new Subject<void>();
  /** Before the first hello nobody knows a position. That of now is later checked, as every foreign one. */
  #head: Position = formatPosition({ epochMs: Date.now(), seq: 0 });
  #oldest = this.#head;
  #hasSynced = false;
  #lostSince: string | undefined = nowIsoMicroUtc();
  #subscription: Subscription | undefined;

  /** @param historyMs How much history is asked for at the start: what the replay window holds. */
  constructor(
    private readonly upstreams: Upstreams,
    private readonly historyMs: number,
  ) {
    super();
  }

  /** Connects once everything in the process listens. */
  onApplicationBootstrap(): void {
    const transport = this.upstreams.inTurn(fetchTransport());
    this.#subscription = defer(() =>
      jobEvents({
        url: this.upstreams.streamUrl,
        since: this.#hasSynced ? this.#head : Date.now() - this.historyMs,
        transport,
        reconnect: RECONNECT,
      }),
    )
      .pipe(repeat({ delay: REFUSED_RETRY_MS }))
      .subscribe((item) => this.#take(item));
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

  override oldest(): Position {
    return this.#oldest;
  }

  override lostSince(): string | undefined {
    return this.#lostSince;
  }

  override async gapAfter(position: Position): Promise<GapReport> {
    if (this.#lostSince !== undefined) return { gap: null };
    try {
      const { gap } = await readEventPage({ url: this.upstreams.streamUrl, since: position, limit: 1 });
      return { gap };
    } catch (error) {
      // The job server has gone this moment: as above. An error here would stop a native EventSource for good.
      if (error instanceof EventPageError) return { gap: null };
      throw error;
    }
  }

  override async read(after: Position, options: { limit: number; filter?: EventFilter }): Promise<LogPage> {
    if (this.#lostSince !== undefined) await firstValueFrom(this.#returned);
    const page = await readEventPage({ url: this.upstreams.streamUrl, since: after, ...options });
    const events = page.events.map((event) => ({ event, json: JSON.stringify(event) }));
    return { events, position: page.position, more: page.more };
  }

  /** Asks for the stream's hello, which tells the count; what is over the job server's own limit counts as `atMost`. */
  override async count(
    after: Position,
    { atMost, ...options }: { atMost: number; filter?: EventFilter },
  ): Promise<number> {
    if (this.#lostSince !== undefined) return 0;
    const url = this.upstreams.streamUrl;
    const stream = jobEvents({ url, since: after, ...options, transport: fetchTransport() });
    const counted = stream.pipe(
      filter((item) => item.kind === 'hello'),
      map(({ hello: { replay } }) => (replay.gap ? atMost : Math.min(atMost, replay.count))),
      timeout(COUNT_TIMEOUT_MS),
      // It has gone this moment, or does not answer: a stream without a count is better than none.
      catchError(() => of(0)),
    );
    return firstValueFrom(counted, { defaultValue: 0 });
  }

  override tail(tailer: LogTailer): () => void {
    this.#tailers.add(tailer);
    return () => void this.#tailers.delete(tailer);
  }

  #take(item: StreamItem): void {
    switch (item.kind) {
      case 'hello':
        if (item.gap !== null || !this.#hasSynced) this.#startAt(item.position);
        return;
      case 'event': {
        const { event, json } = item;
        this.#head = event.position;
        return tellEach(this.#tailers, (tailer) => tailer.appended([{ event, json }]));
      }
      case 'connection': {
        const { status, reason, sourceLostSince } = item.connection;
        const isThere = status === 'live' || status === 'stale';
        return this.#setLost(isThere ? sourceLostSince : (this.#lostSince ?? nowIsoMicroUtc()), reason);
      }
      case 'ping':
        return;
    }
  }

  /** What was said before does not connect to what comes: everyone here has to start anew. */
  #startAt(position: Position): void {
    this.#hasSynced = true;
    this.#head = position;
    this.#oldest = position;
    tellEach(this.#tailers, (tailer) => tailer.broken?.());
  }

  #setLost(lostSince: string | undefined, reason: string | undefined): void {
    if (lostSince === this.#lostSince) return;
    this.#lostSince = lostSince;
    if (lostSince === undefined) {
      this.#logger.log(`Connected to ${this.upstreams.origin}`);
      this.#returned.next();
    } else {
      this.#logger.warn(`The job server is away, trying on: ${reason ?? 'no connection'}`);
    }
    tellEach(this.#tailers, (tailer) => tailer.sourceChanged?.());
  }
}
