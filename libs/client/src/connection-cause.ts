/**
 * Why a stream is not live, or live in steps only: what {@link describeCause} says in English, for words of one's own.
 *
 * | code | |
 * |---|---|
 * | `answered` | the server answered with something else than a stream: its status, and what it says itself (`detail`) |
 * | `notAStream` | an answer of another kind came, as from a login page or a proxy |
 * | `unreachable` | no connection was to be had, or it broke: `detail` is the runtime's, e.g. "ECONNREFUSED" |
 * | `lost`, `ended` | the connection broke, or the server ended it; no more is known |
 * | `noHello` | the first message did not come in time |
 * | `notHello`, `badHello` | the first message was another one, or cannot be read |
 * | `tooLong` | a message was longer than any can be |
 * | `notAPage`, `missed` | asking page by page: no page came, or events were missed between two |
 * | `quiet` | a sign of life is overdue |
 * | `silent` | two are missing: the connection was given up |
 * | `offline` | there is no network, says the browser |
 * | `heldBack` | live in steps: streams do not come through, so events are asked for page by page |
 * | `other` | a transport of one's own says so |
 */
export type ConnectionCause =
  | { readonly code: keyof typeof WORDS }
  | { readonly code: 'answered'; readonly status: number; readonly detail?: string | undefined }
  | { readonly code: 'notAStream'; readonly contentType: string }
  | { readonly code: 'unreachable' | 'other'; readonly detail: string };

const WORDS = {
  lost: 'The connection was lost.',
  ended: 'The server ended the stream.',
  noHello: 'The server did not say hello in time. Does a proxy hold the stream back?',
  notHello: 'The stream did not begin with hello.',
  badHello: 'The hello of the server cannot be read.',
  tooLong: 'The server sent a message of more than 1 MiB. Is this a Jobwire stream?',
  notAPage: 'The answer is no page of events. Is this a Jobwire server?',
  missed: 'Events were missed between two pages.',
  quiet: 'A sign of life from the server is overdue.',
  silent: 'The server went silent.',
  offline: 'There is no network.',
  heldBack: 'Something between here and the server holds the stream back: events are asked for every few seconds.',
} as const;

/** Statuses that no retry changes. */
const DENIALS: ReadonlyMap<number, string> = new Map([
  [401, 'You are not signed in, or not any more. Sign in and connect again (401).'],
  [403, 'You may not see these events (403).'],
  [404, 'There is no event stream at this address. Check the URL (404).'],
]);

/** Whether a status means that the server refuses for good. */
export function isDeniedBy(status: number): boolean {
  return DENIALS.has(status);
}

/** A cause in English. */
export function describeCause(cause: ConnectionCause): string {
  switch (cause.code) {
    case 'answered': {
      const { status, detail } = cause;
      if (detail !== undefined) return `${detail} (${status})`;
      return DENIALS.get(status) ?? `The server answered with status ${status}.`;
    }
    case 'notAStream':
      return `The server answered with ${cause.contentType}, which is not what was asked for. Check the URL and the proxies.`;
    case 'unreachable':
      return `The server cannot be reached, or the connection broke (${cause.detail}).`;
    case 'other':
      return cause.detail;
    default:
      return WORDS[cause.code];
  }
}
