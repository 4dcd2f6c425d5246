import type { JobRun } from '@jobwire/events';
import type { RunFilter, FoundRuns, RunQuery, RunSummary } from './event-store.ts';
import {
  decodePlaceCursor,
  decodeRunCursor,
  encodePlaceCursor,
  encodeRunCursor,
  type OrderByDuration,
  type RunPlace,
} from './run-cursor.ts';
import { barAt, countsOf, histogramOf, histogramSpan, type HistogramSpan, type Tally } from './run-histogram.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { findCandidates, type Candidates, type RunRange } from './sqlite-run-candidates.ts';
import { sortConditions, type RunConditions, type RunGroup } from './sqlite-run-conditions.ts';
import { SqliteRunDurations, type DurationBounds } from './sqlite-run-durations.ts';

/** Candidates that an index gives for one page, and runs whose text is looked at: some 20 ms, during which the loop does nothing else. */
const MOST_CANDIDATES = 2_000;

/** Runs that one page looks through where no index helps: some 5 ms. */
const MOST_FOR_PAGE = 20_000;

/** Candidates that an index gives for one summary: some 20 ms. */
const MOST_COUNTED = 20_000;

/** Runs that a summary looks through: some 20 ms. */
const MOST_FOR_SUMMARY = 50_000;

/** Runs whose JSON is read at once. */
const ROWS_AT_ONCE = 100;

const ALL: RunRange = { from: 0, before: Number.MAX_SAFE_INTEGER };

/** Finds and counts runs. */
export class SqliteRunSearch {
  readonly #database: SqliteDatabase;
  readonly #now: () => number;

  readonly #bounds: DurationBounds | undefined;

  constructor(database: SqliteDatabase, now: () => number, bounds?: DurationBounds) {
    this.#database = database;
    this.#now = now;
    this.#bounds = bounds;
  }

  page({ order = 'newest', cursor, limit, ...filter }: RunQuery): FoundRuns {
    if (order !== 'newest') return this.#pageByDuration(order, { ...filter, cursor, limit });
    const { from, before } = this.#rangeOf(filter);
    const range = { from, before: Math.min(before, cursor === undefined ? before : decodeRunCursor(cursor)) };
    const conditions = this.#conditionsOf(filter);
    if (conditions.groups.length === 0) return { items: [], cursor: null };
    const found: Found[] = [];
    const { ids, floor } = this.#lookForPage(conditions, range, limit + 1);
    for (let read = 0; read < ids.length && found.length <= limit; read += ROWS_AT_ONCE)
      found.push(...this.#read(ids.slice(read, read + ROWS_AT_ONCE), conditions));
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1)?.id : undefined;
    // Nothing is left out between the pages: this one was looked for down to its floor.
    const next = last ?? (floor > range.from ? floor : undefined);
    return { items: page.map(({ run }) => run), cursor: next === undefined ? null : encodeRunCursor(next) };
  }

  #pageByDuration(
    order: OrderByDuration,
    { cursor, limit, ...filter }: RunFilter & { cursor: string | undefined; limit: number },
  ): FoundRuns {
    const after = cursor === undefined ? undefined : decodePlaceCursor(order, cursor);
    const conditions = this.#conditionsOf(filter);
    if (conditions.groups.length === 0) return { items: [], cursor: null };
    const most = conditions.test ? Math.max(limit + 1, MOST_CANDIDATES) : limit + 1;
    const durations = new SqliteRunDurations(this.#database, order, this.#bounds);
    const { places, isAll, lookedTo } = durations.after(after, { conditions, range: this.#rangeOf(filter), most });
    const found: { place: RunPlace; run: JobRun }[] = [];
    let read = 0;
    while (read < Math.min(places.length, most) && found.length <= limit) {
      const some = places.slice(read, read + ROWS_AT_ONCE);
      const ids = some.map(({ id }) => id);
      const runs = new Map(this.#read(ids, conditions).map(({ id, run }) => [id, run]));
      found.push(
        ...some.flatMap((place) => (runs.has(place.id) ? [{ place, run: runs.get(place.id) as JobRun }] : [])),
      );
      read += some.length;
    }
    const page = found.slice(0, limit);
    const items = page.map(({ run }) => run);
    const isCut = found.length > limit;
    if (!isCut && isAll && read === places.length) return { items, cursor: null };
    // Nothing is left out between the pages: this one was looked for up to there.
    const last = isCut ? page.at(-1)?.place : read < places.length ? places[read - 1] : (lookedTo ?? places.at(-1));
    return { items, cursor: last ? encodePlaceCursor(order, last) : null };
  }

  summary(filter: RunFilter): RunSummary {
    const span = histogramSpan(filter, this.#now());
    const conditions = this.#conditionsOf(filter);
    const isWhole = filter.from === undefined && filter.to === undefined;
    // How many there are of each group is kept: then only the histogram is to be looked for.
    const knowsCounts = isWhole && conditions.onlyGroups;
    const range = this.#rangeOf(knowsCounts ? span : filter);
    const { tallies, floor } = this.#tally(conditions, range, span);
    return {
      counts: countsOf(knowsCounts ? conditions.groups : tallies),
      histogram: histogramOf(span, tallies),
      isExact: floor <= range.from,
    };
  }

  /** Ids of runs that fit by all that columns can tell. Without a search as many as wanted, if there are. */
  #lookForPage(conditions: RunConditions, range: RunRange, wanted: number): Candidates {
    const most = conditions.onlyGroups ? wanted : Math.max(wanted, MOST_CANDIDATES);
    const candidates = findCandidates(this.#database, conditions, range, { most, wanted });
    if (candidates?.floor === range.from || (candidates && (conditions.onlyGroups || conditions.text !== undefined)))
      return { ids: this.#sift(candidates.ids, conditions), floor: candidates.floor };
    const floor = conditions.onlyGroups ? range.from : this.#floorOf(range, MOST_FOR_PAGE);
    if (candidates && candidates.floor < floor)
      return { ids: this.#sift(candidates.ids, conditions), floor: candidates.floor };
    const ids = this.#scan(conditions, { ...range, from: floor }, conditions.test ? most : wanted);
    const isCut = ids.length === (conditions.test ? most : wanted);
    return { ids, floor: isCut ? (ids.at(-1) ?? floor) : floor };
  }

  #tally(conditions: RunConditions, range: RunRange, span: HistogramSpan): { tallies: Tally[]; floor: number } {
    if (conditions.groups.length === 0) return { tallies: [], floor: range.from };
    const most = conditions.test ? MOST_CANDIDATES : MOST_COUNTED;
    const candidates = findCandidates(this.#database, conditions, range, { most, wanted: 1 });
    if (conditions.test) {
      const { ids, floor } = candidates ?? this.#lookForPage(conditions, range, MOST_CANDIDATES);
      const found = this.#read(this.#sift(ids, conditions), conditions);
      return {
        tallies: found.map(({ begunMs, run }) => ({ at: barAt(span, begunMs), state: run.state, runs: 1 })),
        floor,
      };
    }
    if (candidates?.floor === range.from) {
      const condition = `id IN (SELECT value FROM json_each(?))${conditions.sql}`;
      return { tallies: this.#count(condition, [JSON.stringify(candidates.ids)], conditions, span), floor: range.from };
    }
    const floor = this.#floorOf(range, MOST_FOR_SUMMARY);
    const tallies = this.#count(`id >= ? AND id < ?${conditions.sql}`, [floor, range.before], conditions, span);
    return { tallies, floor };
  }

  #count(sql: string, parameters: (string | number)[], conditions: RunConditions, span: HistogramSpan): Tally[] {
    const { from, to, stepMs } = span;
    return this.#database
      .statement<Tally & { at: number | null }>(
        `SELECT CASE WHEN begun_ms >= ? AND begun_ms < ? THEN begun_ms / ? * ? END AS at, state, count(*) AS runs
         FROM runs INDEXED BY run_facts WHERE ${sql} GROUP BY 1, 2`,
      )
      .all(from, to, BigInt(stepMs), stepMs, ...parameters, ...conditions.parameters)
      .map(({ at, ...tally }) => ({ ...tally, at: at ?? undefined }));
  }

  /** Those of the candidates that fit by what columns can tell. */
  #sift(ids: readonly number[], { sql, parameters }: RunConditions): readonly number[] {
    if (sql === '' || ids.length === 0) return ids;
    return this.#database
      .statement<{ id: number }>(
        `SELECT id FROM runs INDEXED BY run_facts WHERE id IN (SELECT value FROM json_each(?))${sql} ORDER BY id DESC`,
      )
      .all(JSON.stringify(ids), ...parameters)
      .map(({ id }) => id);
  }

  #scan({ sql, parameters }: RunConditions, { from, before }: RunRange, most: number): number[] {
    return this.#database
      .statement<{ id: number }>(
        `SELECT id FROM runs INDEXED BY run_facts WHERE id >= ? AND id < ?${sql} ORDER BY id DESC LIMIT ?`,
      )
      .all(from, before, ...parameters, most)
      .map(({ id }) => id);
  }

  /** The runs themselves, without those whose text does not fit. Newest first. */
  #read(ids: readonly number[], { test }: RunConditions): Found[] {
    const found = this.#database
      .statement<{ id: number; begunMs: number; json: string }>(
        'SELECT id, begun_ms AS begunMs, json FROM runs WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id DESC',
      )
      .all(JSON.stringify(ids))
      .map(({ json, ...place }) => ({ ...place, run: this.#database.parse<JobRun>(json) }));
    return test ? found.filter(({ run }) => test(run)) : found;
  }

  /** From where on there are so many runs. */
  #floorOf({ from, before }: RunRange, most: number): number {
    const first = this.#database
      .statement<{ id: number }>(
        'SELECT id FROM runs INDEXED BY run_facts WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1 OFFSET ?',
      )
      .get(from, before, most - 1);
    return first?.id ?? from;
  }

  #conditionsOf(filter: RunFilter): RunConditions {
    const groups = this.#database
      .statement<RunGroup>(
        'SELECT server_id AS serverId, job_name AS jobName, state, runs FROM run_counts WHERE runs > 0',
      )
      .all();
    return sortConditions(groups, filter, this.#now());
  }

  #rangeOf({ from, to }: Pick<RunFilter, 'from' | 'to'>): RunRange {
    return {
      from: from === undefined ? ALL.from : this.#firstBegun(from),
      before: to === undefined ? ALL.before : this.#firstBegun(to),
    };
  }

  #firstBegun(fromMs: number): number {
    const first = this.#database
      .statement<{ id: number }>('SELECT id FROM runs WHERE begun_ms >= ? ORDER BY begun_ms, id LIMIT 1')
      .get(fromMs);
    return first?.id ?? ALL.before;
  }
}

interface Found {
  readonly id: number;
  readonly begunMs: number;
  readonly run: JobRun;
}
