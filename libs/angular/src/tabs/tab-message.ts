import type { ConnectionState, PlainStreamItem } from '@jobwire/client';
import type { Gap, HelloEvent, Position } from '@jobwire/events';

export type HelloItem = PlainStreamItem & { readonly kind: 'hello' };
export type EventItem = PlainStreamItem & { readonly kind: 'event' };

/** What tabs say to each other. They trust it: the channel's name tells tabs of another version apart. */
export type TabMessage = Question | LeaderMessage;

/** What a tab says to the leader. */
export type Question =
  | Ask
  /** Somebody does not want to wait for the next try. */
  | { readonly type: 'tryNow' }
  /** A tab listens no more. */
  | { readonly type: 'leave' };

/** What is there after a position? Also: are you still there? */
export interface Ask {
  readonly type: 'ask';
  readonly from: string;
  /** `undefined`: what comes from now on. */
  readonly after: Position | undefined;
  readonly era: string | undefined;
}

/** Where the leader's stream is. */
export interface LeaderPlace {
  /** The leader, and its number among the tabs. */
  readonly from: string;
  readonly leader: number;
  /** How many messages of this leader there were with this one. */
  readonly count: number;
  /** The position before this message: who has not seen it lacks something. */
  readonly at: Position | undefined;
  /** Positions of one era can be compared. Another begins where they go back, as when the server was restored. */
  readonly era: string | undefined;
}

export type LeaderMessage = LeaderPlace & LeaderWord;

export type LeaderWord =
  | { readonly type: 'item'; readonly item: PlainStreamItem }
  | Answer
  /** There will be no more. */
  | { readonly type: 'end'; readonly connection: ConnectionState | undefined };

export interface Answer {
  readonly type: 'answer';
  /** Who has asked. */
  readonly to: string;
  readonly connection: ConnectionState | undefined;
  /** As the server would say it now. Absent: the stream has not begun yet. */
  readonly hello: HelloEvent | undefined;
  /** What there is after `start`; `undefined` where the leader does not have it any more. */
  readonly found:
    { readonly start: Position; readonly gap: Gap | null; readonly events: readonly EventItem[] } | undefined;
}
