import type { ConnectionEnd } from './transport.ts';

/** Statuses that no retry changes, in words. */
const DENIALS: ReadonlyMap<number, string> = new Map([
  [401, 'You are not signed in, or not any more. Sign in and connect again (401).'],
  [403, 'You may not see these events (403).'],
  [404, 'There is no event stream at this address. Check the URL (404).'],
]);

/** Whether the server has refused for good. */
export function isDenial({ status = 0 }: ConnectionEnd): boolean {
  return DENIALS.has(status);
}

/** Why a connection ended, in words. */
export function describeEnd({ status, reason }: ConnectionEnd): string {
  if (reason !== undefined) return reason;
  if (status === undefined) return 'The connection was lost.';
  return DENIALS.get(status) ?? `The server answered with status ${status}.`;
}

/** The end of a connection whose answer is no event stream. Jobwire says in a JSON problem (RFC 9457) what to do. */
export async function endByAnswer(response: Response): Promise<ConnectionEnd> {
  const { status, headers } = response;
  const type = headers.get('content-type') ?? 'no content type';
  if (status === 200) {
    return {
      reason: `The server answered with ${type}, which is not what was asked for. Check the URL and the proxies.`,
    };
  }
  const detail = /json/i.test(type) ? await readDetail(response) : undefined;
  const retryAfterMs = status === 429 || status === 503 ? parseRetryAfter(headers.get('retry-after')) : undefined;
  return {
    status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(detail === undefined ? {} : { reason: `${detail} (${status})` }),
  };
}

/** The end of a connection that could not be made or broke, from the error of `fetch`. */
export function endByFault(error: unknown): ConnectionEnd {
  const { cause, message = String(error) } = Object(error) as Partial<Error>;
  // Node's fetch says "fetch failed" and keeps what happened in the cause, at times as a code only.
  const { code, message: detail } = Object(cause) as { code?: string; message?: string };
  return { reason: `The server cannot be reached, or the connection broke (${detail || code || message}).` };
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
