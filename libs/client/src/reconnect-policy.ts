/** When to try again. Times in milliseconds. */
export interface ReconnectPolicy {
  /** Before the first retry; doubles with each failure. A server's `retry:` may raise it. Default: 1,500. */
  readonly initialDelayMs: number;
  /** No wait is longer, jitter included, unless the server asks for it with `Retry-After`. Default: 30,000. */
  readonly maxDelayMs: number;
  /** How much a wait is lengthened at random, as a part of it, so that clients do not come back all at once. Default: 0.5. */
  readonly jitter: number;
  /** A connection that lived this long lets the next wait begin at `initialDelayMs` again. Default: 60,000. */
  readonly healthyAfterMs: number;
  /** How long a connection may take to say hello. Default: 15,000. */
  readonly helloTimeoutMs: number;
}

export const DEFAULT_RECONNECT: ReconnectPolicy = {
  initialDelayMs: 1_500,
  maxDelayMs: 30_000,
  jitter: 0.5,
  healthyAfterMs: 60_000,
  helloTimeoutMs: 15_000,
};

/** What came before a retry. */
export interface RetryHistory {
  /** Connections in a row that ended before they were healthy, without the one that has just ended. */
  readonly failures: number;
  /** The server's `retry:`, where it gave one. */
  readonly serverRetryMs?: number | undefined;
  /** The server's `Retry-After`, where it gave one. The wait is never shorter. */
  readonly retryAfterMs?: number | undefined;
}

/** How many milliseconds to wait before the next try: never less than asked for, lengthened by `random()` (0 to 1). */
export function retryDelay(
  { failures, serverRetryMs = 0, retryAfterMs = 0 }: RetryHistory,
  { initialDelayMs, maxDelayMs, jitter }: ReconnectPolicy,
  random: () => number,
): number {
  const doubled = Math.max(initialDelayMs, serverRetryMs) * 2 ** failures;
  const bounded = Math.min(doubled, maxDelayMs / (1 + jitter));
  return Math.round(Math.max(bounded, retryAfterMs) * (1 + jitter * random()));
}
