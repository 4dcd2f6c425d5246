import { isDeniedBy, type ConnectionCause } from './connection-cause.ts';
import type { ConnectionEnd } from './transport.ts';

/** Whether the server has refused for good. */
export function isDenial({ status = 0 }: ConnectionEnd): boolean {
  return isDeniedBy(status);
}

/** Why a connection ended. */
export function causeOf({ status, reason, why }: ConnectionEnd): ConnectionCause {
  if (why) return why;
  if (status !== undefined) return { code: 'answered', status, ...(reason === undefined ? {} : { detail: reason }) };
  return reason === undefined ? { code: 'lost' } : { code: 'other', detail: reason };
}

/** The end of a connection whose answer is no event stream. Jobwire says in a JSON problem (RFC 9457) what to do. */
export async function endByAnswer(response: Response): Promise<ConnectionEnd> {
  const { status, headers } = response;
  const type = headers.get('content-type') ?? 'no content type';
  if (status === 200) return { why: { code: 'notAStream', contentType: type } };
  const detail = /json/i.test(type) ? await readDetail(response) : undefined;
  const retryAfterMs = status === 429 || status === 503 ? parseRetryAfter(headers.get('retry-after')) : undefined;
  return {
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(detail === undefined ? {} : { reason: detail }),
  };
}

/** The end of a connection that could not be made or broke, from the error of `fetch`. */
export function endByFault(error: unknown): ConnectionEnd {
  const { cause, message = String(error) } = Object(error) as Partial<Error>;
  // Node's fetch says "fetch failed" and keeps what happened in the cause, at times as a code only.
  const { code, message: detail } = Object(cause) as { code?: string; message?: string };
  return { why: { code: 'unreachable', detail: detail || code || message } };
}

/** `Retry-After` (RFC 9110, section 10.2.3) in milliseconds from now: seconds, or a date. */
export function parseRetryAfter(text: string | null, now = Date.now()): number | undefined {
  if (text === null) return undefined;
  if (/^\s*\d+\s*$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

async function readDetail(response: Response): Promise<string | undefined> {
  try {
    const { detail } = (await response.json()) as { detail?: unknown };
    return typeof detail === 'string' ? detail : undefined;
  } catch {
    // The answer to a HEAD has no body, and a broken one explains nothing: the status stands for itself.
    return undefined;
  }
}
