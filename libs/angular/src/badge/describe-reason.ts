import type { ConnectionCause, ConnectionState } from '@jobwire/client';

/** The causes that need nothing more to be said. */
type PlainCode = Exclude<ConnectionCause['code'], 'answered' | 'notAStream' | 'unreachable' | 'other'>;

const WORDS: Readonly<Record<PlainCode, string>> = {
  lost: $localize`The connection was lost.`,
  ended: $localize`The server ended the stream.`,
  noHello: $localize`The server did not say hello in time. Does a proxy hold the stream back?`,
  notHello: $localize`The stream did not begin with hello.`,
  badHello: $localize`The hello of the server cannot be read.`,
  tooLong: $localize`The server sent a message of more than 1 MiB. Is this a Jobwire stream?`,
  notAPage: $localize`The answer is no page of events. Is this a Jobwire server?`,
  missed: $localize`Events were missed between two pages.`,
  quiet: $localize`A sign of life from the server is overdue.`,
  silent: $localize`The server went silent.`,
  offline: $localize`There is no network.`,
  heldBack: $localize`Something between here and the server holds the stream back: events are asked for every few seconds.`,
};

const DENIALS: ReadonlyMap<number, string> = new Map([
  [401, $localize`You are not signed in, or not any more. Sign in and connect again (401).`],
  [403, $localize`You may not see these events (403).`],
  [404, $localize`There is no event stream at this address. Check the URL (404).`],
]);

/** Whether the server wants one to sign in. */
export function isSignedOut({ status, why }: ConnectionState): boolean {
  return status === 'denied' && why?.code === 'answered' && why.status === 401;
}

/** Why a connection is not live, or live in steps only; `undefined` where there is nothing to say. */
export function describeReason({ why, reason }: ConnectionState): string | undefined {
  return why ? describeCause(why) : reason;
}

function describeCause(cause: ConnectionCause): string {
  switch (cause.code) {
    case 'answered': {
      const { status, detail } = cause;
      if (detail !== undefined) return `${detail} (${status})`;
      return DENIALS.get(status) ?? $localize`The server answered with status ${status}:STATUS:.`;
    }
    case 'notAStream':
      return $localize`The server answered with ${cause.contentType}:TYPE:, which is not what was asked for. Check the URL and the proxies.`;
    case 'unreachable':
      return $localize`The server cannot be reached, or the connection broke (${cause.detail}:CAUSE:).`;
    case 'other':
      return cause.detail;
    default:
      return WORDS[cause.code];
  }
}
