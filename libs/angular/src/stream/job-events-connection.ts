import { signal, type Signal } from '@angular/core';
import type { PlainStreamItem } from '@jobwire/client';
import type { Position } from '@jobwire/events';
import type { Observable } from 'rxjs';

/** How a connection begins. */
export interface ConnectionStart {
  /** Go on after this position. `undefined`: with what is new. */
  readonly since: Position | undefined;
  /** Each value means: do not wait for the next try, try now. */
  readonly tryNow: Observable<unknown>;
}

/** This tab's part in a stream that tabs share. Tabs are numbered from 1. */
export type TabShare =
  | { readonly role: 'leader'; readonly number: number; readonly followers: number }
  | { readonly role: 'follower'; readonly number: number; readonly leader: number };

/**
 * Where {@link JobEvents} has its stream from.
 *
 * - Each subscription is one stream that reconnects by itself: each event once, in order, and a hello first that says where
 *   some are missing.
 * - It completes when the server has refused for good, after a `denied` state.
 * - Unsubscribing closes it.
 */
export abstract class JobEventsConnection {
  abstract open(start: ConnectionStart): Observable<PlainStreamItem>;
  /** `undefined` where this tab shares with no other, or has a connection of its own. */
  readonly share: Signal<TabShare | undefined> = signal(undefined);
}
