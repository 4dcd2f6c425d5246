import type { AnomalyRecord, Position, StoredJobEvent } from '@jobwire/events';

/** Anomalies after some more events: the same as the server would tell. An event that is known already changes nothing. */
export function foldAnomalies(
  records: ReadonlyMap<Position, AnomalyRecord>,
  events: readonly StoredJobEvent[],
): ReadonlyMap<Position, AnomalyRecord> {
  const after = new Map(records);
  for (const event of events) {
    if (event.type === 'anomaly_detected') {
      if (!after.has(event.position)) after.set(event.position, found(event));
    } else if (event.type === 'anomaly_acknowledged') {
      const record = after.get(event.data.position);
      if (!record || record.acknowledged || isOther(record, event)) continue;
      const { position, timestamp, by, data } = event;
      const acknowledged = {
        position,
        timestamp,
        ...(by === undefined ? {} : { by }),
        ...(data.note === undefined ? {} : { note: data.note }),
      };
      after.set(record.position, { ...record, acknowledged });
    }
  }
  return after;
}

function found(event: StoredJobEvent & { type: 'anomaly_detected' }): AnomalyRecord {
  const { position, jobId, jobName, serverId, timestamp, data } = event;
  return { position, ...(jobId === undefined ? {} : { jobId }), jobName, serverId, timestamp, ...data };
}

function isOther(record: AnomalyRecord, { serverId, jobName }: StoredJobEvent): boolean {
  return record.serverId !== serverId || record.jobName !== jobName;
}
