import * as z from 'zod/mini';
import { actorSchema, nameSchema, positionSchema, serverIdSchema } from './job-event.ts';
import { openAnomalySchema } from './job-status.ts';

/** An anomaly with what became of it: what `GET /api/anomalies` lists. Times are ISO 8601. */
export const anomalyRecordSchema = z
  .extend(openAnomalySchema, {
    serverId: serverIdSchema,
    jobName: nameSchema,
    evidence: z.optional(z.unknown()),
    /** Absent while nobody has. */
    acknowledged: z.optional(
      z.object({
        /** Of the event that says so. */
        position: positionSchema,
        timestamp: z.string(),
        by: z.optional(actorSchema),
        note: z.optional(z.string()),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'AnomalyRecord' });

/** One page, newest first. Ask on with `cursor` until it is null. */
export const anomalyPageSchema = z
  .object({
    items: z.array(anomalyRecordSchema),
    cursor: z.nullable(z.string()),
    /** How many are open in all, whatever was asked for. */
    open: z.int().check(z.gte(0)),
  })
  .register(z.globalRegistry, { id: 'AnomalyPage' });

export type AnomalyRecord = Readonly<z.infer<typeof anomalyRecordSchema>>;
export type AnomalyPage = Readonly<z.infer<typeof anomalyPageSchema>>;
