import type { Gap, StoredJobEvent } from './job-event.ts';
import type { Position } from './position.ts';

/** One page of the log, oldest event first: what the stream's URL answers as JSON. Ask on from `position` while `more`. */
export interface EventPage {
  readonly events: readonly StoredJobEvent[];
  /** The last position looked at, never before the one asked for. */
  readonly position: Position;
  /** Why events before the first one are missing; `null` where none are. */
  readonly gap: Gap | null;
  readonly more: boolean;
}
