import type { RunStats, StoredJobEvent } from '@jobwire/events';

const MINUTE_MS = 60_000;

/** The runs that ended within one minute. */
export interface Minute {
  /** When it began, in milliseconds since 1970. */
  readonly from: number;
  readonly finished: number;
  /** How many of them failed. */
  readonly failed: number;
}

/** By when a minute began. */
export type EndedByMinute = ReadonlyMap<number, Pick<Minute, 'finished' | 'failed'>>;

/** What the server has counted. */
export function minutesOf({ steps }: Pick<RunStats, 'steps'>): EndedByMinute {
  return new Map(
    steps.map(({ at, completed, failed, cancelled }) => [at, { finished: completed + failed + cancelled, failed }]),
  );
}

/** With the runs that ended since. The very same where none has. */
export function addToMinutes(ended: EndedByMinute, events: readonly StoredJobEvent[]): EndedByMinute {
  const ends = events.filter(({ type }) => type === 'completed' || type === 'failed' || type === 'cancelled');
  if (ends.length === 0) return ended;
  const minutes = new Map(ended);
  for (const { type, epochMs } of ends) {
    const from = Math.floor(epochMs / MINUTE_MS) * MINUTE_MS;
    const { finished, failed } = minutes.get(from) ?? { finished: 0, failed: 0 };
    minutes.set(from, { finished: finished + 1, failed: failed + (type === 'failed' ? 1 : 0) });
  }
  return minutes;
}

/** The newest minutes, oldest first; the last one is the minute that goes on. */
export function newestMinutes(ended: EndedByMinute, now: number, minutes = 60): readonly Minute[] {
  const current = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  const first = current - (minutes - 1) * MINUTE_MS;
  const counts = Array.from({ length: minutes }, (_, index) => ({
    from: first + index * MINUTE_MS,
    finished: 0,
    failed: 0,
  }));
  for (const [from, { finished, failed }] of ended) {
    // A clock that goes ahead of ours does not lose its runs: they belong to the current minute.
    const minute = counts[Math.min(minutes - 1, Math.floor((from - first) / MINUTE_MS))];
    if (!minute) continue;
    minute.finished += finished;
    minute.failed += failed;
  }
  return counts;
}
