import * as z from 'zod';
import { actorSchema, nameSchema, positionSchema, serverIdSchema } from './job-event.ts';
import { openAnomalySchema } from './job-status.ts';

/** An anomaly with what became of it: what `GET /api/anomalies` lists. Times are ISO 8601. */
export const anomalyRecordSchema = openAnomalySchema
  .extend({
    serverId: serverIdSchema,
    jobName: nameSchema,
    evidence: z.unknown().optional(),
    /** Absent while nobody has. */
    acknowledged: z
      .object({
        /** Of the event that says so. */
        position: positionSchema,
        timestamp: z.string(),
        by: actorSchema.optional(),
        note: z.string().optional(),
      })
      .optional(),
  })
  .meta({ id: 'AnomalyRecord' });

/** One page, newest first. Ask on with `cursor` until it is null. */
export const anomalyPageSchema = z
  .object({
    items: z.array(anomalyRecordSchema),
    cursor: z.string().nullable(),
    /** How many are open in all, whatever was asked for. */
    open: z.int().min(0),
  })
  .meta({ id: 'AnomalyPage' });

export type AnomalyRecord = Readonly<z.infer<typeof anomalyRecordSchema>>;
export type AnomalyPage = Readonly<z.infer<typeof anomalyPageSchema>>;
