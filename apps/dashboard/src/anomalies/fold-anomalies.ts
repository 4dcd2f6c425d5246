import {
  acknowledgedAnomaly,
  foundAnomaly,
  type AnomalyRecord,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';

/** Anomalies after some more events: the same as the server would tell. An event that is known already changes nothing. */
export function foldAnomalies(
  records: ReadonlyMap<Position, AnomalyRecord>,
  events: readonly StoredJobEvent[],
): ReadonlyMap<Position, AnomalyRecord> {
  const after = new Map(records);
  for (const event of events) {
    if (event.type === 'anomaly_detected') {
      if (!after.has(event.position)) after.set(event.position, foundAnomaly(event));
    } else if (event.type === 'anomaly_acknowledged') {
      const record = after.get(event.data.position);
      if (record) after.set(record.position, acknowledgedAnomaly(record, event));
    }
  }
  return after;
}
