import * as z from 'zod';

/** A job as `GET /api/jobs` lists it. `input` is what a trigger takes, as a JSON Schema (draft 2020-12). */
export const jobInfoSchema = z
  .object({
    jobName: z.string(),
    key: z.string(),
    label: z.string(),
    description: z.string().optional(),
    input: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'JobInfo' });

export type JobInfo = Readonly<z.infer<typeof jobInfoSchema>>;
