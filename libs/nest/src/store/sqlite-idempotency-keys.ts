import { IdempotencyKeys, KEY_LIFETIME_MS, type ClaimedKey } from './idempotency-keys.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Remembers keys in the database of the event store. */
export class SqliteIdempotencyKeys extends IdempotencyKeys {
  readonly #database: SqliteDatabase;
  readonly #now: () => number;

  constructor(database: SqliteDatabase, { now = Date.now }: { readonly now?: () => number } = {}) {
    super();
    this.#database = database;
    this.#now = now;
  }

  async claim(key: string, { jobId, fingerprint }: ClaimedKey): Promise<ClaimedKey> {
    return this.#database.write(() => {
      const nowMs = this.#now();
      this.#database.statement('DELETE FROM idempotency_keys WHERE claimed_ms <= ?').run(nowMs - KEY_LIFETIME_MS);
      const before = this.#database
        .statement<{ jobId: string; fingerprint: string }>(
          'SELECT job_id AS jobId, fingerprint FROM idempotency_keys WHERE key = ?',
        )
        .get(key);
      if (before) return { jobId: before.jobId, fingerprint: before.fingerprint };
      this.#database
        .statement('INSERT INTO idempotency_keys (key, job_id, fingerprint, claimed_ms) VALUES (?, ?, ?, ?)')
        .run(key, jobId, fingerprint, nowMs);
      return { jobId, fingerprint };
    });
  }

  async release(key: string): Promise<void> {
    await this.#database.write(() => this.#database.statement('DELETE FROM idempotency_keys WHERE key = ?').run(key));
  }
}
