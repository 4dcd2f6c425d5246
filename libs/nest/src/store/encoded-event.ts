import { formatPosition, type JobEvent, type PositionParts, type StoredJobEvent } from '@jobwire/events';
import type { LoggedEvent } from './event-log.ts';

/** An event and its JSON, with room for the position that it gets when it is stored. */
export interface EncodedEvent {
  readonly event: StoredJobEvent;
  /** Begins with the type and the room. */
  readonly json: string;
}

const ROOM = { position: '', epochMs: 0 };
const ROOM_LENGTH = ',"position":"","epochMs":0'.length;

/** Encodes an event as it is now. Throws where its data cannot be written as JSON. */
export function encodeEvent(event: JobEvent): EncodedEvent {
  const copy: StoredJobEvent = Object.assign({ type: event.type, ...ROOM }, event, ROOM);
  const json = JSON.stringify(copy);
  // Data is the publisher's own object, which it may go on to change; everything else was made by the check.
  const isShared = typeof event.data === 'object' && event.data !== null;
  return { event: isShared ? (JSON.parse(json) as StoredJobEvent) : copy, json };
}

/** The event at its position, once. Its JSON has `type`, `position` and `epochMs` first, then the rest. */
export function placeEvent({ event, json }: EncodedEvent, at: PositionParts): LoggedEvent {
  event.position = formatPosition(at);
  event.epochMs = at.epochMs;
  const room = '{"type":""'.length + event.type.length;
  const before = json.slice(0, room);
  return {
    position: event.position,
    event,
    json: `${before},"position":"${event.position}","epochMs":${at.epochMs}${json.slice(room + ROOM_LENGTH)}`,
  };
}
