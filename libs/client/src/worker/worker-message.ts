import type { EventFilter, Position, StoredJobEvent } from '@jobwire/events';
import type { ReconnectPolicy } from '../reconnect-policy.ts';
import type { StreamItem } from '../stream-item.ts';

/** One end of what a page and its worker say to each other: a `Worker`, or the scope that runs in it. */
export interface WorkerEnd {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** What a page says to the worker. */
export type PageWord =
  | { readonly type: 'open'; readonly options: WorkerStreamOptions }
  /** Somebody does not want to wait for the next try. */
  | { readonly type: 'tryNow' }
  /** The page is back from sleep, which a worker cannot see. */
  | { readonly type: 'woke' };

/** What of the stream's options can be sent to another thread. */
export interface WorkerStreamOptions {
  /** Absolute: a worker's own address is that of its script. */
  readonly url: string;
  readonly since: Position | number | undefined;
  readonly filter: EventFilter;
  readonly reconnect: Partial<ReconnectPolicy>;
}

/** What the worker says. */
export type WorkerWord =
  | { readonly type: 'items'; readonly items: readonly WorkerItem[] }
  /** There will be no more. */
  | { readonly type: 'complete' }
  | { readonly type: 'error'; readonly message: string };

/** What the stream has given. Events that follow on each other are together, and without their text: copying is what it costs. */
export type WorkerItem =
  Exclude<StreamItem, { kind: 'event' }> | { readonly kind: 'events'; readonly events: readonly StoredJobEvent[] };
