import { formatPosition, nowIsoMicroUtc, type PingEvent } from '@jobwire/events';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeFrame } from './frame.ts';
import type { ReplayWindow } from './replay-window.ts';
import type { SseConnection } from './sse-connection.ts';

/** Pings are spread over this many groups of connections, so that 10,000 of them do not go out in one turn. */
export const PING_GROUPS = 15;

/** A round of writes shorter than this is no load. */
const LIGHT_ROUND_MS = 1;

/** Under load the writing takes one part in so many of the time; events that come meanwhile go out together. */
const LOAD_SHARE = 2;

/** The longest an event waits for others, even if the writing then takes more of the time. */
const LONGEST_WAIT_MS = 8;

/** The part of the window that waits at most: who stands at its beginning still finds there what comes next. */
const WAITING_SHARE = 4;

/** A program that leaves ends its streams in groups, so often and of at least so many. */
const LEAVE_STEP_MS = 100;
const LEAVE_GROUP = 10;

/** Every open stream of this process: wakes them when there is something to send, and gives them signs of life. */
export class OpenConnections {
  /** Each with the group it is pinged in, in the order they came: next to each other in memory too, ours and the kernel's. */
  readonly #groupOf = new Map<SseConnection, number>();
  #joined = 0;
  #pinged = 0;
  #round: NodeJS.Immediate | NodeJS.Timeout | undefined;
  #lastRound = { endedAt: 0, tookMs: 0 };
  /** Events since the last round. */
  #waiting = 0;

  constructor(
    private readonly window: ReplayWindow,
    /** Since when the source of the events is away, for the pings. */
    private readonly sourceLostSince: () => string | undefined,
  ) {}

  get size(): number {
    return this.#groupOf.size;
  }

  /** Returns the function that takes it out again. */
  add(connection: SseConnection): () => void {
    this.#groupOf.set(connection, this.#joined++ % PING_GROUPS);
    return () => void this.#groupOf.delete(connection);
  }

  /**
   * There are events to send. All events of one turn of the loop go out in one write per connection; under load, where a
   * round of writes takes long, those of up to 8 ms do: each write saved is a system call. They do not wait for so long that
   * they leave the window: a flood brings thousands in one turn, and who has to read them from the log makes it worse.
   */
  wake(events: number): void {
    this.#waiting += events;
    if (this.#waiting * WAITING_SHARE >= this.window.bounds.maxEvents) return this.pump();
    if (this.#round) return;
    const wait = this.#loadWait();
    this.#round = wait < 1 ? setImmediate(() => this.pump()) : setTimeout(() => this.pump(), wait);
  }

  /** Sends to everyone what there is to send, now. */
  pump(): void {
    clearImmediate(this.#round as NodeJS.Immediate);
    clearTimeout(this.#round as NodeJS.Timeout);
    this.#round = undefined;
    this.#waiting = 0;
    const beganAt = performance.now();
    for (const connection of this.#groupOf.keys()) connection.pump();
    const endedAt = performance.now();
    this.#lastRound = { endedAt, tookMs: endedAt - beganAt };
  }

  /** A sign of life for the next group of connections. In PING_GROUPS calls everyone has had one. */
  pingNextGroup(): void {
    this.#pinged = (this.#pinged + 1) % PING_GROUPS;
    this.#ping((group) => group === this.#pinged);
  }

  pingAll(): void {
    this.#ping(() => true);
  }

  /**
   * Ends them in small groups, the oldest first, spread over a time. Each client is told to come back after a time of its
   * own: whoever takes over is not run over.
   */
  async dismissAll(spreadMs: number, retryMs: number): Promise<void> {
    const endsAt = performance.now() + spreadMs;
    while (this.size > 0) {
      const steps = Math.floor((endsAt - performance.now()) / LEAVE_STEP_MS);
      if (steps > 0) await delay(LEAVE_STEP_MS);
      const group = Math.max(LEAVE_GROUP, Math.ceil(this.size / Math.max(1, steps)));
      for (const connection of [...this.#groupOf.keys()].slice(0, group))
        connection.dismiss(Math.round(retryMs * (0.5 + Math.random())));
    }
  }

  endAll(): void {
    for (const connection of this.#groupOf.keys()) connection.end();
  }

  #loadWait(): number {
    const { endedAt, tookMs } = this.#lastRound;
    if (tookMs < LIGHT_ROUND_MS) return 0;
    return Math.min(LONGEST_WAIT_MS, tookMs * (LOAD_SHARE - 1)) - (performance.now() - endedAt);
  }

  #ping(isMeant: (group: number) => boolean): void {
    const sourceLostSince = this.sourceLostSince();
    const source = sourceLostSince === undefined ? {} : { sourceLostSince };
    const event: PingEvent = { type: 'ping', timestamp: nowIsoMicroUtc(), epochMs: Date.now(), ...source };
    const data = JSON.stringify(event);
    const { head } = this.window;
    const ping = { data, head, frame: encodeFrame('ping', formatPosition(head), data) };
    for (const [connection, group] of this.#groupOf) {
      if (!isMeant(group)) continue;
      // A relay took its position on trust while its source was away. It comes back with it, and now it is checked.
      if (sourceLostSince === undefined && connection.isBeyond(head)) connection.end();
      else connection.ping(ping);
    }
  }
}
