import type * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import { jobEventSchema, utf8Length, type JobEvent, type Progress } from './job-event.ts';
import { LIMITS } from './limits.ts';
import { nowIsoMicroUtc } from './timestamp.ts';

/** `\u0000` is six bytes for one unit of a string. */
const LONGEST_ESCAPE = 6;
/** As `-1.2345678901234567e-300`. */
const LONGEST_NUMBER = 25;
/** What the check adds to an event: its time and its percent. */
const ADDED_BYTES = 100;

/** What is wrong, in English: unless told, a schema says "Invalid input" of everything. */
const english = /* @__PURE__ */ en();

/** An event that breaks the contract: the message says which field and what to write instead. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
  readonly type: 'invalid' | 'too-large';

  constructor(message: string, type: 'invalid' | 'too-large', options?: ErrorOptions) {
    super(message, options);
    this.type = type;
  }
}

/** A publisher's event, checked and completed (time, percent), or an {@link InvalidEventError}. */
export function parseNewEvent(input: unknown): JobEvent {
  const bytesAtMost = sizeAtMost(input, LIMITS.nesting);
  const result = jobEventSchema.safeParse(withTimestamp(input), { error: english.localeError });
  if (!result.success) throw new InvalidEventError(describe(result.error), 'invalid', { cause: result.error });
  const event = result.data;
  // The check has made a copy, which is ours to complete.
  if ('progress' in event && event.progress) event.progress = derivePercent(event.progress);
  // Most events are small beyond doubt: those are written as JSON once, when they are stored.
  if (bytesAtMost + ADDED_BYTES > LIMITS.eventBytes && utf8Length(encodeAsJson(event)) > LIMITS.eventBytes) {
    throw new InvalidEventError(
      `The event is larger than 64 KiB as JSON. Keep large results elsewhere and put a link into its data.`,
      'too-large',
    );
  }
  return event;
}

/** `progress` with its percent: one decimal, 0 to 100, absent where the total is 0 or unknown, unless given. */
export function derivePercent(progress: Progress): Progress {
  const { current, total, percent } = progress;
  if (percent !== undefined || current === undefined || !total) return progress;
  return { ...progress, percent: Math.min(100, Math.round((current / total) * 1000) / 10) };
}

/** What is overwritten may be anything; what is left out is filled in. */
function withTimestamp(input: unknown): unknown {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  if (!isObject) return input;
  const { timestamp } = input as { timestamp?: unknown };
  if (timestamp != null && !('position' in input) && !('epochMs' in input)) return input;
  const { position: _position, epochMs: _epochMs, ...event } = input as Record<string, unknown>;
  return { ...event, timestamp: timestamp ?? nowIsoMicroUtc() };
}

function encodeAsJson(event: JobEvent): string {
  try {
    return JSON.stringify(event);
  } catch (cause) {
    // A BigInt or a circular reference in `data`: only in-process publishers can hand one in.
    throw new InvalidEventError(`The event's data cannot be written as JSON: ${(cause as Error).message}`, 'invalid', {
      cause,
    });
  }
}

function describe(error: z.core.$ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.length ? issue.path.join('.') : 'event'}: ${issue.message}`)
    .join('; ');
}

/**
 * How long a value is as JSON at most, in UTF-8 bytes; infinite where only writing it tells. Throws where it nests deeper than
 * `allowed`.
 */
function sizeAtMost(value: unknown, allowed: number): number {
  switch (typeof value) {
    case 'string':
      return value.length * LONGEST_ESCAPE + 2;
    case 'object':
      return value === null ? 4 : sizeOfObjectAtMost(value, allowed);
    case 'bigint':
      return Infinity;
    default:
      return LONGEST_NUMBER;
  }
}

function sizeOfObjectAtMost(value: object, allowed: number): number {
  if (allowed === 0) {
    throw new InvalidEventError(
      `The event nests more than ${LIMITS.nesting} objects and arrays. Flatten its data.`,
      'invalid',
    );
  }
  let size = 'toJSON' in value ? Infinity : 2;
  if (Array.isArray(value)) {
    for (const item of value) size += sizeAtMost(item, allowed - 1) + 1;
  } else {
    for (const key of Object.keys(value)) {
      size += key.length * LONGEST_ESCAPE + 4 + sizeAtMost((value as Record<string, unknown>)[key], allowed - 1);
    }
  }
  return size;
}
