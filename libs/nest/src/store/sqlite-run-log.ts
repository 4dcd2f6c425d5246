import type { LogLevel, LogLine } from '@jobwire/events';
import { Followers } from './followers.ts';
import { keptLines } from './kept-lines.ts';
import { RunLog, type NewLogLine } from './run-log.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Keeps the lines in the database of the event store, which removes them with their run. */
export class SqliteRunLog extends RunLog {
  readonly #database: SqliteDatabase;
  readonly #now: () => number;
  readonly #followers = new Followers();

  constructor(database: SqliteDatabase, { now = Date.now }: { readonly now?: () => number } = {}) {
    super();
    this.#database = database;
    this.#now = now;
  }

  async append(jobId: string, lines: readonly NewLogLine[]): Promise<void> {
    if (lines.length === 0) return;
    const kept = await this.#database.write(() => this.#insert(jobId, lines));
    if (kept > 0) this.#followers.tell(jobId);
  }

  async read(jobId: string, after: number, limit: number): Promise<readonly LogLine[]> {
    const rows = this.#database
      .statement<{ line: number; timestamp: string; level: LogLevel; text: string }>(
        `SELECT line, timestamp, level, text FROM run_log_lines
         WHERE log_id = (SELECT id FROM run_logs WHERE job_id = ?) AND line > ? ORDER BY line LIMIT ?`,
      )
      .all(jobId, after, limit);
    return rows.map(({ line, timestamp, level, text }) => ({ line, timestamp, level, text }));
  }

  follow(jobId: string, onLines: () => void): () => void {
    return this.#followers.add(jobId, onLines);
  }

  /** Returns how many lines were kept. */
  #insert(jobId: string, newLines: readonly NewLogLine[]): number {
    const { id, lines } = this.#database
      .statement<{ id: number; lines: number }>(
        `INSERT INTO run_logs (job_id, lines, bytes, written_ms) VALUES (?, 0, 0, ?)
         ON CONFLICT (job_id) DO UPDATE SET written_ms = excluded.written_ms RETURNING id, lines`,
      )
      .get(jobId, this.#now()) as { id: number; lines: number };
    const insert = this.#database.statement(
      'INSERT INTO run_log_lines (log_id, line, timestamp, level, text) VALUES (?, ?, ?, ?, ?)',
    );
    let bytes = 0;
    const kept = keptLines(lines, newLines);
    for (const { line, timestamp, level, text } of kept) {
      insert.run(id, line, timestamp, level, text);
      bytes += Buffer.byteLength(text);
    }
    this.#database
      .statement('UPDATE run_logs SET lines = lines + ?, bytes = bytes + ? WHERE id = ?')
      .run(kept.length, bytes, id);
    return kept.length;
  }
}
