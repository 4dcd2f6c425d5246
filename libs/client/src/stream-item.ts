import type { Gap, HelloEvent, PingEvent, Position, StoredJobEvent } from '@jobwire/events';
import type { ConnectionState } from './connection-state.ts';

/** What the stream gives. */
export type StreamItem =
  | {
      readonly kind: 'hello';
      readonly hello: HelloEvent;
      /** Where the connection starts: the events after it follow. */
      readonly position: Position;
      /** Why events before this are missing; `null` where none are. After a gap load the state anew. */
      readonly gap: Gap | null;
      /** Whether there was an earlier hello. */
      readonly reconnected: boolean;
    }
  | {
      readonly kind: 'event';
      readonly event: StoredJobEvent;
      /** The event as it was received, to hand it on as it is. */
      readonly json: string;
    }
  | { readonly kind: 'ping'; readonly ping: PingEvent }
  | { readonly kind: 'connection'; readonly connection: ConnectionState };

/** What the stream gives where it comes through a worker or another tab: without the event's text. */
export type PlainStreamItem =
  Exclude<StreamItem, { kind: 'event' }> | { readonly kind: 'event'; readonly event: StoredJobEvent };
