import * as z from 'zod/mini';

/** One schedule of a job. */
const scheduleInfoSchema = z.object({
  /** As in crontab(5), with seconds where there are six fields. */
  cron: z.string(),
  /** IANA name, e.g. `Europe/Berlin`. */
  timeZone: z.string(),
  /** What its runs are triggered with. Absent where nothing is given. */
  input: z.optional(z.unknown()),
});

/** What follows a run that fails: see `JobRetries`. */
const retriesInfoSchema = z.object({
  attempts: z.int().check(z.gte(1)),
  backoffMs: z.int().check(z.gte(0)),
  maxBackoffMs: z.optional(z.int().check(z.gte(0))),
});

/** A job as `GET /api/jobs` lists it. `input` is what a trigger takes, as a JSON Schema (draft 2020-12). */
export const jobInfoSchema = z
  .object({
    jobName: z.string(),
    key: z.string(),
    label: z.string(),
    description: z.optional(z.string()),
    input: z.record(z.string(), z.unknown()),
    /** When this server runs it by itself. Absent where it does not. */
    schedule: z.optional(z.array(scheduleInfoSchema)),
    /** Absent where a run that fails is not tried again. */
    retries: z.optional(retriesInfoSchema),
  })
  .register(z.globalRegistry, { id: 'JobInfo' });

export type JobInfo = Readonly<z.infer<typeof jobInfoSchema>>;
