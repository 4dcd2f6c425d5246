import type { ConnectionState } from '@jobwire/client';
import { formatRoughDuration } from '../words/duration';
import { formatTime } from '../words/time';

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
  const { status, since, nextTryAt, lastHeardAt, reason = '' } = connection;
  if (isLive) return { icon: 'live', word: 'Live', short: 'Live', tone: 'live' };
  switch (status) {
    // Live again, and the page is about to say so.
    case 'live':
      return { icon: 'live', word: 'Live', short: 'Live', tone: 'live' };
    case 'connecting':
      return { icon: 'trying', word: 'Connecting…', short: 'Connecting…', tone: 'plain' };
    case 'stale': {
      const quiet = formatRoughDuration(now - (lastHeardAt ?? since));
      return { icon: 'quiet', word: `Quiet for ${quiet}, checking`, short: quiet, tone: 'warn' };
    }
    case 'reconnecting': {
      const wait = nextTryAt === undefined ? 0 : Math.ceil((nextTryAt - now) / 1_000);
      if (wait <= 0) return { icon: 'trying', word: 'Reconnecting…', short: 'Reconnecting…', tone: 'warn' };
      return { icon: 'trying', word: `Reconnecting in ${wait} s`, short: `${wait} s`, tone: 'warn' };
    }
    case 'offline': {
      const time = formatTime(since, { to: 'minute', timeZone });
      return { icon: 'offline', word: `Offline since ${time}`, short: 'Offline', tone: 'warn' };
    }
    case 'denied': {
      const word = reason.includes('(401)') ? 'Signed out' : 'Refused';
      return { icon: 'denied', word, short: word, tone: 'fail' };
    }
  }
}
