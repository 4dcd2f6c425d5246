import {
  compareParts,
  isOver,
  matchRun,
  type JobRun,
  type JobStatus,
  type PositionParts,
  type RunStats,
  type StoredJobEvent,
} from '@jobwire/events';
import type { FoundRuns, RunFilter, RunQuery, RunSummary, StatsQuery } from './event-store.ts';
import { foldRun } from './fold-run.ts';
import {
  comparePlaces,
  decodePlaceCursor,
  decodeRunCursor,
  encodePlaceCursor,
  encodeRunCursor,
  type OrderByDuration,
} from './run-cursor.ts';
import { barAt, countsOf, histogramOf, histogramSpan, type Tally } from './run-histogram.ts';
import { statsOf } from './run-stats.ts';

interface KeptRun {
  /** Of its first event. */
  readonly number: number;
  readonly begunAt: PositionParts;
  readonly heardMs: number;
  readonly endedAt?: PositionParts;
  readonly run: JobRun;
}

/** The runs of a {@link MemoryEventStore}. */
export class MemoryRuns {
  /** By jobId, in the order they began. */
  readonly #kept = new Map<string, KeptRun>();

  constructor(private readonly now: () => number) {}

  /** `eventNumber` counts from the birth of the store on; `status` is what the job did before the event. */
  fold(event: StoredJobEvent, at: PositionParts, eventNumber: number, status: JobStatus): void {
    const { jobId } = event;
    const before = jobId === undefined ? undefined : this.#kept.get(jobId);
    const run = foldRun(before?.run, event, status);
    if (jobId === undefined || !run) return;
    const { number, begunAt, endedAt } = before ?? { number: eventNumber, begunAt: at };
    const end = endedAt ?? (isOver(run) ? at : undefined);
    this.#kept.set(jobId, { number, begunAt, heardMs: at.epochMs, ...(end && { endedAt: end }), run });
  }

  find(jobId: string): JobRun | undefined {
    return this.#kept.get(jobId)?.run;
  }

  begunAt(jobId: string): PositionParts | undefined {
    return this.#kept.get(jobId)?.begunAt;
  }

  page({ order = 'newest', cursor, limit, ...filter }: RunQuery): FoundRuns {
    if (order !== 'newest') return this.#pageByDuration(order, { ...filter, cursor, limit });
    const before = cursor === undefined ? Infinity : decodeRunCursor(cursor);
    const found = this.#found(filter)
      .filter(({ number }) => number < before)
      .reverse();
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ run }) => run),
      cursor: last && found.length > limit ? encodeRunCursor(last.number) : null,
    };
  }

  #pageByDuration(
    order: OrderByDuration,
    { cursor, limit, ...filter }: RunFilter & { cursor: string | undefined; limit: number },
  ): FoundRuns {
    const after = cursor === undefined ? undefined : decodePlaceCursor(order, cursor);
    const places = this.#found(filter)
      .flatMap(({ number: id, run }) => (run.durationMs === undefined ? [] : [{ id, durationMs: run.durationMs, run }]))
      .filter((place) => after === undefined || comparePlaces(order, after, place) < 0)
      .sort((a, b) => comparePlaces(order, a, b));
    const page = places.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ run }) => run),
      cursor: last && places.length > limit ? encodePlaceCursor(order, last) : null,
    };
  }

  summary(filter: RunFilter): RunSummary {
    const span = histogramSpan(filter, this.now());
    const tallies = this.#found(filter).map(({ begunAt, run }): Tally => ({
      at: barAt(span, begunAt.epochMs),
      state: run.state,
      runs: 1,
    }));
    return { counts: countsOf(tallies), histogram: histogramOf(span, tallies), isExact: true };
  }

  stats({ serverId, jobName, ...span }: StatsQuery): Omit<RunStats, 'position'> {
    const found = this.#found({ ...(serverId && { serverId }), ...(jobName && { jobName }) });
    const ended = found.flatMap(({ endedAt, run }) =>
      endedAt ? [{ endedMs: endedAt.epochMs, state: run.state, runs: 1 }] : [],
    );
    return statsOf(span, ended);
  }

  /** Lets go of runs that ended no later than `oldest`, and of those not heard of since; gives their ids. */
  trim(oldest: PositionParts, sinceMs: number): readonly string[] {
    const gone = [...this.#kept]
      .filter(([, { endedAt, heardMs }]) => (endedAt ? compareParts(endedAt, oldest) <= 0 : heardMs < sinceMs))
      .map(([jobId]) => jobId);
    for (const jobId of gone) this.#kept.delete(jobId);
    return gone;
  }

  /** Oldest first. */
  #found({ serverId, jobName, state, from, to, search }: RunFilter): KeptRun[] {
    const fits = search && matchRun(search.conditions, { serverName: search.serverName, now: this.now });
    return [...this.#kept.values()].filter(
      ({ begunAt, run }) =>
        (!serverId || serverId.includes(run.serverId)) &&
        (!jobName || jobName.includes(run.jobName)) &&
        (!state || state.includes(run.state)) &&
        (from === undefined || begunAt.epochMs >= from) &&
        (to === undefined || begunAt.epochMs < to) &&
        (!fits || fits(run)),
    );
  }
}
