import type { ConnectionState } from '@jobwire/client';
import { formatRoughDuration, formatSeconds } from '../words/duration';
import { formatTime } from '../words/time';
import { isSignedOut } from './describe-reason';

/** A connection in words. */
export interface ConnectionDescription {
  readonly icon: 'live' | 'trying' | 'quiet' | 'offline' | 'denied';
  /** "Reconnecting in 3 s". */
  readonly word: string;
  /** What there is room for on a phone: "3 s". */
  readonly short: string;
  readonly tone: 'live' | 'plain' | 'warn' | 'fail';
}

export interface ConnectionMoment {
  /** In milliseconds since 1970. */
  readonly now: number;
  /** Whether what is shown counts as live: a connection lost a moment ago does. */
  readonly isLive: boolean;
  /** Default: the time zone of the machine. */
  readonly timeZone?: string | undefined;
}

/** How a connection is, in the words of the badge. */
export function describeConnection(connection: ConnectionState, moment: ConnectionMoment): ConnectionDescription {
  const { now, isLive, timeZone } = moment;
  const { status, since, nextTryAt, lastHeardAt } = connection;
  if (isLive) return live();
  switch (status) {
    // Live again, and the page is about to say so.
    case 'live':
      return live();
    case 'connecting': {
      const word = $localize`Connecting…`;
      return { icon: 'trying', word, short: word, tone: 'plain' };
    }
    case 'stale': {
      const quiet = formatRoughDuration(now - (lastHeardAt ?? since));
      return { icon: 'quiet', word: $localize`Quiet for ${quiet}:DURATION:, checking`, short: quiet, tone: 'warn' };
    }
    case 'reconnecting': {
      const wait = nextTryAt === undefined ? 0 : Math.ceil((nextTryAt - now) / 1_000);
      if (wait <= 0) {
        const word = $localize`Reconnecting…`;
        return { icon: 'trying', word, short: word, tone: 'warn' };
      }
      const short = formatSeconds(`${wait}`);
      return { icon: 'trying', word: $localize`Reconnecting in ${short}:DURATION:`, short, tone: 'warn' };
    }
    case 'offline': {
      const time = formatTime(since, { to: 'minute', timeZone });
      return { icon: 'offline', word: $localize`Offline since ${time}:TIME:`, short: $localize`Offline`, tone: 'warn' };
    }
    case 'denied': {
      const word = isSignedOut(connection) ? $localize`Signed out` : $localize`:By the server:Refused`;
      return { icon: 'denied', word, short: word, tone: 'fail' };
    }
  }
}

function live(): ConnectionDescription {
  const word = $localize`:State of the connection:Live`;
  return { icon: 'live', word, short: word, tone: 'live' };
}
