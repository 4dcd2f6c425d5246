import { applyToStatus, idleStatus, type JobStatus, type StoredJobEvent } from '@jobwire/events';
import { MAX_STATUSES, type SeenServer } from './event-store.ts';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.ts';

interface KeptStatus {
  readonly id: number;
  readonly heardMs: number;
  readonly status: JobStatus;
}

export interface SavedStatus {
  readonly serverId: number;
  readonly heardMs: number;
  readonly status: JobStatus;
}

/** The statuses of all jobs of all servers. They are few, so all are in memory too: what is there is what was committed. */
export class SqliteStatuses {
  /** By serverId and job name, in the order they were first seen. */
  readonly #kept = new Map<number, Map<string, KeptStatus>>();
  /** Of the transaction under way, in the same order. */
  readonly #folded = new Map<number, Map<string, KeptStatus>>();
  readonly #database: SqliteDatabase;
  readonly #save: SqliteStatement<never>;
  #lastId = 0;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#save = database.statement(
      `INSERT INTO statuses (id, server_id, heard_ms, json) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET heard_ms = excluded.heard_ms, json = excluded.json`,
    );
    const rows = database.statement<{ id: number; serverId: number; heardMs: number; json: string }>(
      'SELECT id, server_id AS serverId, heard_ms AS heardMs, json FROM statuses ORDER BY id',
    );
    for (const { id, serverId, heardMs, json } of rows.all()) {
      put(this.#kept, serverId, { id, heardMs, status: database.parse<JobStatus>(json) });
      this.#lastId = id;
    }
  }

  of(serverId: number): JobStatus[] {
    return [...(this.#kept.get(serverId)?.values() ?? [])].map(({ status }) => status);
  }

  /** In the order they were first seen. */
  all(): SavedStatus[] {
    return [...this.#kept]
      .flatMap(([serverId, ofServer]) => [...ofServer.values()].map((kept) => ({ serverId, ...kept })))
      .sort((a, b) => a.id - b.id)
      .map(({ serverId, heardMs, status }) => ({ serverId, heardMs, status }));
  }

  /** As if their events had been folded. */
  restore(statuses: readonly SavedStatus[]): void {
    for (const { serverId, heardMs, status } of statuses)
      put(this.#folded, serverId, { id: ++this.#lastId, heardMs, status });
  }

  /** As the transaction under way has it. */
  find({ serverId, jobName }: StoredJobEvent): JobStatus | undefined {
    return this.#before(serverId, jobName)?.status;
  }

  servers(): SeenServer[] {
    return [...this.#kept].map(([serverId, statuses]) => ({
      serverId,
      lastEventMs: [...statuses.values()].reduce((newest, { heardMs }) => Math.max(newest, heardMs), 0),
    }));
  }

  /** Those that were not heard of for longest, where there are too many. */
  surplus(): readonly KeptStatus[] {
    const all = [...this.#kept.values()].flatMap((ofServer) => [...ofServer.values()]);
    if (all.length <= MAX_STATUSES) return [];
    return all.sort((a, b) => b.heardMs - a.heardMs).slice(MAX_STATUSES);
  }

  /** Within a transaction. */
  remove(statuses: readonly KeptStatus[]): void {
    const one = this.#database.statement('DELETE FROM statuses WHERE id = ?');
    for (const { id } of statuses) one.run(id);
  }

  /** The transaction that removes them has committed. */
  removed(statuses: readonly KeptStatus[]): void {
    const gone = new Set(statuses);
    if (gone.size === 0) return;
    for (const [serverId, ofServer] of this.#kept) {
      for (const [jobName, kept] of ofServer) if (gone.has(kept)) ofServer.delete(jobName);
      if (ofServer.size === 0) this.#kept.delete(serverId);
    }
  }

  fold(event: StoredJobEvent): void {
    const { serverId, jobName, epochMs } = event;
    const before = this.#before(serverId, jobName);
    const status = applyToStatus(before?.status ?? idleStatus(jobName), event);
    put(this.#folded, serverId, { id: before?.id ?? ++this.#lastId, heardMs: epochMs, status });
  }

  /** Writes what was folded, within the transaction. */
  save(): void {
    for (const [serverId, statuses] of this.#folded) {
      for (const { id, heardMs, status } of statuses.values())
        this.#save.run(id, serverId, heardMs, JSON.stringify(status));
    }
  }

  /** The transaction has committed. */
  keep(): void {
    for (const [serverId, statuses] of this.#folded)
      for (const status of statuses.values()) put(this.#kept, serverId, status);
    this.#folded.clear();
  }

  /** The transaction has failed. */
  discard(): void {
    this.#folded.clear();
  }

  #before(serverId: number, jobName: string): KeptStatus | undefined {
    return this.#folded.get(serverId)?.get(jobName) ?? this.#kept.get(serverId)?.get(jobName);
  }
}

function put(statuses: Map<number, Map<string, KeptStatus>>, serverId: number, kept: KeptStatus): void {
  const ofServer = statuses.get(serverId) ?? new Map<string, KeptStatus>();
  statuses.set(serverId, ofServer.set(kept.status.jobName, kept));
}
