import type { JobRetries } from '@jobwire/events';

const HOUR_MS = 60 * 60_000;

/**
 * How long the next try waits after this many, in milliseconds: exponential with jitter, as BullMQ's `exponential` backoff
 * with `jitter: 0.5`. `random` is from 0 to 1.
 */
export function retryDelayMs(
  { backoffMs, maxBackoffMs = HOUR_MS }: JobRetries,
  tries: number,
  random = Math.random,
): number {
  const longest = Math.min(maxBackoffMs, backoffMs * 2 ** (tries - 1));
  return Math.round(longest * (1 - random() / 2));
}
