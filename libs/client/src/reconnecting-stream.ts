import type { Position } from '@jobwire/events';
import type { Subscriber } from 'rxjs';
import type { Clock } from './clock.ts';
import type { ConnectionCause } from './connection-cause.ts';
import { causeOf, isDenial } from './connection-end.ts';
import { nextConnectionState, type ConnectionState, type ConnectionStatus } from './connection-state.ts';
import type { Environment } from './environment.ts';
import { HeartbeatWatch } from './heartbeat-watch.ts';
import { withQuery } from './query.ts';
import { readStreamEvent } from './read-stream-event.ts';
import type { ReconnectPolicy } from './reconnect-policy.ts';
import { RetryPace } from './retry-pace.ts';
import { watchForSleep } from './sleep-watch.ts';
import { StreamCursor } from './stream-cursor.ts';
import type { StreamItem } from './stream-item.ts';
import type { ConnectionEnd, Transport, TransportMessage, TransportRequest } from './transport.ts';
import { WayThrough } from './way-through.ts';

/** All that the stream depends on. */
export interface StreamParts {
  /** With the filter in its query. */
  readonly url: string;
  readonly since: Position | number | undefined;
  readonly transport: Transport;
  readonly policy: ReconnectPolicy;
  readonly clock: Clock;
  readonly random: () => number;
  readonly environment: Environment;
}

/** What the stream is doing: a connection is opening (no hello yet) or open, or the next try is waited for, or all is over. */
type Phase = 'opening' | 'open' | 'waiting' | 'ended';

/**
 * One subscription to the stream: holds at most one connection, follows its messages and opens the next one. A subscriber
 * may leave within any item, so each item is given out last, or what follows it looks whether the stream has ended.
 */
export class ReconnectingStream {
  readonly #cursor: StreamCursor;
  readonly #watch: HeartbeatWatch;
  readonly #way: WayThrough;
  readonly #pace: RetryPace;
  #phase: Phase = 'waiting';
  #state: ConnectionState | undefined;
  /** Changes with each connection: what an earlier one still has to say is not heard. */
  #connection: object | undefined;
  #close: (() => void) | undefined;
  #cancelTimer: (() => void) | undefined;
  #stopListening: (() => void)[] = [];

  #attempt = 0;
  #hadPing = false;
  #hasSaidHello = false;
  #nextTryAt: number | undefined;
  #why: ConnectionCause | undefined;
  #lastHeardAt: number | undefined;
  #sourceLostSince: string | undefined;
  /** Nothing was heard since a ping should have come, or since the network went. */
  #doubt: 'stale' | 'offline' | undefined;

  constructor(
    private readonly parts: StreamParts,
    private readonly subscriber: Subscriber<StreamItem>,
  ) {
    const { clock, since, transport, policy, random } = parts;
    this.#pace = new RetryPace(policy, random);
    this.#way = new WayThrough(transport, clock);
    this.#cursor = new StreamCursor(typeof since === 'string' ? since : undefined);
    this.#watch = new HeartbeatWatch(clock, {
      missedOne: () => this.#doubt ?? this.#suspect('stale', { code: 'quiet' }),
      missedTwo: () => this.#loseSilent(),
    });
  }

  start(): void {
    this.#stopListening = [
      this.parts.environment.watch({
        online: () => this.#goOnline(),
        offline: () => this.#goOffline(),
        woke: () => this.#wakeUp(),
      }),
      watchForSleep(this.parts.clock, () => this.#wakeUp()),
    ];
    this.#connect();
  }

  /** Closes the connection and lets go of all timers and listeners. */
  stop(): void {
    this.#phase = 'ended';
    this.#disconnect();
    for (const stop of this.#stopListening.splice(0)) stop();
  }

  /** Does not wait any longer, whatever the server has asked for: a person wants it now. */
  tryNow(): void {
    if (this.#phase === 'waiting' || this.#doubt) this.#connect();
  }

  #connect(): void {
    this.#disconnect();
    this.#phase = 'opening';
    this.#attempt++;
    this.#report();
    if (this.#hasEnded()) return;
    const connection = {};
    this.#connection = connection;
    const { clock, policy } = this.parts;
    this.#cancelTimer = clock.after(policy.helloTimeoutMs, () => this.#loseHello());
    const isCurrent = (): boolean => this.#connection === connection;
    const close = this.#way.transport.open(this.#request(), {
      message: (message) => isCurrent() && this.#hear(message),
      retry: (delayMs) => isCurrent() && this.#pace.askedFor(delayMs),
      closed: (end) => isCurrent() && this.#takeEnd(end),
    });
    if (isCurrent()) this.#close = close;
    else close();
  }

  #disconnect(): void {
    this.#watch.stop();
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#nextTryAt = undefined;
    this.#doubt = undefined;
    this.#sourceLostSince = undefined;
    this.#connection = undefined;
    const close = this.#close;
    this.#close = undefined;
    close?.();
  }

  #request(): TransportRequest {
    const { url, since } = this.parts;
    const lastPosition = this.#cursor.position;
    if (lastPosition !== undefined) return { url, lastPosition };
    return { url: since === undefined ? url : withQuery(url, [['since', String(since)]]) };
  }

  #hear(message: TransportMessage): void {
    this.#lastHeardAt = this.parts.clock.now();
    if (message.type === 'hello') return this.#begin(message);
    if (this.#phase === 'opening') return this.#lose({ why: { code: 'notHello' } });
    this.#watch.beat();
    if (this.#doubt) {
      this.#doubt = undefined;
      this.#why = this.#way.isHeldBack ? { code: 'heldBack' } : undefined;
      this.#report();
      if (this.#hasEnded()) return;
    }
    if (message.type === 'job') this.#deliver(message);
    else if (message.type === 'ping') this.#takePing(message);
  }

  #begin({ id, data }: TransportMessage): void {
    const read = readStreamEvent(data);
    if (read?.kind !== 'hello') return this.#lose({ why: { code: 'badHello' } });
    const { hello } = read;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#phase = 'open';
    this.#hadPing = false;
    this.#attempt = 0;
    this.#pace.opened(this.parts.clock.now());
    this.#doubt = undefined;
    this.#why = undefined;
    if (this.#way.isHeldBack) this.#goOnHeldBack();
    this.#sourceLostSince = hello.sourceLostSince;
    this.#watch.start(hello.heartbeatMs);
    const gap = this.#cursor.startAt(id, hello.replay.gap);
    const reconnected = this.#hasSaidHello;
    this.#hasSaidHello = true;
    const position = this.#cursor.position ?? hello.position;
    this.subscriber.next({ kind: 'hello', hello, position, gap, reconnected });
    this.#report();
  }

  #deliver({ id, data }: TransportMessage): void {
    if (!this.#cursor.advanceTo(id)) return;
    const read = readStreamEvent(data);
    if (read?.kind === 'event') this.subscriber.next({ kind: 'event', event: read.event, json: data });
  }

  /** Live, in steps. Now and then the stream is tried again. */
  #goOnHeldBack(): void {
    this.#why = { code: 'heldBack' };
    this.#cancelTimer = this.parts.clock.after(this.#way.streamAgainInMs, () => {
      this.#way.tryStream();
      this.#connect();
    });
  }

  #takePing({ id, data }: TransportMessage): void {
    this.#hadPing = true;
    this.#way.flows();
    this.#cursor.advanceTo(id);
    const read = readStreamEvent(data);
    if (read?.kind !== 'ping') return;
    this.#sourceLostSince = read.ping.sourceLostSince;
    this.subscriber.next(read);
    this.#report();
  }

  #takeEnd(end: ConnectionEnd): void {
    if (this.#phase === 'opening') this.#way.noHello({ wasSlow: false });
    this.#lose(end);
  }

  #loseHello(): void {
    this.#way.noHello({ wasSlow: true });
    this.#lose({ why: { code: 'noHello' } });
  }

  /** The connection is over: tries again later, or gives up. */
  #lose(end: ConnectionEnd): void {
    this.#disconnect();
    if (end.status === 204 || isDenial(end)) return this.#giveUp(end);
    const { clock } = this.parts;
    const delay = this.#pace.afterEnd(end, this.#lastHeardAt, clock.now());
    this.#phase = 'waiting';
    this.#why = causeOf(end);
    this.#nextTryAt = clock.now() + delay;
    this.#cancelTimer = clock.after(delay, () => this.#connect());
    this.#report();
  }

  /** It has been waited for long enough, and by each client until another moment: the next try needs no delay. */
  #loseSilent(): void {
    this.#way.silent({ hadPing: this.#hadPing });
    this.#pace.countEnd(this.#lastHeardAt);
    this.#why = { code: 'silent' };
    this.#connect();
  }

  #giveUp(end: ConnectionEnd): void {
    this.#phase = 'ended';
    if (isDenial(end)) {
      this.#why = causeOf(end);
      this.#report('denied');
    }
    this.subscriber.complete();
  }

  /** An open connection may be dead; the next message takes the doubt away. */
  #suspect(doubt: 'stale' | 'offline', why: ConnectionCause): void {
    this.#doubt = doubt;
    this.#why = why;
    this.#report();
  }

  #goOnline(): void {
    if (this.#phase === 'open' && this.#doubt === 'offline') return this.#connect();
    if (!this.#retryEarly()) this.#report();
  }

  /** An open connection is kept: the browser may be wrong, as with a server on this machine. Then the next message shows it. */
  #goOffline(): void {
    if (this.#phase === 'open') this.#suspect('offline', { code: 'offline' });
    else this.#report();
  }

  #wakeUp(): void {
    if (!this.#retryEarly()) this.#watch.woke();
  }

  #retryEarly(): boolean {
    const mayTry = this.#phase === 'waiting' && this.#pace.mayTryEarly(this.parts.clock.now());
    if (mayTry) this.#connect();
    return mayTry;
  }

  /** Tells the state of the connection if it has changed. */
  #report(status: ConnectionStatus = this.#status()): void {
    const known = {
      status,
      attempt: this.#phase === 'waiting' ? this.#attempt + 1 : this.#attempt,
      nextTryAt: this.#nextTryAt,
      why: this.#why,
      position: this.#cursor.position,
      lastHeardAt: this.#lastHeardAt,
      sourceLostSince: this.#sourceLostSince,
    };
    const state = nextConnectionState(this.#state, known, this.parts.clock.now());
    if (state === this.#state) return;
    this.#state = state;
    this.subscriber.next({ kind: 'connection', connection: state });
  }

  #status(): ConnectionStatus {
    if (this.#phase === 'open') return this.#doubt ?? 'live';
    if (!this.parts.environment.isOnline()) return 'offline';
    return this.#hasSaidHello || this.#pace.hasFailed ? 'reconnecting' : 'connecting';
  }

  #hasEnded(): boolean {
    return this.#phase === 'ended';
  }
}
