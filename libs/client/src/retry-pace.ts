import { retryDelay, type ReconnectPolicy } from './reconnect-policy.ts';

/** When the next connection may be tried: by how many have failed in a row, and by what the server has asked for. */
export class RetryPace {
  /** Connections in a row that ended before they were healthy. */
  #failures = 0;
  /** Of a connection that has said hello. */
  #helloAt: number | undefined;
  #serverRetryMs: number | undefined;
  /** The server has asked to be left alone until then. */
  #notBefore = 0;

  constructor(
    private readonly policy: ReconnectPolicy,
    private readonly random: () => number,
  ) {}

  get hasFailed(): boolean {
    return this.#failures > 0;
  }

  /** The server's `retry:`. */
  askedFor(delayMs: number): void {
    this.#serverRetryMs = delayMs;
  }

  opened(now: number): void {
    this.#helloAt = now;
    this.#notBefore = 0;
  }

  /** A connection is over: counts it, and says how many milliseconds to wait. */
  afterEnd({ retryAfterMs }: { readonly retryAfterMs?: number }, lastHeardAt: number | undefined, now: number): number {
    const failures = this.countEnd(lastHeardAt);
    const delay = retryDelay({ failures, serverRetryMs: this.#serverRetryMs, retryAfterMs }, this.policy, this.random);
    this.#notBefore = retryAfterMs === undefined ? 0 : now + delay;
    return delay;
  }

  /** A connection is over. Gives how many failed in a row before it: a healthy one ends the row. */
  countEnd(lastHeardAt = 0): number {
    const livedMs = this.#helloAt === undefined ? 0 : lastHeardAt - this.#helloAt;
    if (livedMs >= this.policy.healthyAfterMs) this.#failures = 0;
    this.#helloAt = undefined;
    return this.#failures++;
  }

  /** Whether there is nothing to be said against a try before the wait is over. */
  mayTryEarly(now: number): boolean {
    return now >= this.#notBefore;
  }
}
