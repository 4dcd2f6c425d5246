import type { AnomalyRecord } from './anomaly-record.ts';
import type { StoredJobEvent } from './job-event.ts';

/** What is kept of an anomaly when it is found. */
export function foundAnomaly(event: StoredJobEvent & { type: 'anomaly_detected' }): AnomalyRecord {
  const { position, jobId, jobName, serverId, timestamp, data } = event;
  return {
    position,
    ...(jobId === undefined ? {} : { jobId }),
    jobName,
    serverId,
    severity: data.severity,
    summary: data.summary,
    ...(data.evidence === undefined ? {} : { evidence: data.evidence }),
    timestamp,
  };
}

/** The same acknowledged: the first time counts, and only under its own server and job. As status lists have it. */
export function acknowledgedAnomaly(
  anomaly: AnomalyRecord,
  event: StoredJobEvent & { type: 'anomaly_acknowledged' },
): AnomalyRecord {
  const isOther = event.serverId !== anomaly.serverId || event.jobName !== anomaly.jobName;
  if (anomaly.acknowledged || isOther) return anomaly;
  const { position, timestamp, by, data } = event;
  return {
    ...anomaly,
    acknowledged: {
      position,
      timestamp,
      ...(by === undefined ? {} : { by }),
      ...(data.note === undefined ? {} : { note: data.note }),
    },
  };
}
