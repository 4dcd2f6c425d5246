import { applyToRun, isOver, isTerminal, JOB_EVENT_TYPES, type JobRun, type StoredJobEvent } from '@jobwire/events';
import type { RunPage, RunQuery } from './event-store.ts';
import { decodeRunCursor, encodeRunCursor } from './run-cursor.ts';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.ts';
import { anyOf } from './sqlite-filter.ts';

/** A run with what the database keeps beside it. */
interface KeptRun {
  /** Of its first event. */
  readonly id: number;
  readonly begunMs: number;
  heardMs: number;
  /** Of its newest event. */
  lastEvent: number;
  /** The event that ended it. */
  endedBy: number | null;
  run: JobRun;
}

/** Unfinished runs kept in memory, so that their next event need not look for them; and ids that no run has. */
const MAX_ACTIVE = 10_000;

const ENDING_TYPES = JSON.stringify(JOB_EVENT_TYPES.filter((type) => isTerminal({ type })));

/** The table of the runs. */
export class SqliteRuns {
  readonly #database: SqliteDatabase;
  /** Unfinished ones as they were committed. */
  readonly #active = new Map<string, Readonly<KeptRun>>();
  /** Ids of events that belong to no run, as from publishers that never say `started`. */
  readonly #unknown = new Set<string>();
  /** Of the transaction under way. */
  readonly #folded = new Map<string, KeptRun>();
  readonly #find: SqliteStatement<Omit<KeptRun, 'run'> & { json: string }>;
  readonly #save: SqliteStatement<never>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#find = database.statement(
      `SELECT id, begun_ms AS begunMs, heard_ms AS heardMs, last_event AS lastEvent, ended_by AS endedBy, json
       FROM runs WHERE job_id = ?`,
    );
    this.#save = database.statement(
      `INSERT INTO runs (id, job_id, server_id, job_name, state, begun_ms, heard_ms, last_event, ended_by, json)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, heard_ms = excluded.heard_ms,
         last_event = excluded.last_event, ended_by = excluded.ended_by, json = excluded.json`,
    );
  }

  find(jobId: string): Readonly<KeptRun> | undefined {
    const active = this.#active.get(jobId);
    if (active) return active;
    if (this.#unknown.has(jobId)) return undefined;
    const row = this.#find.get(jobId);
    if (!row) return this.#rememberUnknown(jobId);
    const { json, ...rest } = row;
    return { ...rest, run: JSON.parse(json) as JobRun };
  }

  query({ serverId, jobName, state, from, to, cursor, limit }: RunQuery): RunPage {
    const { sql, parameters } = anyOf({ server_id: serverId, job_name: jobName, state });
    const rows = this.#database
      .statement<{ id: number; json: string }>(
        `SELECT id, json FROM runs WHERE id >= ? AND id < ?${sql} ORDER BY id DESC LIMIT ?`,
      )
      .all(
        from === undefined ? 0 : this.#firstBegun(from),
        Math.min(
          to === undefined ? Number.MAX_SAFE_INTEGER : this.#firstBegun(to),
          cursor === undefined ? Number.MAX_SAFE_INTEGER : decodeRunCursor(cursor),
        ),
        ...parameters,
        limit + 1,
      );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ json }) => JSON.parse(json) as JobRun),
      cursor: last && rows.length > limit ? encodeRunCursor(last.id) : null,
    };
  }

  /** Adds an event to its run. Returns the run's event before it, `null` where there is none. */
  fold(event: StoredJobEvent, id: number): number | null {
    const { jobId, epochMs } = event;
    if (jobId === undefined) return null;
    const folded = this.#folded.get(jobId);
    const before = folded ?? this.find(jobId);
    const run = applyToRun(before?.run, event);
    if (!run) return null;
    const previous = before?.lastEvent ?? null;
    const kept = folded ?? { begunMs: epochMs, id, endedBy: null, ...before, heardMs: epochMs, lastEvent: id, run };
    kept.heardMs = epochMs;
    kept.lastEvent = id;
    kept.run = run;
    if (kept.endedBy === null && isOver(run)) kept.endedBy = id;
    if (!folded) this.#folded.set(jobId, kept);
    this.#unknown.delete(jobId);
    return previous;
  }

  /** Writes what was folded, within the transaction. */
  save(): void {
    for (const { id, begunMs, heardMs, lastEvent, endedBy, run } of this.#folded.values()) {
      const { jobId, serverId, jobName, state } = run;
      this.#save.run(id, jobId, serverId, jobName, state, begunMs, heardMs, lastEvent, endedBy, JSON.stringify(run));
    }
  }

  /** The transaction has committed. */
  keep(): void {
    if (this.#active.size + this.#folded.size > MAX_ACTIVE) this.#active.clear();
    for (const [jobId, kept] of this.#folded) {
      if (kept.endedBy === null) this.#active.set(jobId, kept);
      else this.#active.delete(jobId);
    }
    this.#folded.clear();
  }

  /** The transaction has failed. */
  discard(): void {
    this.#folded.clear();
  }

  /** Removes the runs that ended with one of these events. Within a transaction, before the events themselves go. */
  removeEnded({ afterEvent, upToEvent }: { afterEvent: number; upToEvent: number }): void {
    this.#remove(
      `ended_by <= ?2 AND job_id IN (
         SELECT job_id FROM events WHERE id > ?1 AND id <= ?2 AND type IN (SELECT value FROM json_each(?3)))`,
      [afterEvent, upToEvent, ENDING_TYPES],
    );
  }

  /** Removes the runs that never ended and were last heard of before this time. Within a transaction. */
  removeSilent(sinceMs: number): void {
    this.#remove("state IN ('queued', 'running') AND heard_ms < ?", [sinceMs]);
  }

  #remove(condition: string, parameters: (number | string)[]): void {
    const removed = this.#database
      .statement<{ jobId: string }>(`DELETE FROM runs WHERE ${condition} RETURNING job_id AS jobId`)
      .all(...parameters);
    const disownLog = this.#database.statement('UPDATE run_logs SET job_id = NULL WHERE job_id = ?');
    for (const { jobId } of removed) {
      disownLog.run(jobId);
      // Should the transaction fail, it is found in the table again.
      this.#active.delete(jobId);
    }
  }

  #rememberUnknown(jobId: string): undefined {
    if (this.#unknown.size >= MAX_ACTIVE) this.#unknown.clear();
    this.#unknown.add(jobId);
  }

  #firstBegun(fromMs: number): number {
    const first = this.#database
      .statement<{ id: number }>('SELECT id FROM runs WHERE begun_ms >= ? ORDER BY begun_ms, id LIMIT 1')
      .get(fromMs);
    return first?.id ?? Number.MAX_SAFE_INTEGER;
  }
}
