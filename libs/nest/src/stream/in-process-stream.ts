import {
  compareParts,
  compileFilter,
  formatPosition,
  positionParts,
  type EventFilter,
  type Position,
  type StoredJobEvent,
} from '@jobwire/events';
import { Observable } from 'rxjs';
import type { EventLog, LoggedEvent } from '../store/event-log.ts';

/** Events read from the log at a time. */
const PAGE_EVENTS = 1_000;

/** The events of a log from now on, or after a position. Errors where the position is gone. */
export function streamInProcess(log: EventLog, filter: EventFilter, since?: Position): Observable<StoredJobEvent> {
  const test = compileFilter(filter);
  return new Observable((subscriber) => {
    let cursor = positionParts(since ?? log.head());
    let waiting: LoggedEvent[] | undefined = [];
    const deliver = (batch: readonly LoggedEvent[]): void => {
      for (const { event } of batch) {
        const at = positionParts(event.position);
        if (compareParts(at, cursor) <= 0) continue;
        cursor = at;
        if (!test || test(event)) subscriber.next(event);
      }
    };
    const stop = log.tail({
      appended: (batch) => void (waiting ? waiting.push(...batch) : deliver(batch)),
      closed: () => subscriber.complete(),
      broken: () => subscriber.error(new Error('The relay lost events. Load the state anew.')),
    });
    const replay = async (): Promise<void> => {
      for (let more = since !== undefined; more && !subscriber.closed;) {
        const after = formatPosition(cursor);
        const { gap } = await log.gapAfter(after);
        if (gap) throw new Error(`The events after ${after} are no longer kept (${gap}). Load the state anew.`);
        const page = await log.read(after, { limit: PAGE_EVENTS });
        deliver(page.events);
        more = page.more;
      }
      deliver(waiting ?? []);
      waiting = undefined;
    };
    replay().catch((error: unknown) => subscriber.error(error));
    return stop;
  });
}
