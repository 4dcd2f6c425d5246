import {
  acknowledgedAnomaly,
  foundAnomaly,
  positionParts,
  type AnomalyPage,
  type AnomalyRecord,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import { decodeAnomalyCursor, encodeAnomalyCursor } from './anomaly-cursor.ts';
import { MAX_ANOMALIES, type AnomalyQuery } from './event-store.ts';
import type { SqliteDatabase, SqliteStatement } from './sqlite-database.ts';
import { anyOf } from './sqlite-filter.ts';

/** The table of the anomalies. It is small, so its rows are looked through. */
export class SqliteAnomalies {
  readonly #database: SqliteDatabase;
  readonly #insert: SqliteStatement<never>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#insert = database.statement(
      `INSERT INTO anomalies (epoch_ms, seq, server_id, job_name, severity, acknowledged, json)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /** Within the transaction that stores the event. */
  fold(event: StoredJobEvent): void {
    if (event.type === 'anomaly_detected') this.#add(foundAnomaly(event));
    else if (event.type === 'anomaly_acknowledged') this.#acknowledge(event);
  }

  all(): AnomalyRecord[] {
    const rows = this.#database.statement<{ json: string }>('SELECT json FROM anomalies ORDER BY epoch_ms, seq').all();
    return rows.map(({ json }) => this.#database.parse<AnomalyRecord>(json));
  }

  /** Within a transaction. */
  restore(anomalies: readonly AnomalyRecord[]): void {
    for (const record of anomalies) this.#add(record);
  }

  find(position: Position): AnomalyRecord | undefined {
    const { epochMs, seq } = positionParts(position);
    const row = this.#database
      .statement<{ json: string }>('SELECT json FROM anomalies WHERE epoch_ms = ? AND seq = ?')
      .get(epochMs, seq);
    return row && this.#database.parse<AnomalyRecord>(row.json);
  }

  query({ state, serverId, jobName, severity, cursor, limit }: AnomalyQuery): AnomalyPage {
    const acknowledged = state && [Number(state === 'acknowledged')];
    const { sql, parameters } = anyOf({ server_id: serverId, job_name: jobName, severity, acknowledged });
    const before = cursor === undefined ? undefined : positionParts(decodeAnomalyCursor(cursor));
    const rows = this.#database
      .statement<{ json: string }>(
        `SELECT json FROM anomalies WHERE (epoch_ms, seq) < (?, ?)${sql} ORDER BY epoch_ms DESC, seq DESC LIMIT ?`,
      )
      .all(before?.epochMs ?? Number.MAX_SAFE_INTEGER, before?.seq ?? 0, ...parameters, limit + 1);
    const items = rows.slice(0, limit).map(({ json }) => this.#database.parse<AnomalyRecord>(json));
    const last = items.at(-1);
    return {
      items,
      cursor: last && rows.length > limit ? encodeAnomalyCursor(last.position) : null,
      open: this.#database
        .statement<{ open: number }>('SELECT count(*) AS open FROM anomalies WHERE acknowledged = 0')
        .get()?.open as number,
    };
  }

  /** Within a transaction. */
  trim(sinceMs: number, maxBytes: number): void {
    this.#database.statement('DELETE FROM anomalies WHERE acknowledged = 1 AND epoch_ms < ?').run(sinceMs);
    for (const acknowledged of [0, 1]) {
      this.#database
        .statement(
          `DELETE FROM anomalies WHERE (epoch_ms, seq) IN (
             SELECT epoch_ms, seq FROM anomalies WHERE acknowledged = ? ORDER BY epoch_ms DESC, seq DESC LIMIT -1 OFFSET ?)`,
        )
        .run(acknowledged, MAX_ANOMALIES);
    }
    this.#database
      .statement(
        `DELETE FROM anomalies WHERE (epoch_ms, seq) IN (
           SELECT epoch_ms, seq FROM (
             SELECT epoch_ms, seq, sum(octet_length(json)) OVER (ORDER BY acknowledged, epoch_ms DESC, seq DESC) AS bytes
             FROM anomalies
           ) WHERE bytes > ?)`,
      )
      .run(maxBytes);
  }

  #add(record: AnomalyRecord): void {
    const { epochMs, seq } = positionParts(record.position);
    const { serverId, jobName, severity, acknowledged } = record;
    const isAcknowledged = Number(acknowledged !== undefined);
    this.#insert.run(epochMs, seq, serverId, jobName, severity, isAcknowledged, JSON.stringify(record));
  }

  #acknowledge(event: StoredJobEvent & { type: 'anomaly_acknowledged' }): void {
    const found = this.find(event.data.position);
    const after = found && acknowledgedAnomaly(found, event);
    if (!after || after === found) return;
    const { epochMs, seq } = positionParts(after.position);
    this.#database
      .statement('UPDATE anomalies SET acknowledged = 1, json = ? WHERE epoch_ms = ? AND seq = ?')
      .run(JSON.stringify(after), epochMs, seq);
  }
}
