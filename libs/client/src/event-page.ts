import {
  filterToQuery,
  gapSchema,
  positionSchema,
  type EventFilter,
  type EventPage,
  type Position,
} from '@jobwire/events';
import { describeCause, type ConnectionCause } from './connection-cause.ts';
import { causeOf, endByAnswer, endByFault } from './connection-end.ts';
import { withQuery } from './query.ts';
import { checkStreamEvent, parseJson } from './read-stream-event.ts';
import type { ConnectionEnd } from './transport.ts';

/** Headers for a request, or a function that is asked for them before each try, e.g. for a token that expires. */
export type RequestHeaders =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

export interface EventPageOptions {
  /** The stream's address, e.g. `/api/jobs/events`; absolute in Node. */
  readonly url: string;
  /** After this position, or from this time in epoch milliseconds. Default: the oldest event kept. */
  readonly since?: Position | number;
  readonly filter?: EventFilter;
  /** At most so many events, up to 10,000. Default: the server's, 1,000. */
  readonly limit?: number;
  readonly headers?: RequestHeaders;
  /** Default: the global one. */
  readonly fetch?: typeof globalThis.fetch;
  readonly signal?: AbortSignal;
}

/** A page that was not to be had; the message says why. */
export class EventPageError extends Error {
  override readonly name = 'EventPageError';
  /** The HTTP status of a refusal. */
  readonly status: number | undefined;
  /** How long the server asks to be left alone, in milliseconds, where it says so (503, 429). */
  readonly retryAfterMs: number | undefined;

  /** The message as data, for words of one's own. */
  readonly why: ConnectionCause;

  constructor(
    why: ConnectionCause,
    /** `unreachable`: ask again later; `refused`: see `status`; `malformed`: what answered is no Jobwire server of this version. */
    readonly type: 'unreachable' | 'refused' | 'malformed',
    { status, retryAfterMs, cause }: { status?: number; retryAfterMs?: number | undefined; cause?: unknown } = {},
  ) {
    super(describeCause(why), { cause });
    this.why = why;
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Reads one page of the events that the server keeps. Events of types that this version does not know are left out. Rejects
 * with an {@link EventPageError}, and with the signal's reason where it was aborted.
 */
export async function readEventPage({
  url,
  since,
  filter = {},
  limit,
  ...options
}: EventPageOptions): Promise<EventPage> {
  const query: [string, string][] = filterToQuery(filter);
  if (since !== undefined) query.push(['since', String(since)]);
  if (limit !== undefined) query.push(['limit', String(limit)]);
  return parsePage(await request(withQuery(url, query), options));
}

async function request(
  url: string,
  { headers = {}, fetch = globalThis.fetch, signal }: Pick<EventPageOptions, 'headers' | 'fetch' | 'signal'>,
): Promise<string> {
  const own = typeof headers === 'function' ? await headers() : headers;
  try {
    const response = await fetch(url, { headers: { ...own, Accept: 'application/json' }, signal: signal ?? null });
    if (response.ok && isJson(response)) return await response.text();
    throw refusal(await endByAnswer(response));
  } catch (error) {
    if (error instanceof EventPageError || signal?.aborted) throw error;
    // TypeError: no network, or it broke.
    throw new EventPageError(causeOf(endByFault(error)), 'unreachable', { cause: error });
  }
}

function isJson(response: Response): boolean {
  return /json/i.test(response.headers.get('content-type') ?? '');
}

function refusal(end: ConnectionEnd): EventPageError {
  const { status, retryAfterMs } = end;
  return status === undefined
    ? new EventPageError(causeOf(end), 'malformed')
    : new EventPageError(causeOf(end), 'refused', { status, retryAfterMs });
}

function parsePage(text: string): EventPage {
  const { events, position, gap, more } = (parseJson(text) ?? {}) as Partial<Record<keyof EventPage, unknown>>;
  const readPosition = positionSchema.safeParse(position);
  const readGap = gap === null ? { success: true as const, data: null } : gapSchema.safeParse(gap);
  if (!Array.isArray(events) || !readPosition.success || !readGap.success || typeof more !== 'boolean') {
    throw new EventPageError({ code: 'notAPage' }, 'malformed');
  }
  const read = events.map((event: unknown) => checkStreamEvent(event));
  return {
    events: read.flatMap((item) => (item?.kind === 'event' ? [item.event] : [])),
    position: readPosition.data,
    gap: readGap.data,
    more,
  };
}
