import {
  BEGINNING,
  formatPosition,
  lastPositionBefore,
  type EventPage,
  type Gap,
  type Position,
} from '@jobwire/events';
import type { Request } from 'express';
import type { z } from 'zod';
import type { EventLog } from '../store/event-log.ts';
import { StoreError } from '../store/event-store.ts';
import type { StartPoint } from './start-point.ts';
import { filterOf, type pageQuery } from './stream-query.ts';

/** Whether a request for the stream's URL wants one page of JSON instead of the stream. */
export function asksForPage(request: Request): boolean {
  return request.accepts(['text/event-stream', 'application/json']) === 'application/json';
}

/** Reads a page. Without `since`, and after a gap, it starts at the oldest event kept. */
export async function readPage(
  log: EventLog,
  { since, limit, ...query }: z.output<typeof pageQuery>,
): Promise<EventPage> {
  // A stream waits for it; whoever asks for a page wants an answer.
  if (!log.canBeRead())
    throw new StoreError(`The source of this relay is away since ${log.lostSince() ?? 'the start'}.`, 'failed');
  const { after, gap } = await findAfter(log, since);
  const page = await log.read(after, { limit, filter: filterOf({ ...query, since }) });
  return { events: page.events.map(({ event }) => event), position: page.position, gap, more: page.more };
}

async function findAfter(log: EventLog, since: StartPoint | undefined): Promise<{ after: Position; gap: Gap | null }> {
  if (!since || since.kind === 'live' || since.kind === 'unreadable') return { after: log.oldest(), gap: null };
  if (since.kind === 'position') {
    const after = formatPosition(since.position);
    const { gap } = await log.gapAfter(after);
    return gap ? { after: log.oldest(), gap } : { after, gap };
  }
  const after = formatPosition(lastPositionBefore(since.epochMs));
  const { gap } = await log.gapAfter(after);
  // A time in the future: nothing is there yet, and nothing is missing.
  if (gap === 'unknown') return { after: log.head(), gap: null };
  if (gap === 'restarted') return { after: log.oldest(), gap: (await log.gapAfter(BEGINNING)).gap };
  return gap ? { after: log.oldest(), gap } : { after, gap };
}
