import {
  BEGINNING,
  formatPosition,
  parsePosition,
  type EventFilter,
  type Position,
  type PositionParts,
} from '@jobwire/events';
import type { EventLog, LogTailer, LoggedEvent } from './event-log.ts';
import type { EventStore, EventStoreOptions } from './event-store.ts';

/** Makes an empty store. The suite closes it; what else there is to clean up is the spec's. */
export type OpenEventStore = (options?: EventStoreOptions) => EventStore | Promise<EventStore>;

/** Guarantees that an implementation cannot hold, by title, each with the reason. */
export type Exceptions = Readonly<Record<string, string>>;

/** Opens stores for a suite and closes them after each test. */
export function storesOf(openStore: OpenEventStore): (options?: EventStoreOptions) => Promise<EventStore> {
  const opened: EventStore[] = [];
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
  });
  return async (options) => {
    const store = await openStore(options);
    opened.push(store);
    return store;
  };
}

/** A test by its title; none where the implementation is excepted from it. */
export function guaranteesBut(
  except: Exceptions,
): (title: string, test: () => Promise<void>, timeoutMs?: number) => void {
  return (title, test, timeoutMs) => {
    if (except[title] === undefined) it(title, test, timeoutMs);
  };
}

export function listen(
  log: EventLog,
  onBatch: LogTailer['appended'] = () => undefined,
): { readonly events: LoggedEvent[]; stop(): void } {
  const events: LoggedEvent[] = [];
  const appended = (batch: readonly LoggedEvent[]): void => {
    events.push(...batch);
    onBatch(batch);
  };
  return { events, stop: log.tail({ appended, closed: () => undefined }) };
}

export async function readAll(
  log: EventLog,
  { after: from = BEGINNING, limit = 1_000, filter }: { after?: Position; limit?: number; filter?: EventFilter } = {},
): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = [];
  for (let more = true; more;) {
    const page = await log.read(from, { limit, ...(filter && { filter }) });
    expect(page.events.length).toBeLessThanOrEqual(limit);
    events.push(...page.events);
    from = page.position;
    more = page.more;
  }
  return events;
}

export function positionsOf(events: readonly LoggedEvent[]): Position[] {
  return events.map(({ event }) => event.position);
}

export function lastOf(batch: readonly LoggedEvent[]): Position {
  return (batch.at(-1) as LoggedEvent).event.position;
}

export function parts(position: Position): PositionParts {
  return parsePosition(position) as PositionParts;
}

/** A position that many milliseconds, or that many events of the same millisecond, later. */
export function after(position: Position, milliseconds: number, events = 0): Position {
  const { epochMs, seq } = parts(position);
  return formatPosition({ epochMs: epochMs + milliseconds, seq: seq + events });
}
