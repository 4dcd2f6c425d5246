import type { JobEvent, JobEventType, StoredJobEvent } from '../job-event.ts';

type OfType<Event extends JobEvent, Type extends JobEventType> = Extract<Event, { type: Type }>;

const timestamp = '2026-11-23T14:22:08.031274Z';
const run = { jobName: 'backup', serverId: 1, jobId: 'a', timestamp };

/** The least that an event of each type says: of run `a` of job `backup` on server 1. */
export const LEAST: { readonly [Type in JobEventType]: OfType<JobEvent, Type> } = {
  queued: { type: 'queued', ...run },
  started: { type: 'started', ...run },
  progress: { type: 'progress', ...run },
  completed: { type: 'completed', ...run },
  failed: { type: 'failed', ...run },
  cancelled: { type: 'cancelled', ...run },
  cancel_requested: { type: 'cancel_requested', ...run },
  anomaly_detected: {
    type: 'anomaly_detected',
    jobName: 'backup',
    serverId: 1,
    timestamp,
    data: { severity: 'high', summary: 'A file was removed' },
  },
  anomaly_acknowledged: {
    type: 'anomaly_acknowledged',
    jobName: 'backup',
    serverId: 1,
    timestamp,
    data: { position: '1-0' },
  },
};

/** The time of the events that a store gave out at `<second>-0`, as {@link storedAt} makes them. */
export function timeOf(second: number): string {
  return new Date(Date.UTC(2026, 10, 23, 14, 0, second)).toISOString();
}

/** An event as the store gives it out, at position `<second>-0` and at that second after 14:00. */
export function storedAt<Type extends JobEventType>(
  second: number,
  type: Type,
  fields: Partial<OfType<JobEvent, Type>> = {},
): StoredJobEvent {
  const at = { position: `${second}-0`, epochMs: second, timestamp: timeOf(second) };
  return { ...LEAST[type], ...at, ...fields };
}
