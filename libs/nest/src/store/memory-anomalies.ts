import {
  acknowledgedAnomaly,
  comparePositions,
  foundAnomaly,
  type AnomalyPage,
  type AnomalyRecord,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import { decodeAnomalyCursor, encodeAnomalyCursor } from './anomaly-cursor.ts';
import { MAX_ANOMALIES, type AnomalyQuery } from './event-store.ts';

/** The anomalies of a {@link MemoryEventStore}. */
export class MemoryAnomalies {
  /** By position, oldest first. */
  readonly #kept = new Map<Position, AnomalyRecord & { readonly epochMs: number }>();

  fold(event: StoredJobEvent): void {
    if (event.type === 'anomaly_detected') {
      this.#kept.set(event.position, { ...foundAnomaly(event), epochMs: event.epochMs });
    } else if (event.type === 'anomaly_acknowledged') {
      const found = this.#kept.get(event.data.position);
      if (found) this.#kept.set(found.position, { ...found, ...acknowledgedAnomaly(found, event) });
    }
  }

  find(position: Position): AnomalyRecord | undefined {
    const found = this.#kept.get(position);
    return found && told(found);
  }

  query({ state, serverId, jobName, severity, cursor, limit }: AnomalyQuery): AnomalyPage {
    const before = cursor === undefined ? undefined : decodeAnomalyCursor(cursor);
    const all = [...this.#kept.values()].reverse();
    const found = all.filter(
      (anomaly) =>
        (before === undefined || comparePositions(anomaly.position, before) < 0) &&
        (!state || state === (anomaly.acknowledged ? 'acknowledged' : 'open')) &&
        (!serverId || serverId.includes(anomaly.serverId)) &&
        (!jobName || jobName.includes(anomaly.jobName)) &&
        (!severity || severity.includes(anomaly.severity)),
    );
    const items = found.slice(0, limit).map(told);
    const last = items.at(-1);
    return {
      items,
      cursor: last && found.length > limit ? encodeAnomalyCursor(last.position) : null,
      open: all.filter(({ acknowledged }) => !acknowledged).length,
    };
  }

  trim(sinceMs: number, maxBytes: number): void {
    const newestFirst = [...this.#kept.values()].reverse();
    const open = newestFirst.filter(({ acknowledged }) => !acknowledged);
    const acknowledged = newestFirst.filter((anomaly) => anomaly.acknowledged);
    const old = acknowledged.filter(({ epochMs }) => epochMs < sinceMs);
    for (const { position } of [...open.slice(MAX_ANOMALIES), ...acknowledged.slice(MAX_ANOMALIES), ...old])
      this.#kept.delete(position);
    let bytes = 0;
    for (const anomaly of [...open, ...acknowledged]) {
      if (!this.#kept.has(anomaly.position)) continue;
      bytes += Buffer.byteLength(JSON.stringify(told(anomaly)));
      if (bytes > maxBytes) this.#kept.delete(anomaly.position);
    }
  }
}

function told({ epochMs: _epochMs, ...anomaly }: AnomalyRecord & { readonly epochMs: number }): AnomalyRecord {
  return anomaly;
}
