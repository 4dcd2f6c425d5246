import {
  formatCount,
  formatRoughDuration,
  formatTime,
  type ConnectionDescription,
  type StreamGap,
} from '@jobwire/angular';
import type { ConnectionState } from '@jobwire/client';

/** What is to be said about the connection. */
export interface ConnectionNotice {
  readonly tone: 'warn' | 'fail' | 'good';
  readonly icon: ConnectionDescription['icon'];
  readonly title: string;
  readonly text: string;
  /** Trying at once makes sense. */
  readonly canTryNow?: boolean;
  /** It says what has happened, and goes when it was read. */
  readonly canClose?: boolean;
}

export interface NoticeMoment {
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly isLive: boolean;
  /** When what is shown was last true, in milliseconds since 1970. */
  readonly asOf: number | undefined;
  readonly timeZone: string | undefined;
}

/** What to say about a connection that is not as it should be; `undefined` where there is nothing to say. */
export function noticeOfConnection(connection: ConnectionState, moment: NoticeMoment): ConnectionNotice | undefined {
  const { status, attempt, nextTryAt, sourceLostSince, reason = '' } = connection;
  const { now, isLive, asOf, timeZone } = moment;
  const wasTrue = asOf === undefined ? '' : ` What you see was true at ${formatTime(asOf, { timeZone })}.`;
  if (isLive) {
    if (sourceLostSince === undefined) return undefined;
    return {
      tone: 'warn',
      icon: 'quiet',
      title: 'The job server does not answer,',
      text: `the stream is open. Since ${formatTime(sourceLostSince, { timeZone })}. Buttons wait until it is back.`,
    };
  }
  switch (status) {
    case 'live':
    case 'connecting':
      return undefined;
    case 'offline':
      return {
        tone: 'warn',
        icon: 'offline',
        title: 'You are offline.',
        text: `${wasTrue} It goes on by itself when the network is back.`.trim(),
      };
    case 'denied': {
      const title = reason.includes('(401)') ? 'You are signed out.' : 'The server refuses the stream.';
      return { tone: 'fail', icon: 'denied', title, text: `${reason}${wasTrue}`, canTryNow: true };
    }
    case 'stale':
      return {
        tone: 'warn',
        icon: 'quiet',
        title: 'The connection is quiet, checking.',
        text: wasTrue.trim(),
        canTryNow: true,
      };
    case 'reconnecting': {
      const wait = nextTryAt === undefined ? 0 : Math.ceil((nextTryAt - now) / 1_000);
      const title = wait > 0 ? `Connection lost. Reconnecting in ${wait} s,` : 'Connection lost. Reconnecting,';
      return { tone: 'warn', icon: 'trying', title, text: `attempt ${attempt}.${wasTrue}`, canTryNow: true };
    }
  }
}

/** What to say after events were missed: everything was loaded anew. */
export function noticeOfGap(
  { gap, missed, lostAt }: StreamGap,
  at: number,
  timeZone: string | undefined,
): ConnectionNotice {
  const when = formatTime(at, { timeZone });
  if (gap !== 'evicted') {
    return {
      tone: 'warn',
      icon: 'quiet',
      title: "The server's history began anew.",
      text: `All states were loaded at ${when}; older events may be missing.`,
      canClose: true,
    };
  }
  const away = lostAt === undefined ? '' : ` for ${formatRoughDuration(at - lostAt)}`;
  return {
    tone: 'warn',
    icon: 'quiet',
    title: describeMissed(missed),
    text: `while you were away${away}. All states were loaded anew at ${when}.`,
    canClose: true,
  };
}

function describeMissed(missed: number | undefined): string {
  if (missed === undefined) return 'Events were missed';
  return missed === 1 ? '1 event was missed' : `${formatCount(missed)} events were missed`;
}
