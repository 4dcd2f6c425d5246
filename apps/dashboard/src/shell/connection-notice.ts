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
  /** Goes on where the title ends. */
  readonly text: string;
  /** At the end of the line: "for 14 s". */
  readonly aside?: string;
  /** What is read out when it comes up: no countdown. */
  readonly spoken: string;
  readonly action?: NoticeAction;
  /** It says what has happened, and goes when it was read. */
  readonly canClose?: boolean;
}

/** What one can do about it. */
type NoticeAction =
  | { readonly kind: 'try' | 'signIn' }
  /** Shows what ran in a time of which events are missing. In milliseconds since 1970. */
  | { readonly kind: 'show'; readonly from: number; readonly to: number };

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
  const { status, sourceLostSince, reason = '' } = connection;
  const { now, isLive, asOf, timeZone } = moment;
  const at = asOf === undefined ? undefined : formatTime(asOf, { timeZone });
  const wasTrue = at === undefined ? '' : ` What you see was true at ${at}.`;
  if (isLive) return sourceLostSince === undefined ? undefined : noticeOfLostSource(sourceLostSince, now);
  switch (status) {
    case 'live':
    case 'connecting':
      return undefined;
    case 'offline':
      return {
        tone: 'warn',
        icon: 'offline',
        title: 'You are offline.',
        text: `${wasTrue} It goes on by itself when the network is back.`,
        spoken: 'You are offline.',
      };
    case 'denied':
      return reason.includes('(401)') ? noticeOfSignOut(at) : noticeOfRefusal(`${reason}${wasTrue}`);
    case 'stale':
      return {
        tone: 'warn',
        icon: 'quiet',
        title: 'The connection is quiet, checking.',
        text: wasTrue,
        spoken: 'The connection is quiet.',
        action: { kind: 'try' },
      };
    case 'reconnecting':
      return noticeOfLoss(connection, now, wasTrue);
  }
}

function noticeOfLostSource(since: string, now: number): ConnectionNotice {
  return {
    tone: 'warn',
    icon: 'quiet',
    title: 'The job server does not answer',
    text: ', the stream is open. Buttons wait until it is back.',
    aside: `for ${formatRoughDuration(Math.max(0, now - Date.parse(since)))}`,
    spoken: 'The job server does not answer.',
  };
}

function noticeOfSignOut(at: string | undefined): ConnectionNotice {
  return {
    tone: 'fail',
    icon: 'denied',
    title: 'You are signed out.',
    text: at === undefined ? ' The page shows nothing.' : ` The page stopped at ${at} and shows nothing newer.`,
    spoken: 'You are signed out.',
    action: { kind: 'signIn' },
  };
}

function noticeOfRefusal(why: string): ConnectionNotice {
  const title = 'The server refuses the stream.';
  return { tone: 'fail', icon: 'denied', title, text: ` ${why}`, spoken: title, action: { kind: 'try' } };
}

function noticeOfLoss({ attempt, nextTryAt }: ConnectionState, now: number, wasTrue: string): ConnectionNotice {
  const wait = nextTryAt === undefined ? 0 : Math.ceil((nextTryAt - now) / 1_000);
  return {
    tone: 'warn',
    icon: 'trying',
    title: wait > 0 ? `Connection lost. Reconnecting in ${wait} s` : 'Connection lost. Reconnecting',
    text: `, attempt ${attempt}.${wasTrue}`,
    spoken: 'Connection lost. Reconnecting.',
    action: { kind: 'try' },
  };
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
      text: ` All states were loaded at ${when}; older events may be missing.`,
      spoken: "The server's history began anew.",
      canClose: true,
    };
  }
  const title = describeMissed(missed);
  const away = lostAt === undefined ? '' : ` for ${formatRoughDuration(at - lostAt)}`;
  return {
    tone: 'warn',
    icon: 'quiet',
    title,
    text: ` while you were away${away}. All states were loaded anew at ${when}.`,
    spoken: `${title}.`,
    ...(lostAt !== undefined && lostAt < at ? { action: { kind: 'show', from: lostAt, to: at } } : {}),
    canClose: true,
  };
}

/** What to say when all is well again. */
export function noticeOfReturn(caughtUp: number): ConnectionNotice {
  const what = caughtUp === 1 ? '1 event caught up' : `${formatCount(caughtUp)} events caught up`;
  const text = `, ${caughtUp === 0 ? 'nothing was missed' : what}.`;
  return { tone: 'good', icon: 'live', title: 'Live again', text, spoken: `Live again${text}` };
}

function describeMissed(missed: number | undefined): string {
  if (missed === undefined) return 'Events were missed';
  return missed === 1 ? '1 event was missed' : `${formatCount(missed)} events were missed`;
}
