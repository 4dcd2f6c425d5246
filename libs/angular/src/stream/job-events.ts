import { isPlatformBrowser } from '@angular/common';
import {
  ApplicationRef,
  computed,
  DestroyRef,
  DOCUMENT,
  inject,
  Injectable,
  NgZone,
  PLATFORM_ID,
  signal,
  type Signal,
} from '@angular/core';
import type { ConnectionState, PlainStreamItem } from '@jobwire/client';
import {
  compileFilter,
  type EventFilter,
  type Gap,
  type HelloEvent,
  type PingEvent,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import { filter, Observable, Subject, takeUntil, type Subscription } from 'rxjs';
import { FrameTurns } from './frame-turns';
import { JobEventsConnection, type TabShare } from './job-events-connection';
import { Lag, type StreamLag } from './lag';
import { Liveness } from './liveness';
import { LoadMoments } from './load-moments';
import { Pulse, PULSE_SECONDS } from './pulse';

/** Events are missing: what was loaded before has to be loaded anew. */
export interface StreamGap {
  readonly gap: Gap;
  /** How many, where it is known. */
  readonly missed: number | undefined;
  /** When the stream was last heard before, in milliseconds since 1970. */
  readonly lostAt: number | undefined;
}

/** A sign of life. */
export interface HeardPing {
  readonly ping: PingEvent;
  /** When it arrived, in milliseconds since 1970. */
  readonly heardAt: number;
}

/**
 * The stream of job events: one connection per page, however many listen. It opens when this is first injected, never on a
 * server, and closes with the injector. Observables emit outside the Angular zone, where there is one; signals need no zone.
 */
@Injectable()
export class JobEvents {
  readonly #source = inject(JobEventsConnection);
  readonly #zone = inject(NgZone);
  readonly #document = inject(DOCUMENT);
  readonly #turns = this.#drawnInTurns(inject(ApplicationRef));
  readonly #events = new Subject<StoredJobEvent>();
  readonly #gaps = new Subject<StreamGap>();
  readonly #hellos = new Subject<HelloEvent>();
  readonly #recovered = new Subject<void>();
  readonly #tryNow = new Subject<void>();
  readonly #ended = new Subject<void>();
  readonly #counter = new Pulse(performance.now());
  readonly #lagMeter = new Lag();
  readonly #liveness = new Liveness();
  readonly #loadMoments = new LoadMoments();

  readonly #connection = signal<ConnectionState>({ status: 'connecting', since: Date.now(), attempt: 0 });
  readonly #hello = signal<HelloEvent | undefined>(undefined);
  readonly #lastPing = signal<HeardPing | undefined>(undefined);
  readonly #pulse = signal<readonly number[]>(Array.from({ length: PULSE_SECONDS }, () => 0));
  readonly #lag = signal<StreamLag | undefined>(undefined);
  readonly #shownPosition = signal<Position | undefined>(undefined);
  readonly #isFlood = signal(false);

  #subscription: Subscription | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #position: Position | undefined;
  #lastHeardAt: number | undefined;

  /** Each event as it arrives, from now on. */
  readonly events$: Observable<StoredJobEvent> = this.#events.asObservable();
  /**
   * The same events, collected for what ends up on the screen: once per animation frame, and once a second in a hidden page.
   * Where more than 200 come in a second each subscriber has its batch when it has its turn, as many of them in a frame as
   * it has time for: twice a second, on a slow machine every two seconds.
   */
  readonly batches$ = new Observable<readonly StoredJobEvent[]>((subscriber) =>
    this.#turns.join((events) => subscriber.next(events)),
  ).pipe(takeUntil(this.#ended));
  /** In a flood: says to each subscriber when it has its turn to be drawn, which is less often than events come. */
  readonly turns$ = new Observable<void>((subscriber) => this.#turns.joinDrawing(() => subscriber.next())).pipe(
    takeUntil(this.#ended),
  );
  /** Events were missed. What was loaded over HTTP has to be loaded anew; {@link loadNow$} says when. */
  readonly gaps$: Observable<StreamGap> = this.#gaps.asObservable();
  /** Each start of a connection. */
  readonly hellos$: Observable<HelloEvent> = this.#hellos.asObservable();
  /** The connection, or the job server behind it, is there again: worth another try of what has failed. */
  readonly recovered$: Observable<void> = this.#recovered.asObservable();
  /**
   * Says when to load over HTTP what events then keep up to date: as soon as the stream is open (or does not open soon), and
   * after each gap. What is loaded then misses no event.
   */
  readonly loadNow$: Observable<void> = this.#loadMoments.loadNow$;

  /** How the connection is. */
  readonly connection: Signal<ConnectionState> = this.#connection.asReadonly();
  /** Whether the stream is. A connection that is lost counts as live for 3 seconds more. */
  readonly isLive: Signal<boolean> = this.#liveness.isLive;
  /** Whether what is shown is true now: the stream is live, and so is what is behind it. */
  readonly isCurrent: Signal<boolean> = computed(
    () => this.isLive() && this.connection().sourceLostSince === undefined,
  );
  /** When what is shown was last true, in milliseconds since 1970; `undefined` while it is or nothing was heard yet. */
  readonly asOf: Signal<number | undefined> = computed(() => {
    if (this.isCurrent()) return undefined;
    const { lastHeardAt, sourceLostSince } = this.connection();
    if (sourceLostSince === undefined) return lastHeardAt;
    // By the server's clock, which may be ahead.
    return Math.min(Date.parse(sourceLostSince), lastHeardAt ?? Infinity);
  });
  /** Why buttons that need the server have to wait, in words; `undefined` where they need not. */
  readonly waitReason: Signal<string | undefined> = computed(() => {
    if (!this.isLive()) return $localize`Not live. It waits until the connection is back.`;
    return this.isCurrent() ? undefined : $localize`The job server does not answer. It waits until it is back.`;
  });
  /** How the newest connection began. */
  readonly hello: Signal<HelloEvent | undefined> = this.#hello.asReadonly();
  readonly lastPing: Signal<HeardPing | undefined> = this.#lastPing.asReadonly();
  /** Events per second of the last 90 seconds, newest last. Changes once a second; stands still while the page is hidden. */
  readonly pulse: Signal<readonly number[]> = this.#pulse.asReadonly();
  /** Events per second, as the mean of the last 5 seconds. */
  readonly rate: Signal<number> = computed(() => mean(this.pulse().slice(-5)));
  /** More come than anybody can follow: what shows many of them changes less often then, and in steps. */
  readonly isFlood: Signal<boolean> = this.#isFlood.asReadonly();
  /** How long the newest events took from the store to here. Changes once a second; `undefined` as long as none has come. */
  readonly lag: Signal<StreamLag | undefined> = this.#lag.asReadonly();
  /** The last position seen. Changes once a second. */
  readonly position: Signal<Position | undefined> = this.#shownPosition.asReadonly();
  /** This tab's part in a stream that tabs share (`withTabSharing()`); `undefined` where it has one of its own. */
  readonly share: Signal<TabShare | undefined> = this.#source.share;

  constructor() {
    if (isPlatformBrowser(inject(PLATFORM_ID))) this.#zone.runOutsideAngular(() => this.#begin());
    inject(DestroyRef).onDestroy(() => this.#end());
  }

  /** The events that a filter lets through. */
  on(eventFilter: EventFilter): Observable<StoredJobEvent> {
    const accepts = compileFilter(eventFilter);
    return accepts ? this.#events.pipe(filter((event) => accepts(event))) : this.events$;
  }

  /** Does not wait for the next try. After a refusal (`denied`) it connects again, e.g. when somebody has signed in. */
  retryNow(): void {
    if (this.#subscription?.closed) this.#zone.runOutsideAngular(() => this.#open());
    else this.#tryNow.next();
  }

  #begin(): void {
    this.#beat = setInterval(() => {
      if (this.#document.hidden) return;
      this.#pulse.set(this.#counter.read(performance.now()));
      this.#lag.set(this.#lagMeter.read());
      this.#shownPosition.set(this.#position);
      this.#isFlood.set(this.#turns.isFlood);
    }, 1_000);
    this.#loadMoments.start();
    this.#open();
  }

  #end(): void {
    this.#subscription?.unsubscribe();
    clearInterval(this.#beat);
    this.#turns.stop();
    this.#liveness.stop();
    this.#loadMoments.stop();
    for (const subject of [this.#events, this.#gaps, this.#hellos, this.#recovered]) subject.complete();
    this.#ended.next();
  }

  #open(): void {
    this.#subscription = this.#source.open({ since: this.#position, tryNow: this.#tryNow }).subscribe({
      next: (item) => this.#take(item),
      // Only where no try could ever succeed, as with a malformed address.
      error: (error: unknown) => this.#giveUp(error instanceof Error ? error.message : String(error)),
      complete: () => this.#giveUp($localize`The server gives no more events.`),
    });
  }

  #take(item: PlainStreamItem): void {
    switch (item.kind) {
      case 'event':
        this.#position = item.event.position;
        this.#lagMeter.event(item.event.epochMs, this.#heard());
        this.#counter.count(performance.now());
        this.#events.next(item.event);
        this.#turns.add(item.event);
        return;
      case 'ping': {
        const heardAt = this.#heard();
        this.#lagMeter.ping(item.ping.epochMs, heardAt);
        return this.#lastPing.set({ ping: item.ping, heardAt });
      }
      case 'hello':
        return this.#greet(item.hello, item.gap);
      case 'connection':
        return this.#follow(item.connection);
    }
  }

  #greet(hello: HelloEvent, gap: Gap | null): void {
    const lostAt = this.#lastHeardAt;
    this.#lagMeter.hello(hello.epochMs, hello.replay.count, this.#heard());
    this.#hello.set(hello);
    // What came before the gap is shown before what is loaded because of it.
    this.#turns.flush();
    this.#hellos.next(hello);
    if (gap) this.#gaps.next({ gap, missed: hello.replay.missed, lostAt });
    this.#loadMoments.opened({ hasGap: gap !== null });
  }

  #follow(connection: ConnectionState): void {
    const before = this.#connection();
    this.#position = connection.position ?? this.#position;
    this.#shownPosition.set(this.#position);
    this.#connection.set(connection);
    this.#liveness.follow(connection.status);
    this.#loadMoments.follow(connection.status);
    if (isUp(connection) && !isUp(before)) this.#recovered.next();
  }

  #giveUp(reason: string): void {
    const { status, ...rest } = this.#connection();
    if (status === 'denied') return;
    const why = { code: 'other', detail: reason } as const;
    this.#follow({ ...rest, status: 'denied', since: Date.now(), reason, why });
  }

  #drawnInTurns(application: ApplicationRef): FrameTurns<StoredJobEvent> {
    return new FrameTurns(this.#document.defaultView ?? window, () => {
      this.#isFlood.set(this.#turns.isFlood);
      application.tick();
    });
  }

  #heard(): number {
    return (this.#lastHeardAt = Date.now());
  }
}

function isUp({ status, sourceLostSince }: ConnectionState): boolean {
  return status === 'live' && sourceLostSince === undefined;
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}
