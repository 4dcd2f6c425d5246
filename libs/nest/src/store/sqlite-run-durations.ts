import { type OrderByDuration, type RunPlace } from './run-cursor.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { findCandidates, type RunRange } from './sqlite-run-candidates.ts';
import type { RunConditions } from './sqlite-run-conditions.ts';

/** How many runs are looked at for one page, during which the loop does nothing else. */
export interface DurationBounds {
  /** That are looked through and sorted, where their range has no more: some 10 ms. */
  readonly sorted: number;
  /** That an index gives and that are sorted: some 5 ms. */
  readonly candidates: number;
  /** That are taken from the index of durations, to see which of them fit: some 10 ms. */
  readonly slice: number;
}

const BOUNDS: DurationBounds = { sorted: 50_000, candidates: 5_000, slice: 5_000 };

/** Runs that may fit by all that columns can tell, in their order. `isAll`: none follow. */
interface FoundPlaces {
  readonly places: readonly RunPlace[];
  readonly isAll: boolean;
  /** How far was looked. */
  readonly lookedTo?: RunPlace;
}

/** Where runs that have ended stand in the order of their durations. */
export class SqliteRunDurations {
  readonly #database: SqliteDatabase;
  readonly #order: OrderByDuration;
  readonly #bounds: DurationBounds;

  constructor(database: SqliteDatabase, order: OrderByDuration, bounds = BOUNDS) {
    this.#database = database;
    this.#order = order;
    this.#bounds = bounds;
  }

  /** The next so many after a place, of those that can be looked through in one go. */
  after(
    place: RunPlace | undefined,
    { conditions, range, most }: { conditions: RunConditions; range: RunRange; most: number },
  ): FoundPlaces {
    const { sql, parameters } = conditions;
    const { from, before } = range;
    if (sql === '' && conditions.text === undefined && from === 0 && before === Number.MAX_SAFE_INTEGER) {
      const places = this.#slice(place, most);
      return { places, isAll: places.length < most };
    }
    const few = findCandidates(this.#database, conditions, range, { most: this.#bounds.candidates, wanted: 1 });
    if (few?.floor === from) {
      const among = 'id IN (SELECT value FROM json_each(?))';
      return this.#sorted(`${among}${sql}`, [JSON.stringify(few.ids), ...parameters], place, most);
    }
    if (this.#isSmall(range)) {
      return this.#sorted(`id >= ? AND id < ?${sql}`, [from, before, ...parameters], place, most);
    }
    const slice = this.#slice(place ?? this.#start(conditions), this.#bounds.slice);
    const inRange = slice.filter(({ id }) => id >= from && id < before);
    const lookedTo = slice.at(-1);
    return {
      places: this.#fitting(inRange, conditions),
      isAll: slice.length < this.#bounds.slice,
      ...(lookedTo && { lookedTo }),
    };
  }

  /** Before the first that may fit. */
  #start({ longerThan, shorterThan }: RunConditions): RunPlace | undefined {
    const durationMs = this.#order === 'longest' ? shorterThan : longerThan;
    if (durationMs === undefined) return undefined;
    return { durationMs, id: this.#order === 'longest' ? 0 : Number.MAX_SAFE_INTEGER };
  }

  #sorted(
    condition: string,
    parameters: readonly (string | number)[],
    place: RunPlace | undefined,
    most: number,
  ): FoundPlaces {
    const [sign, direction] = this.#order === 'longest' ? ['<', 'DESC'] : ['>', 'ASC'];
    const isAfter = place ? ` AND (duration_ms, id) ${sign} (?, ?)` : '';
    const places = this.#database
      .statement<RunPlace>(
        `SELECT id, duration_ms AS durationMs FROM runs INDEXED BY run_facts
         WHERE ${condition} AND duration_ms IS NOT NULL${isAfter}
         ORDER BY duration_ms ${direction}, id ${direction} LIMIT ?`,
      )
      .all(...parameters, ...(place ? [place.durationMs, place.id] : []), most);
    return { places, isAll: places.length < most };
  }

  /** From the index: those that lasted as long as the one at the place, then the others. */
  #slice(place: RunPlace | undefined, most: number): readonly RunPlace[] {
    const [sign, direction] = this.#order === 'longest' ? ['<', 'DESC'] : ['>', 'ASC'];
    const take = (condition: string, parameters: readonly number[], count: number): readonly RunPlace[] =>
      this.#database
        .statement<RunPlace>(
          `SELECT id, duration_ms AS durationMs FROM runs INDEXED BY runs_by_duration
           WHERE duration_ms IS NOT NULL${condition} ORDER BY duration_ms ${direction}, id ${direction} LIMIT ?`,
        )
        .all(...parameters, count);
    if (!place) return take('', [], most);
    const equal = take(` AND duration_ms = ? AND id ${sign} ?`, [place.durationMs, place.id], most);
    if (equal.length === most) return equal;
    return [...equal, ...take(` AND duration_ms ${sign} ?`, [place.durationMs], most - equal.length)];
  }

  #fitting(places: readonly RunPlace[], { sql, parameters }: RunConditions): readonly RunPlace[] {
    if (sql === '' || places.length === 0) return places;
    const fitting = this.#database
      .statement<{ id: number }>(
        `SELECT id FROM runs INDEXED BY run_facts WHERE id IN (SELECT value FROM json_each(?))${sql}`,
      )
      .all(JSON.stringify(places.map(({ id }) => id)), ...parameters);
    const ids = new Set(fitting.map(({ id }) => id));
    return places.filter(({ id }) => ids.has(id));
  }

  #isSmall({ from, before }: RunRange): boolean {
    const beyond = this.#database
      .statement<{ id: number }>(
        'SELECT id FROM runs INDEXED BY run_facts WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1 OFFSET ?',
      )
      .get(from, before, this.#bounds.sorted);
    return beyond === undefined;
  }
}
