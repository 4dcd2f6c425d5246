import * as z from 'zod/mini';
import { jobRunSchema } from './job-run.ts';

const count = z.int().check(z.gte(0));
const epochMs = z.number();

/** How many runs are in each state. */
export const runCountsSchema = z
  .object({ queued: count, running: count, completed: count, failed: count, cancelled: count })
  .register(z.globalRegistry, { id: 'RunCounts' });

/** Runs by when they began, in bars of `stepMs` milliseconds. `at` is where a bar begins, in epoch milliseconds; empty bars are left out. */
export const runHistogramSchema = z
  .object({
    from: epochMs,
    to: epochMs,
    stepMs: z.number().check(z.gte(1)),
    bars: z.array(z.extend(runCountsSchema, { at: epochMs })),
  })
  .register(z.globalRegistry, { id: 'RunHistogram' });

/**
 * One page of `GET /api/runs`, newest first. Ask on with `cursor` until it is null. The first page says how many runs there are
 * in all; `isExact` is false where there were too many to look at each.
 */
export const runPageSchema = z
  .object({
    items: z.array(jobRunSchema),
    cursor: z.nullable(z.string()),
    counts: z.optional(runCountsSchema),
    histogram: z.optional(runHistogramSchema),
    isExact: z.optional(z.boolean()),
  })
  .register(z.globalRegistry, { id: 'RunPage' });

export type RunCounts = Readonly<z.infer<typeof runCountsSchema>>;
export type RunHistogram = Readonly<z.infer<typeof runHistogramSchema>>;
export type RunPage = Readonly<z.infer<typeof runPageSchema>>;
