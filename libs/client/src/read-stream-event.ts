import {
  streamEventSchema,
  type HelloEvent,
  type JobEvent,
  type PingEvent,
  type StoredJobEvent,
} from '@jobwire/events';
import { isPlainProgress } from './plain-progress.ts';

/** A message's data by what it turned out to be. `undefined` in place of it: malformed, or of a type that this version does not know. */
export type ReadEvent =
  | { readonly kind: 'hello'; readonly hello: HelloEvent }
  | { readonly kind: 'ping'; readonly ping: PingEvent }
  | { readonly kind: 'event'; readonly event: StoredJobEvent };

/** Checks a message from the wire against the contract. Fields that a newer server may have added are left out. */
export function readStreamEvent(data: string): ReadEvent | undefined {
  const json = parseJson(data);
  return json === undefined ? undefined : checkStreamEvent(json);
}

/** As {@link readStreamEvent}, for what is no text any more. Fields that are left out are removed from the value itself. */
export function checkStreamEvent(json: unknown): ReadEvent | undefined {
  if (isPlainProgress(json)) return { kind: 'event', event: json };
  let result = streamEventSchema.safeParse(json);
  if (!result.success && removeUnknownFields(json, result.error.issues)) result = streamEventSchema.safeParse(json);
  if (!result.success) return undefined;
  const event = result.data;
  if (event.type === 'hello') return { kind: 'hello', hello: event };
  if (event.type === 'ping') return { kind: 'ping', ping: event };
  return isStored(event) ? { kind: 'event', event } : undefined;
}

function isStored(event: JobEvent): event is StoredJobEvent {
  return event.position !== undefined && event.epochMs !== undefined;
}

/** A text as JSON; `undefined` where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // SyntaxError: something between us and the server has damaged the message.
    return undefined;
  }
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly keys?: readonly string[];
}

function removeUnknownFields(json: unknown, issues: readonly Issue[]): boolean {
  if (!issues.every((issue) => issue.code === 'unrecognized_keys')) return false;
  for (const { path, keys = [] } of issues) {
    const owner = path.reduce((value, key) => (value as Record<PropertyKey, unknown>)[key], json);
    for (const key of keys) delete (owner as Record<string, unknown>)[key];
  }
  return true;
}
