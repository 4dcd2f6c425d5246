import type { Retention } from './event-store.ts';
import type { SqliteAnomalies } from './sqlite-anomalies.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import type { EventMark, SqliteEvents } from './sqlite-events.ts';
import type { SqliteRunMinutes } from './sqlite-run-minutes.ts';
import type { SqliteRuns } from './sqlite-runs.ts';
import type { SqliteStatuses } from './sqlite-statuses.ts';

/** Rows removed in one go: one or two milliseconds, during which the loop does nothing else. */
const ROWS_AT_ONCE = 1000;

/** Pages given back to the disk in one go. */
const PAGES_AT_ONCE = 250;

/** What history there is. */
interface Tables {
  readonly events: SqliteEvents;
  readonly runs: SqliteRuns;
  readonly minutes: SqliteRunMinutes;
  readonly anomalies: SqliteAnomalies;
  readonly statuses: SqliteStatuses;
}

/** Removes history that is over the bounds, a little at a time: each method does some and says whether to call it again. */
export class SqliteRetention {
  readonly #database: SqliteDatabase;
  readonly #events: SqliteEvents;
  readonly #runs: SqliteRuns;
  readonly #minutes: SqliteRunMinutes;
  readonly #anomalies: SqliteAnomalies;
  readonly #statuses: SqliteStatuses;
  readonly #bounds: Retention;

  constructor(database: SqliteDatabase, { events, runs, minutes, anomalies, statuses }: Tables, bounds: Retention) {
    this.#database = database;
    this.#events = events;
    this.#runs = runs;
    this.#minutes = minutes;
    this.#anomalies = anomalies;
    this.#statuses = statuses;
    this.#bounds = bounds;
  }

  /** Removes the oldest events and the runs that ended with them. */
  removeEvents(nowMs: number): boolean {
    const { oldest } = this.#events;
    const surplus = this.lastSurplus(nowMs);
    if (surplus <= oldest.id) return false;
    const upTo = this.#events.markAt(Math.min(surplus, oldest.id + ROWS_AT_ONCE));
    this.removeUpTo(upTo);
    return upTo.id < surplus;
  }

  /** Removes the events up to this one. Returns the runs that ended with them. */
  removeUpTo(upTo: EventMark): readonly string[] {
    const { oldest } = this.#events;
    const removed = this.#database.transaction(() => {
      const ended = this.#runs.removeEnded({ afterEvent: oldest.id, upToEvent: upTo.id });
      this.#minutes.removeBefore(upTo.epochMs);
      this.#events.remove(upTo);
      return ended;
    });
    this.#events.removed(upTo);
    return removed;
  }

  /**
   * Removes runs that never ended and were not heard of for long, and logs, anomalies and statuses where there are too many.
   * Returns these runs.
   */
  removeStale(nowMs: number): readonly string[] {
    const surplusStatuses = this.#statuses.surplus();
    const silentSinceMs = nowMs - this.#bounds.maxAgeMs;
    const removed = this.#database.transaction(() => {
      const silent = this.#runs.removeSilent(silentSinceMs);
      this.#database
        .statement('UPDATE run_logs SET job_id = NULL WHERE written_ms < ? AND job_id NOT IN (SELECT job_id FROM runs)')
        .run(silentSinceMs);
      this.#disownLogs();
      this.#anomalies.trim(silentSinceMs, this.#bounds.maxBytes);
      this.#statuses.remove(surplusStatuses);
      this.#database.statement('DELETE FROM run_counts WHERE runs = 0').run();
      return silent;
    });
    this.#statuses.removed(surplusStatuses);
    return removed;
  }

  /** Removes lines whose run is gone. */
  removeLines(): boolean {
    const log = this.#database.statement<{ id: number }>('SELECT id FROM run_logs WHERE job_id IS NULL LIMIT 1').get();
    if (!log) return false;
    this.#database.transaction(() => {
      const first = this.#database
        .statement<{ line: number }>('SELECT line FROM run_log_lines WHERE log_id = ? ORDER BY line LIMIT 1')
        .get(log.id);
      if (first) {
        const upTo = first.line + ROWS_AT_ONCE;
        this.#database.statement('DELETE FROM run_log_lines WHERE log_id = ? AND line < ?').run(log.id, upTo);
      } else {
        this.#database.statement('DELETE FROM run_logs WHERE id = ?').run(log.id);
      }
    });
    return true;
  }

  /** Gives space back to the disk where more than a quarter of the file is free; less will be used again. */
  giveBackSpace(): boolean {
    const size = this.#database
      .statement<{ pages: number; free: number }>(
        'SELECT page_count AS pages, freelist_count AS free FROM pragma_page_count, pragma_freelist_count',
      )
      .get();
    if (!size || size.free < Math.max(PAGES_AT_ONCE, size.pages / 4)) return false;
    this.#database.exec(`PRAGMA incremental_vacuum(${PAGES_AT_ONCE})`);
    return true;
  }

  /** The id of the newest event that has to go. */
  lastSurplus(nowMs: number): number {
    const { head, oldest } = this.#events;
    const { maxEvents, maxAgeMs, maxBytes } = this.#bounds;
    const byCount = head.id - maxEvents;
    const byAge = this.#events.lastWhere(({ epochMs }) => epochMs < nowMs - maxAgeMs).id;
    const isOverBytes = head.totalBytes - oldest.totalBytes > maxBytes;
    // The event after the last one that is followed by too much.
    const byBytes = isOverBytes
      ? this.#events.lastWhere(({ totalBytes }) => head.totalBytes - totalBytes > maxBytes).id + 1
      : 0;
    return Math.max(byCount, byAge, byBytes);
  }

  #disownLogs(): void {
    const total = this.#database
      .statement<{ bytes: number }>('SELECT total(bytes) AS bytes FROM run_logs WHERE job_id IS NOT NULL')
      .get();
    let surplus = (total?.bytes ?? 0) - this.#bounds.maxBytes;
    if (surplus <= 0) return;
    const oldestFirst = this.#database.statement<{ id: number; bytes: number }>(
      `SELECT run_logs.id, run_logs.bytes FROM run_logs LEFT JOIN runs USING (job_id)
       WHERE job_id IS NOT NULL AND (runs.id IS NULL OR runs.ended_by IS NOT NULL) ORDER BY run_logs.id`,
    );
    for (const { id, bytes } of oldestFirst.all()) {
      if (surplus <= 0) return;
      this.#database.statement('UPDATE run_logs SET job_id = NULL WHERE id = ?').run(id);
      surplus -= bytes;
    }
  }
}
