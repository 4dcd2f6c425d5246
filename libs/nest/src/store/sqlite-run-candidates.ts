import type { SqliteDatabase } from './sqlite-database.ts';
import type { RunConditions, RunGroup } from './sqlite-run-conditions.ts';

/** Runs from this id on and before that one. */
export interface RunRange {
  readonly from: number;
  readonly before: number;
}

/** All runs from `floor` on that may fit, newest first. */
export interface Candidates {
  readonly ids: readonly number[];
  readonly floor: number;
}

/** With more groups than this no index beats looking through all. */
const MAX_GROUPS = 200;

/** An index, and the condition that it answers. Without statistics SQLite would not always choose it. */
const RUNNING = "runs_in_state WHERE state = 'running'";
const QUEUED = "runs_in_state WHERE state = 'queued'";
const SLOW = 'runs_slow WHERE slow = 1';
const ANOMALOUS = 'runs_anomalous WHERE anomalies > 0';
const OF_GROUP = 'runs_in_group WHERE server_id = ? AND job_name = ? AND state = ?';

/**
 * Finds the few runs that may fit, by the index that narrows most: each is asked for its newest, and the one whose newest
 * reach back furthest has the fewest between. `undefined` where nothing is asked that an index answers.
 */
export function findCandidates(
  database: SqliteDatabase,
  conditions: RunConditions,
  range: RunRange,
  { most, wanted }: { readonly most: number; readonly wanted: number },
): Candidates | undefined {
  const search = new CandidateSearch(database, range, most);
  const { text, is, longerThan, narrowsGroups, groups } = conditions;
  const found = [
    // A run that goes on has no text there yet.
    ...(text ? [search.union([search.ofText(text), search.by(QUEUED), search.by(RUNNING)])] : []),
    ...(is ? [search.union(is.flatMap((what) => search.being(what)))] : []),
    ...(longerThan === undefined ? [] : search.lastedLonger(longerThan)),
    ...(narrowsGroups && groups.length <= MAX_GROUPS ? [search.ofGroups(groups, wanted)] : []),
  ];
  return found.sort((a, b) => a.floor - b.floor || a.ids.length - b.ids.length)[0];
}

class CandidateSearch {
  readonly #database: SqliteDatabase;
  readonly #range: RunRange;
  readonly #most: number;

  constructor(database: SqliteDatabase, range: RunRange, most: number) {
    this.#database = database;
    this.#range = range;
    this.#most = most;
  }

  union(each: readonly Candidates[]): Candidates {
    const floor = each.reduce((highest, candidates) => Math.max(highest, candidates.floor), this.#range.from);
    const ids = new Set(each.flatMap((candidates) => candidates.ids.filter((id) => id >= floor)));
    return { ids: [...ids].sort((a, b) => b - a), floor };
  }

  ofText(expression: string): Candidates {
    return this.#newest(
      'SELECT rowid AS id FROM run_texts WHERE run_texts MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?',
      expression,
    );
  }

  /** All of them where they are few, else of each as many as one page can hold, or its share. */
  ofGroups(groups: readonly RunGroup[], wanted: number): Candidates {
    const all = this.#allOf(groups);
    if (all) return all;
    const share = Math.max(wanted, Math.ceil(this.#most / groups.length));
    const search = new CandidateSearch(this.#database, this.#range, share);
    return this.union(groups.map((group) => search.of(group)));
  }

  of({ serverId, jobName, state }: RunGroup): Candidates {
    return this.by(OF_GROUP, serverId, jobName, state);
  }

  #allOf(groups: readonly RunGroup[]): Candidates | undefined {
    const each: Candidates[] = [];
    let left = this.#most;
    for (const group of groups) {
      if (left <= 0) return undefined;
      const found = new CandidateSearch(this.#database, this.#range, left).of(group);
      if (found.floor > this.#range.from) return undefined;
      each.push(found);
      left -= found.ids.length;
    }
    return this.union(each);
  }

  being(what: 'slow' | 'anomalous'): Candidates[] {
    return what === 'slow' ? [this.by(SLOW), this.by(RUNNING)] : [this.by(ANOMALOUS)];
  }

  by(index: string, ...parameters: (string | number)[]): Candidates {
    return this.#newest(
      `SELECT id FROM runs INDEXED BY ${index} AND id >= ? AND id < ? ORDER BY id DESC LIMIT ?`,
      ...parameters,
    );
  }

  /** They are not in the order of their ids: it is all of them or none. */
  lastedLonger(ms: number): Candidates[] {
    const rows = this.#database
      .statement<{ id: number }>('SELECT id FROM runs WHERE duration_ms > ? LIMIT ?')
      .all(ms, this.#most + 1);
    if (rows.length > this.#most) return [];
    const { from, before } = this.#range;
    const ids = rows.map(({ id }) => id).filter((id) => id >= from && id < before);
    return [this.union([{ ids, floor: from }, this.by(RUNNING)])];
  }

  #newest(sql: string, ...parameters: (string | number)[]): Candidates {
    const { from, before } = this.#range;
    const ids = this.#database
      .statement<{ id: number }>(sql)
      .all(...parameters, from, before, this.#most)
      .map(({ id }) => id);
    return { ids, floor: ids.length < this.#most ? from : (ids.at(-1) ?? from) };
  }
}
