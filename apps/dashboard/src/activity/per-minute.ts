import type { StoredJobEvent } from '@jobwire/events';

const MINUTE_MS = 60_000;

/** The runs that ended within one minute. */
export interface Minute {
  /** When it began, in milliseconds since 1970. */
  readonly from: number;
  readonly finished: number;
  /** How many of them failed. */
  readonly failed: number;
}

/** The newest minutes, oldest first; the last one is the minute that goes on. */
export function countPerMinute(events: readonly StoredJobEvent[], now: number, minutes = 60): readonly Minute[] {
  const current = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const first = current - (minutes - 1) * MINUTE_MS;
  const counts = Array.from({ length: minutes }, (_, index) => ({
    from: first + index * MINUTE_MS,
    finished: 0,
    failed: 0,
  }));
  for (const { type, epochMs } of events) {
    if (type !== 'completed' && type !== 'failed' && type !== 'cancelled') continue;
    // A clock that goes ahead of ours does not lose its runs: they belong to the current minute.
    const minute = counts[Math.min(minutes - 1, Math.floor((epochMs - first) / MINUTE_MS))];
    if (!minute) continue;
    minute.finished++;
    if (type === 'failed') minute.failed++;
  }
  return counts;
}
