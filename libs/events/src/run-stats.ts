import * as z from 'zod/mini';
import { positionSchema } from './job-event.ts';

const count = z.int().check(z.gte(0));

/** Runs that ended, by when they did: what `GET /api/stats` answers. Times in epoch milliseconds; steps in which none ended are left out. */
export const runStatsSchema = z
  .object({
    from: z.number(),
    to: z.number(),
    stepMs: z.number().check(z.gte(1)),
    /** The event up to which all is counted: those after it go on from here. */
    position: positionSchema,
    steps: z.array(z.object({ at: z.number(), completed: count, failed: count, cancelled: count })),
  })
  .register(z.globalRegistry, { id: 'RunStats' });

/** A run that is planned: what `GET /api/schedule` lists, the next one first. */
export const plannedRunSchema = z
  .object({
    jobName: z.string(),
    serverId: z.int().check(z.gte(0)),
    /** ISO 8601. */
    at: z.string(),
    /** As in crontab(5), with seconds where there are six fields. */
    cron: z.string(),
    /** IANA name, e.g. `Europe/Berlin`. */
    timeZone: z.string(),
  })
  .register(z.globalRegistry, { id: 'PlannedRun' });

export type RunStats = Readonly<z.infer<typeof runStatsSchema>>;
export type PlannedRun = Readonly<z.infer<typeof plannedRunSchema>>;
