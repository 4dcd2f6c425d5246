import {
  isOver,
  isSlow,
  isTerminal,
  JOB_EVENT_TYPES,
  searchedText,
  type JobRun,
  type JobStatus,
  type StoredJobEvent,
} from '@jobwire/events';
import { foldRun } from './fold-run.ts';
import { MINUTE_MS } from './run-stats.ts';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.ts';
import { indexedText } from './sqlite-run-text.ts';

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
  endedMs: number | null;
  run: JobRun;
}

/** A run that goes on, and what the database keeps beside it. */
export type UnfinishedRun = Readonly<Pick<KeptRun, 'id' | 'begunMs' | 'heardMs' | 'lastEvent' | 'run'>>;

/** A run of the transaction under way, and what the database has of it. */
interface FoldedRun extends KeptRun {
  readonly stored: JobRun | undefined;
}

/** The columns that change only with a run's state or its anomalies, in the order of {@link factsOf}. */
const FACTS = ['state', 'ended_by', 'ended_ms', 'started_ms', 'duration_ms', 'usual_ms', 'slow', 'anomalies'] as const;
const BY = ['by_kind', 'by_name', 'by_person'] as const;
const CHANGING = [...FACTS, ...BY, 'heard_ms', 'last_event', 'json'];
const FIXED = ['job_id', 'server_id', 'job_name', 'begun_ms', 'id'];

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
  readonly #folded = new Map<string, FoldedRun>();
  readonly #find: SqliteStatement<Omit<KeptRun, 'run'> & { json: string }>;
  readonly #insert: SqliteStatement<never>;
  readonly #change: SqliteStatement<never>;
  readonly #hear: SqliteStatement<never>;
  readonly #countEnd: SqliteStatement<never>;
  readonly #index: SqliteStatement<never>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#find = database.statement(
      `SELECT id, begun_ms AS begunMs, heard_ms AS heardMs, last_event AS lastEvent, ended_by AS endedBy, ended_ms AS endedMs, json
       FROM runs WHERE job_id = ?`,
    );
    this.#insert = database.statement(
      `INSERT INTO runs (${[...CHANGING, ...FIXED].join(', ')}) VALUES (${[...CHANGING, ...FIXED].map(() => '?').join(', ')})`,
    );
    this.#change = database.statement(
      `UPDATE runs SET ${CHANGING.map((name) => `${name} = ?`).join(', ')} WHERE id = ?`,
    );
    // Nothing that an index holds: most events of a run are progress.
    this.#hear = database.statement('UPDATE runs SET heard_ms = ?, last_event = ?, json = ? WHERE id = ?');
    this.#countEnd = database.statement(
      `INSERT INTO run_minutes (minute, server_id, job_name, completed, failed, cancelled) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET completed = completed + excluded.completed, failed = failed + excluded.failed,
         cancelled = cancelled + excluded.cancelled`,
    );
    this.#index = database.statement('INSERT INTO run_texts (rowid, text) VALUES (?, ?)');
  }

  find(jobId: string): Readonly<KeptRun> | undefined {
    const active = this.#active.get(jobId);
    if (active) return active;
    if (this.#unknown.has(jobId)) return undefined;
    const row = this.#find.get(jobId);
    if (!row) return this.#rememberUnknown(jobId);
    const { json, ...rest } = row;
    return { ...rest, run: this.#database.parse<JobRun>(json) };
  }

  /** As the transaction under way has it. */
  hasEnded(jobId: string): boolean {
    const kept = this.#folded.get(jobId) ?? this.find(jobId);
    return kept !== undefined && kept.endedBy !== null;
  }

  /** Adds an event to its run. Returns the run's event before it, `null` where there is none. */
  fold(event: StoredJobEvent, id: number, status: JobStatus | undefined): number | null {
    const { jobId, epochMs } = event;
    if (jobId === undefined) return null;
    const folded = this.#folded.get(jobId);
    const before = folded ?? this.find(jobId);
    const run = foldRun(before?.run, event, status);
    if (!run) return null;
    const previous = before?.lastEvent ?? null;
    const begun = {
      begunMs: epochMs,
      id,
      endedBy: null,
      endedMs: null,
      ...before,
      heardMs: epochMs,
      lastEvent: id,
      run,
    };
    const kept: FoldedRun = folded ?? { ...begun, stored: before?.run };
    kept.heardMs = epochMs;
    kept.lastEvent = id;
    kept.run = run;
    if (kept.endedBy === null && isOver(run)) Object.assign(kept, { endedBy: id, endedMs: epochMs });
    if (!folded) this.#folded.set(jobId, kept);
    this.#unknown.delete(jobId);
    return previous;
  }

  /** Writes what was folded, within the transaction. */
  save(): void {
    for (const kept of this.#folded.values()) {
      const { id, begunMs, heardMs, lastEvent, run, stored } = kept;
      const json = JSON.stringify(run);
      if (!stored) {
        const { jobId, serverId, jobName } = run;
        this.#insert.run(...factsOf(kept), heardMs, lastEvent, json, jobId, serverId, jobName, begunMs, id);
      } else if (stored.state !== run.state || stored.anomalies !== run.anomalies) {
        this.#change.run(...factsOf(kept), heardMs, lastEvent, json, id);
      } else {
        this.#hear.run(heardMs, lastEvent, json, id);
      }
      if (isOver(run) && !(stored && isOver(stored))) this.#saveEnd(kept);
    }
  }

  /** Its text is complete now. Until then a run is one of the few that go on, which are looked at one by one. */
  #saveEnd({ id, endedMs, run }: FoldedRun): void {
    const { serverId, jobName, state } = run;
    const minute = Math.floor((endedMs ?? 0) / MINUTE_MS);
    const count = (of: JobRun['state']): number => Number(of === state);
    this.#countEnd.run(minute, serverId, jobName, count('completed'), count('failed'), count('cancelled'));
    this.#index.run(id, indexedText(searchedText(run)));
  }

  /** The transaction has committed. */
  keep(): void {
    if (this.#active.size + this.#folded.size > MAX_ACTIVE) this.#active.clear();
    for (const [jobId, { stored: _stored, ...kept }] of this.#folded) {
      if (kept.endedBy === null) this.#active.set(jobId, kept);
      else this.#active.delete(jobId);
    }
    this.#folded.clear();
  }

  /** The transaction has failed. */
  discard(): void {
    this.#folded.clear();
  }

  unfinished(): UnfinishedRun[] {
    return this.#database
      .statement<Omit<UnfinishedRun, 'run'> & { json: string }>(
        `SELECT id, begun_ms AS begunMs, heard_ms AS heardMs, last_event AS lastEvent, json
         FROM runs WHERE state IN ('queued', 'running') ORDER BY id`,
      )
      .all()
      .map(({ json, ...kept }) => ({ ...kept, run: this.#database.parse<JobRun>(json) }));
  }

  /** As if their events had been folded. */
  restore(runs: readonly UnfinishedRun[]): void {
    for (const kept of runs)
      this.#folded.set(kept.run.jobId, { ...kept, endedBy: null, endedMs: null, stored: undefined });
  }

  /** Removes the runs that ended with one of these events. Within a transaction, before the events themselves go. */
  removeEnded({ afterEvent, upToEvent }: { afterEvent: number; upToEvent: number }): readonly string[] {
    return this.#remove(
      `ended_by <= ?2 AND job_id IN (
         SELECT job_id FROM events WHERE id > ?1 AND id <= ?2 AND type IN (SELECT value FROM json_each(?3)))`,
      [afterEvent, upToEvent, ENDING_TYPES],
    );
  }

  /** Removes the runs that never ended and were last heard of before this time. Within a transaction. */
  removeSilent(sinceMs: number): readonly string[] {
    return this.#remove("state IN ('queued', 'running') AND heard_ms < ?", [sinceMs]);
  }

  #remove(condition: string, parameters: (number | string)[]): readonly string[] {
    const removed = this.#database
      .statement<{ jobId: string }>(`DELETE FROM runs WHERE ${condition} RETURNING job_id AS jobId`)
      .all(...parameters);
    const disownLog = this.#database.statement('UPDATE run_logs SET job_id = NULL WHERE job_id = ?');
    for (const { jobId } of removed) {
      disownLog.run(jobId);
      // Should the transaction fail, it is found in the table again.
      this.#active.delete(jobId);
    }
    return removed.map(({ jobId }) => jobId);
  }

  #rememberUnknown(jobId: string): undefined {
    if (this.#unknown.size >= MAX_ACTIVE) this.#unknown.clear();
    this.#unknown.add(jobId);
  }
}

function factsOf({ endedBy, endedMs, run }: KeptRun): (string | number | null)[] {
  const { state, startedAt, durationMs = null, usualDurationMs = null, anomalies, by } = run;
  const startedMs = startedAt === undefined ? null : Date.parse(startedAt);
  const slow = Number(endedMs !== null && isSlow(run, endedMs));
  return [
    ...[state, endedBy, endedMs, startedMs, durationMs, usualDurationMs, slow, anomalies],
    ...[by?.kind, by?.name, by?.person].map((text) => text?.toLowerCase() ?? null),
  ];
}
