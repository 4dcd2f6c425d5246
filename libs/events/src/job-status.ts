import * as z from 'zod/mini';
import {
  actorSchema,
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
  jobId: z.optional(jobIdSchema),
  severity: severitySchema,
  summary: z.string(),
  timestamp: z.string(),
});

/** How many open anomalies a status lists; the oldest goes when there are more. */
export const MAX_OPEN_ANOMALIES = 50;

/** A run that has ended, as a status remembers it. */
const recentRunSchema = z.object({
  jobId: z.optional(z.string()),
  state: z.enum(['completed', 'failed', 'cancelled']),
  /** Absent where it ended before it started. */
  durationMs: z.optional(z.number().check(z.gte(0))),
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
    jobId: z.optional(z.string()),
    /** When the newest run started, or was queued. */
    activeSince: z.optional(z.string()),
    /** While it is queued: when it may start. Absent where it may at once. */
    startsAt: z.optional(z.string()),
    progress: z.optional(progressSchema),
    /** Set from the request to cancel until the run ends. */
    cancelRequested: z.optional(z.literal(true)),
    /** Who asked the newest run to stop. Absent where it ended otherwise. */
    cancelledBy: z.optional(actorSchema),
    /** Of the run that ended last, where it failed. */
    lastError: z.optional(z.string()),
    /** When that run ended. */
    lastFinishedAt: z.optional(z.string()),
    /** How long it ran. Absent where it ended before it started. */
    lastDurationMs: z.optional(z.number().check(z.gte(0))),
    openAnomalies: z.optional(z.array(openAnomalySchema)),
    /** The newest runs that ended, oldest first. */
    recentRuns: z.optional(z.array(recentRunSchema)),
    /** How long the last 20 completed runs took, oldest first. */
    completedMs: z.optional(z.array(z.number().check(z.gte(0)))),
    /** The median of these: what a run of this job on this server usually takes. */
    usualDurationMs: z.optional(z.number().check(z.gte(0))),
    /** How many runs of this server are ahead of this one, while it is queued. Counted when the snapshot was taken. */
    queuePosition: z.optional(z.int().check(z.gte(0))),
    /** When the next run is planned. Known when the snapshot was taken. */
    nextRunAt: z.optional(z.string()),
  })
  .register(z.globalRegistry, { id: 'JobStatus' });

/** The statuses of a server's jobs and the position they are true at. */
export const serverSnapshotSchema = z
  .object({ serverId: serverIdSchema, position: positionSchema, jobs: z.array(jobStatusSchema) })
  .register(z.globalRegistry, { id: 'ServerSnapshot' });

/** A machine that jobs work on. One that only publishes runs nothing for us; it is online while its events are recent. */
export const serverInfoSchema = z
  .object({
    serverId: serverIdSchema,
    name: z.string(),
    online: z.boolean(),
    lastSeenAt: z.optional(z.string()),
    publishesOnly: z.optional(z.literal(true)),
  })
  .register(z.globalRegistry, { id: 'ServerInfo' });

export type RecentRun = z.infer<typeof recentRunSchema>;
export type OpenAnomaly = z.infer<typeof openAnomalySchema>;
export type JobStatus = z.infer<typeof jobStatusSchema>;
export type JobState = JobStatus['state'];
export type ServerSnapshot = z.infer<typeof serverSnapshotSchema>;
export type ServerInfo = z.infer<typeof serverInfoSchema>;
