import type {
  Actor,
  Anomaly,
  Failure,
  Gap,
  JobEvent,
  JobEventType,
  NewJobEvent,
  Progress,
  StoredJobEvent,
  StreamEvent,
} from './job-event.ts';
import { sameType } from './testing/same-type.ts';

sameType<
  JobEventType,
  | 'queued'
  | 'started'
  | 'progress'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'cancel_requested'
  | 'anomaly_detected'
  | 'anomaly_acknowledged'
>(true);
sameType<StreamEvent['type'], JobEventType | 'hello' | 'ping'>(true);

/** Testing `type` says which fields there are. */
export function narrows(event: JobEvent): void {
  sameType<typeof event.jobName, string>(true);
  sameType<typeof event.serverId, number>(true);
  sameType<typeof event.jobId, string | undefined>(true);
  // @ts-expect-error Not every type has an error.
  void event.error;
  switch (event.type) {
    case 'queued':
    case 'started':
    case 'cancel_requested':
      sameType<typeof event.by, Actor | undefined>(true);
      sameType<typeof event.jobId, string>(true);
      return;
    case 'progress':
      sameType<typeof event.progress, Progress | undefined>(true);
      // @ts-expect-error Who wanted it is said where it begins.
      void event.by;
      return;
    case 'completed':
      sameType<typeof event.data, unknown>(true);
      // @ts-expect-error What is completed has no error.
      void event.error;
      return;
    case 'failed':
      sameType<typeof event.error, string | undefined>(true);
      sameType<typeof event.failure, Failure | undefined>(true);
      return;
    case 'cancelled':
      sameType<typeof event.error, string | undefined>(true);
      // @ts-expect-error Only what failed has a failure.
      void event.failure;
      return;
    case 'anomaly_detected':
      sameType<typeof event.data, Anomaly>(true);
      sameType<typeof event.data.severity, 'low' | 'medium' | 'high' | 'critical'>(true);
      sameType<typeof event.jobId, string | undefined>(true);
      return;
    case 'anomaly_acknowledged':
      sameType<typeof event.data.position, string>(true);
      return;
    default:
      sameType<typeof event, never>(true);
  }
}

/** The stream's own messages are told apart by `type`, too. */
export function narrowsTheStream(event: StreamEvent): void {
  if (event.type === 'hello') {
    sameType<typeof event.replay.gap, Gap | null>(true);
    sameType<Gap, 'evicted' | 'restarted' | 'unknown'>(true);
  } else if (event.type === 'ping') {
    // @ts-expect-error A ping is about no job.
    void event.jobName;
  } else {
    sameType<typeof event.position, string>(true);
  }
}

sameType<StoredJobEvent['position'], string>(true);
sameType<StoredJobEvent['epochMs'], number>(true);
sameType<JobEvent['position'], string | undefined>(true);

/** A publisher may leave out what is filled in, and nothing else. */
export const published: NewJobEvent[] = [
  { type: 'started', jobName: 'backup', serverId: 1, jobId: 'a' },
  { type: 'started', jobName: 'backup', serverId: 1, jobId: 'a', timestamp: '2026-11-23T14:22:08Z' },
  { type: 'anomaly_detected', jobName: 'backup', serverId: 1, data: { severity: 'low', summary: 'A file was added' } },
  // @ts-expect-error A run is named by its jobId.
  { type: 'started', jobName: 'backup', serverId: 1 },
  // @ts-expect-error There is no such type.
  { type: 'begun', jobName: 'backup', serverId: 1, jobId: 'a' },
  // @ts-expect-error There is no such field.
  { type: 'started', jobName: 'backup', serverId: 1, jobId: 'a', jobname: 'backup' },
  // @ts-expect-error An anomaly says how severe it is.
  { type: 'anomaly_detected', jobName: 'backup', serverId: 1, data: { summary: 'A file was added' } },
  // @ts-expect-error Only what failed or was cancelled has an error.
  { type: 'completed', jobName: 'backup', serverId: 1, jobId: 'a', error: 'Disk full' },
];
