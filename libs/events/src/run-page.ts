import * as z from 'zod';
import { jobRunSchema } from './job-run.ts';

const count = z.int().min(0);
const epochMs = z.number();

/** How many runs are in each state. */
export const runCountsSchema = z
  .object({ queued: count, running: count, completed: count, failed: count, cancelled: count })
  .meta({ id: 'RunCounts' });

/** Runs by when they began, in bars of `stepMs` milliseconds. `at` is where a bar begins, in epoch milliseconds; empty bars are left out. */
export const runHistogramSchema = z
  .object({
    from: epochMs,
    to: epochMs,
    stepMs: z.number().min(1),
    bars: z.array(runCountsSchema.extend({ at: epochMs })),
  })
  .meta({ id: 'RunHistogram' });

/**
 * One page of `GET /api/runs`, newest first. Ask on with `cursor` until it is null. The first page says how many runs there are
 * in all; `isExact` is false where there were too many to look at each.
 */
export const runPageSchema = z
  .object({
    items: z.array(jobRunSchema),
    cursor: z.string().nullable(),
    counts: runCountsSchema.optional(),
    histogram: runHistogramSchema.optional(),
    isExact: z.boolean().optional(),
  })
  .meta({ id: 'RunPage' });

export type RunCounts = Readonly<z.infer<typeof runCountsSchema>>;
export type RunHistogram = Readonly<z.infer<typeof runHistogramSchema>>;
export type RunPage = Readonly<z.infer<typeof runPageSchema>>;
