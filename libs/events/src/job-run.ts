import * as z from 'zod/mini';
import {
  actorSchema,
  failureSchema,
  nameSchema,
  positionSchema,
  progressSchema,
  serverIdSchema,
  type Actor,
  type StoredJobEvent,
} from './job-event.ts';

/** One execution of a job on a server, as its events tell. Times are ISO 8601. */
export const jobRunSchema = z
  .object({
    jobId: z.string(),
    jobName: nameSchema,
    serverId: serverIdSchema,
    state: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']),
    queuedAt: z.optional(z.string()),
    /** While it is queued: when it may start. Absent where it may at once. */
    startsAt: z.optional(z.string()),
    startedAt: z.optional(z.string()),
    finishedAt: z.optional(z.string()),
    durationMs: z.optional(z.number().check(z.gte(0))),
    /** What a run of this job on this server usually took when this one began. */
    usualDurationMs: z.optional(z.number().check(z.gte(0))),
    by: z.optional(actorSchema),
    /** Which try this is, where runs before it failed: 2 is the first one after. */
    attempt: z.optional(z.int().check(z.gte(1))),
    input: z.optional(z.unknown()),
    progress: z.optional(progressSchema),
    cancelRequested: z.optional(z.literal(true)),
    /** Who asked it to stop. Absent where it ended otherwise. */
    cancelledBy: z.optional(actorSchema),
    result: z.optional(z.unknown()),
    error: z.optional(z.string()),
    failure: z.optional(failureSchema),
    /** How many anomalies it found. */
    anomalies: z.int().check(z.gte(0)),
  })
  .register(z.globalRegistry, { id: 'JobRun' });

export type JobRun = z.infer<typeof jobRunSchema>;
export type RunState = JobRun['state'];

/** A run with its newest events, oldest first: what `GET /api/runs/:jobId` answers. */
export type RunDetails = JobRun & { readonly events: readonly StoredJobEvent[] };

/** A run that was begun, cancelled or begun again, and the position of its newest event so far: follow the stream from there. */
export const acceptedRunSchema = z
  .object({ jobId: z.string(), position: positionSchema })
  .register(z.globalRegistry, { id: 'AcceptedRun' });

export type AcceptedRun = Readonly<z.infer<typeof acceptedRunSchema>>;

/** The error of a run that ended because its server did. */
export const INTERRUPTED = 'Interrupted: the server stopped while it ran';

/** Whether a run ended because its server did. */
export function isInterrupted(run: Pick<JobRun, 'state' | 'error'>): boolean {
  return run.state === 'failed' && run.error === INTERRUPTED;
}

/** Whether a run has ended. */
export function isOver(run: Pick<JobRun, 'state'>): boolean {
  return run.state === 'completed' || run.state === 'failed' || run.state === 'cancelled';
}

/** A run after one more of its events, `undefined` where the event neither begins nor continues one. After its end nothing changes but its anomalies. */
export function applyToRun(run: JobRun | undefined, event: StoredJobEvent): JobRun | undefined {
  if (event.jobId === undefined) return run;
  if (!run) return event.type === 'queued' || event.type === 'started' ? beginRun(event, event.jobId) : undefined;
  if (event.type === 'anomaly_detected') return { ...run, anomalies: run.anomalies + 1 };
  if (isOver(run)) return run;
  switch (event.type) {
    case 'started':
      return run.state === 'queued' ? startRun(run, event) : run;
    case 'progress':
      return event.progress ? { ...run, progress: event.progress } : run;
    case 'cancel_requested':
      return { ...run, cancelRequested: true, ...cancellerOf(run.cancelledBy ?? event.by) };
    case 'completed':
      return { ...endRun(run, 'completed', event), ...(event.data === undefined ? {} : { result: event.data }) };
    case 'cancelled':
      return {
        ...endRun(run, 'cancelled', event),
        ...cancellerOf(event.by ?? run.cancelledBy),
        ...(event.error === undefined ? {} : { error: event.error }),
      };
    case 'failed':
      return {
        ...endRun(run, 'failed', event),
        error: event.error || 'Failed without a message',
        ...(event.failure === undefined ? {} : { failure: event.failure }),
      };
    default:
      return run;
  }
}

function beginRun(event: StoredJobEvent & { type: 'queued' | 'started' }, jobId: string): JobRun {
  const isQueued = event.type === 'queued';
  return {
    jobId,
    jobName: event.jobName,
    serverId: event.serverId,
    state: isQueued ? 'queued' : 'running',
    ...(isQueued ? { queuedAt: event.timestamp, ...planOf(event) } : { startedAt: event.timestamp }),
    ...origin(event),
    anomalies: 0,
  };
}

function startRun({ startsAt: _planned, ...run }: JobRun, event: StoredJobEvent & { type: 'started' }): JobRun {
  return { ...origin(event), ...run, state: 'running', startedAt: event.timestamp };
}

function planOf({ startsAt, attempt }: StoredJobEvent & { type: 'queued' }): Pick<JobRun, 'startsAt' | 'attempt'> {
  return { ...(startsAt === undefined ? {} : { startsAt }), ...(attempt === undefined ? {} : { attempt }) };
}

/** Who wanted a run and with what input: `queued` says it or, where that does not, `started`. */
function origin({ by, data }: StoredJobEvent & { type: 'queued' | 'started' }): Pick<JobRun, 'by' | 'input'> {
  return { ...(by === undefined ? {} : { by }), ...(data === undefined ? {} : { input: data }) };
}

/** What a run or a status says of who cancelled it, where that is known. */
export function cancellerOf(by: Actor | undefined): { cancelledBy?: Actor } {
  return by === undefined ? {} : { cancelledBy: by };
}

function endRun(
  { cancelledBy: _asked, startsAt: _planned, ...run }: JobRun,
  state: RunState,
  event: StoredJobEvent,
): JobRun {
  const { startedAt } = run;
  const durationMs =
    startedAt === undefined ? undefined : Math.max(0, Date.parse(event.timestamp) - Date.parse(startedAt));
  return { ...run, state, finishedAt: event.timestamp, ...(durationMs === undefined ? {} : { durationMs }) };
}
