import type * as z from 'zod';
import { jobEventSchema, utf8Length, type JobEvent, type Progress } from './job-event.ts';
import { LIMITS } from './limits.ts';
import { nowIsoMicroUtc } from './timestamp.ts';

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
  if (nestingAbove(input, LIMITS.nesting)) {
    throw new InvalidEventError(
      `The event nests more than ${LIMITS.nesting} objects and arrays. Flatten its data.`,
      'invalid',
    );
  }
  const result = jobEventSchema.safeParse(withTimestamp(input));
  if (!result.success) throw new InvalidEventError(describe(result.error), 'invalid', { cause: result.error });
  const event = withPercent(result.data);
  const json = encodeAsJson(event);
  if (utf8Length(json) > LIMITS.eventBytes) {
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

function withPercent(event: JobEvent): JobEvent {
  return 'progress' in event && event.progress ? { ...event, progress: derivePercent(event.progress) } : event;
}

function withTimestamp(input: unknown): unknown {
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  if (!isObject) return input;
  const { position: _position, epochMs: _epochMs, ...event } = input as Record<string, unknown>;
  return { ...event, timestamp: event['timestamp'] ?? nowIsoMicroUtc() };
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

function describe(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.length ? issue.path.join('.') : 'event'}: ${issue.message}`)
    .join('; ');
}

function nestingAbove(value: unknown, allowed: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (allowed === 0) return true;
  return Object.values(value).some((child) => nestingAbove(child, allowed - 1));
}
