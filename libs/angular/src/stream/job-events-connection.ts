import type { StreamItem } from '@jobwire/client';
import type { Position } from '@jobwire/events';
import type { Observable } from 'rxjs';

/** How a connection begins. */
export interface ConnectionStart {
  /** Go on after this position. `undefined`: with what is new. */
  readonly since: Position | undefined;
  /** Each value means: do not wait for the next try, try now. */
  readonly tryNow: Observable<unknown>;
}

/**
 * Where {@link JobEvents} has its stream from.
 *
 * - Each subscription is one stream that reconnects by itself: each event once, in order, and a hello first that says where
 *   some are missing.
 * - It completes when the server has refused for good, after a `denied` state.
 * - Unsubscribing closes it.
 */
export abstract class JobEventsConnection {
  abstract open(start: ConnectionStart): Observable<StreamItem>;
}
