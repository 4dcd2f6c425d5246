import * as z from 'zod/mini';
import { LIMITS } from './limits.ts';
import { parsePosition } from './position.ts';

/** Job names and keys of jobs without a catalog entry. */
export const nameSchema = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9\-_.]{0,63}$/, 'use 1 to 64 of a-z 0-9 - _ . and begin with a letter or digit'));

export const jobIdSchema = z.string().check(z.regex(/^[A-Za-z0-9._:-]{1,128}$/, 'use 1 to 128 of A-Z a-z 0-9 . _ : -'));

export const serverIdSchema = z.int().check(z.gte(0), z.lte(2_147_483_647));

export const positionSchema = z
  .string()
  .check(z.refine((text) => parsePosition(text) !== undefined, 'write it as <epochMs>-<seq>'));

/** How far a run is. `percent` has one decimal and is derived where `current` and a `total` above 0 are given. */
export const progressSchema = z.strictObject({
  current: z.optional(z.number().check(z.gte(0))),
  total: z.optional(z.number().check(z.gte(0))),
  percent: z.optional(z.number().check(z.gte(0), z.lte(100))),
});

export const severitySchema = z.enum(['low', 'medium', 'high', 'critical']);

/** What an `anomaly_detected` event says in its `data`. */
export const anomalySchema = z.strictObject({
  severity: severitySchema,
  summary: z.string().check(z.minLength(1), z.maxLength(1_000)),
  evidence: z.optional(z.unknown()),
});

/** Who or what started, cancelled or acknowledged something. */
export const actorSchema = z.strictObject({
  kind: z.enum(['person', 'schedule', 'api', 'retry']),
  /** The person's name. Of a retry, the `jobId` of the run that it repeats. */
  name: z.optional(z.string().check(z.maxLength(200))),
  /** Of a retry: who asked for it. */
  person: z.optional(z.string().check(z.maxLength(200))),
});

/** The cause of a failure in more words than `error`. At most 16 KiB as JSON. */
export const failureSchema = z
  .strictObject({
    name: z.optional(z.string()),
    stack: z.optional(z.string()),
    causes: z.optional(z.array(z.strictObject({ name: z.optional(z.string()), message: z.string() }))),
  })
  .check(z.refine((failure) => utf8Length(JSON.stringify(failure)) <= LIMITS.failureBytes, 'at most 16 KiB as JSON'));

const errorSchema = z.string().check(z.refine((text) => utf8Length(text) <= LIMITS.errorBytes, 'at most 8 KiB'));

/** What the store adds; a publisher's own values are overwritten. */
const stamp = {
  position: z.optional(positionSchema),
  epochMs: z.optional(z.int().check(z.gte(0))),
  timestamp: z.iso.datetime(),
};
const subject = { ...stamp, jobName: nameSchema, serverId: serverIdSchema };
const run = { ...subject, jobId: jobIdSchema, progress: z.optional(progressSchema), data: z.optional(z.unknown()) };
const by = { by: z.optional(actorSchema) };

/** The events that a store keeps. */
const kept = [
  z.strictObject({
    type: z.literal('queued'),
    ...run,
    ...by,
    /** When it may start. Absent where it may at once. */
    startsAt: z.optional(z.iso.datetime()),
    /** Which try this is, where runs before it failed: 2 is the first one after. */
    attempt: z.optional(z.int().check(z.gte(1))),
  }),
  z.strictObject({ type: z.literal('started'), ...run, ...by }),
  z.strictObject({ type: z.literal('progress'), ...run }),
  z.strictObject({ type: z.literal('completed'), ...run }),
  z.strictObject({
    type: z.literal('failed'),
    ...run,
    error: z.optional(errorSchema),
    failure: z.optional(failureSchema),
  }),
  z.strictObject({ type: z.literal('cancelled'), ...run, ...by, error: z.optional(errorSchema) }),
  z.strictObject({ type: z.literal('cancel_requested'), ...run, ...by }),
  z.strictObject({
    type: z.literal('anomaly_detected'),
    ...subject,
    jobId: z.optional(jobIdSchema),
    data: anomalySchema,
  }),
  z.strictObject({
    type: z.literal('anomaly_acknowledged'),
    ...subject,
    ...by,
    jobId: z.optional(jobIdSchema),
    data: z.strictObject({ position: positionSchema, note: z.optional(z.string().check(z.maxLength(1_000))) }),
  }),
] as const;

/** Why events after a client's position are missing. */
export const gapSchema = z.enum(['evicted', 'restarted', 'unknown']);

/** On a relay's stream while the relay has lost its source: since when. The stream stays open and goes on by itself. */
const source = { sourceLostSince: z.optional(z.iso.datetime()) };

/** First on every connection: where it starts, and whether anything before that is missing. */
export const helloSchema = z
  .object({
    type: z.literal('hello'),
    timestamp: z.iso.datetime(),
    epochMs: z.int().check(z.gte(0)),
    position: positionSchema,
    replay: z.object({
      count: z.int().check(z.gte(0)),
      gap: z.nullable(gapSchema),
      missed: z.optional(z.int().check(z.gte(0))),
    }),
    heartbeatMs: z.int().check(z.gte(1)),
    ...source,
  })
  .register(z.globalRegistry, { id: 'Hello' });

/** A sign of life; its SSE `id` moves the cursor of a quiet subscriber. */
export const pingSchema = z
  .object({ type: z.literal('ping'), timestamp: z.iso.datetime(), epochMs: z.int().check(z.gte(0)), ...source })
  .register(z.globalRegistry, { id: 'Ping' });

/** An event of a job, as published or as stored. */
export const jobEventSchema = z.discriminatedUnion('type', kept).register(z.globalRegistry, { id: 'JobEvent' });

/** Everything that the stream carries. */
export const streamEventSchema = z.discriminatedUnion('type', [...kept, helloSchema, pingSchema]);

export type JobEvent = z.infer<typeof jobEventSchema>;
export type JobEventType = JobEvent['type'];
/** A job event as the store gives it out. */
export type StoredJobEvent = JobEvent & { position: string; epochMs: number };
/** A job event as a publisher hands it in: what the store adds may be left out, the time too. */
export type NewJobEvent = DistributiveOptional<JobEvent, 'timestamp'>;
export type HelloEvent = z.infer<typeof helloSchema>;
export type PingEvent = z.infer<typeof pingSchema>;
export type StreamEvent = StoredJobEvent | HelloEvent | PingEvent;
export type Gap = z.infer<typeof gapSchema>;
export type Progress = z.infer<typeof progressSchema>;
export type Anomaly = z.infer<typeof anomalySchema>;
export type Severity = z.infer<typeof severitySchema>;
export type Actor = z.infer<typeof actorSchema>;
export type Failure = z.infer<typeof failureSchema>;

export const JOB_EVENT_TYPES = kept.map((schema) => schema.shape.type.def.values[0]) as readonly JobEventType[];

const TERMINAL: ReadonlySet<JobEventType> = new Set<JobEventType>(['completed', 'failed', 'cancelled']);

/** Whether a run is over with this event. */
export function isTerminal(event: Pick<JobEvent, 'type'>): boolean {
  return TERMINAL.has(event.type);
}

type DistributiveOptional<T, K extends PropertyKey> = T extends unknown
  ? Omit<T, K> & Partial<Pick<T, K & keyof T>>
  : never;

/** The length of a text in UTF-8 bytes, without encoding it. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) continue;
    // A surrogate pair is 4 bytes in UTF-8 and 2 units here: one more byte a unit. A lone surrogate becomes U+FFFD, 3 bytes.
    bytes += code < 0x800 ? 1 : isPair(text, index) ? 1 : 2;
  }
  return bytes;
}

function isPair(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  const isHigh = code >= 0xd800 && code < 0xdc00;
  const isLow = code >= 0xdc00 && code < 0xe000;
  if (isHigh) return isSurrogate(text.charCodeAt(index + 1), 0xdc00);
  return isLow && isSurrogate(text.charCodeAt(index - 1), 0xd800);
}

function isSurrogate(code: number, from: number): boolean {
  return code >= from && code < from + 0x400;
}
