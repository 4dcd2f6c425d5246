import * as z from 'zod';
import {
  jobIdSchema,
  nameSchema,
  positionSchema,
  progressSchema,
  serverIdSchema,
  severitySchema,
} from './job-event.ts';

/** An anomaly that nobody has acknowledged yet. */
export const openAnomalySchema = z.object({
  position: positionSchema,
  /** The run that found it. Absent where it was published without one. */
  jobId: jobIdSchema.optional(),
  severity: severitySchema,
  summary: z.string(),
  timestamp: z.string(),
});

/** How many open anomalies a status lists; the oldest goes when there are more. */
export const MAX_OPEN_ANOMALIES = 50;

/** A run that has ended, as a status remembers it. */
const recentRunSchema = z.object({
  jobId: z.string().optional(),
  state: z.enum(['completed', 'failed', 'cancelled']),
  /** Absent where it ended before it started. */
  durationMs: z.number().min(0).optional(),
});

/** How many ended runs a status lists. */
export const MAX_RECENT_RUNS = 14;

/** Of how many completed runs the usual duration is the median. */
export const MAX_USUAL_OF = 20;

/**
 * What a job is doing on a server. `idle` is a job that never ran or whose newest run completed, `stopped` one whose newest
 * run was cancelled. Times are ISO 8601. After the end of a run `jobId` stays, `progress` and `activeSince` go.
 */
export const jobStatusSchema = z
  .object({
    key: z.string(),
    jobName: nameSchema,
    label: z.string(),
    state: z.enum(['idle', 'queued', 'running', 'stopped', 'failed']),
    jobId: z.string().optional(),
    /** When the newest run started, or was queued. */
    activeSince: z.string().optional(),
    progress: progressSchema.optional(),
    /** Set from the request to cancel until the run ends. */
    cancelRequested: z.literal(true).optional(),
    /** Of the run that ended last, where it failed. */
    lastError: z.string().optional(),
    /** When that run ended. */
    lastFinishedAt: z.string().optional(),
    /** How long it ran. Absent where it ended before it started. */
    lastDurationMs: z.number().min(0).optional(),
    openAnomalies: z.array(openAnomalySchema).optional(),
    /** The newest runs that ended, oldest first. */
    recentRuns: z.array(recentRunSchema).optional(),
    /** How long the last 20 completed runs took, oldest first. */
    completedMs: z.array(z.number().min(0)).optional(),
    /** The median of these: what a run of this job on this server usually takes. */
    usualDurationMs: z.number().min(0).optional(),
    /** How many runs of this server are ahead of this one, while it is queued. Counted when the snapshot was taken. */
    queuePosition: z.int().min(0).optional(),
    /** When the next run is planned. Known when the snapshot was taken. */
    nextRunAt: z.string().optional(),
  })
  .meta({ id: 'JobStatus' });

/** The statuses of a server's jobs and the position they are true at. */
export const serverSnapshotSchema = z
  .object({ serverId: serverIdSchema, position: positionSchema, jobs: z.array(jobStatusSchema) })
  .meta({ id: 'ServerSnapshot' });

/** A machine that jobs work on. One that only publishes runs nothing for us; it is online while its events are recent. */
export const serverInfoSchema = z
  .object({
    serverId: serverIdSchema,
    name: z.string(),
    online: z.boolean(),
    lastSeenAt: z.string().optional(),
    publishesOnly: z.literal(true).optional(),
  })
  .meta({ id: 'ServerInfo' });

export type RecentRun = z.infer<typeof recentRunSchema>;
export type OpenAnomaly = z.infer<typeof openAnomalySchema>;
export type JobStatus = z.infer<typeof jobStatusSchema>;
export type JobState = JobStatus['state'];
export type ServerSnapshot = z.infer<typeof serverSnapshotSchema>;
export type ServerInfo = z.infer<typeof serverInfoSchema>;
