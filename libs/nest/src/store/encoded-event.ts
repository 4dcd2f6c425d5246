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
  if (typeof event.data !== 'object' || event.data === null) return { event: copy, json: JSON.stringify(copy) };
  // Data is the publisher's own object, which it may go on to change: it is written now, and read back. All else was made by
  // the check.
  const data = toJson(event.data);
  Object.assign(copy, { data: undefined });
  const json = `${JSON.stringify(copy).slice(0, -1)},"data":${data}}`;
  return { event: Object.assign(copy, { data: JSON.parse(data) as unknown }), json };
}

/** An object whose `toJSON()` gives nothing is nothing. */
function toJson(data: object): string {
  const json: string | undefined = JSON.stringify(data);
  return json ?? 'null';
}

/** The event at its position, once. Its JSON has `type`, `position` and `epochMs` first, and data that is an object last. */
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
