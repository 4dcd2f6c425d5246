import {
  describeReason,
  formatIcu,
  formatRoughDuration,
  formatTime,
  isSignedOut,
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
  const { status, sourceLostSince } = connection;
  const { now, isLive, asOf, timeZone } = moment;
  const at = asOf === undefined ? undefined : formatTime(asOf, { timeZone });
  const wasTrue = at === undefined ? '' : ` ${$localize`What you see was true at ${at}:TIME:.`}`;
  if (isLive) return sourceLostSince === undefined ? undefined : noticeOfLostSource(sourceLostSince, now);
  switch (status) {
    case 'live':
    case 'connecting':
      return undefined;
    case 'offline':
      return {
        tone: 'warn',
        icon: 'offline',
        title: $localize`You are offline.`,
        text: `${wasTrue} ${$localize`It goes on by itself when the network is back.`}`,
        spoken: $localize`You are offline.`,
      };
    case 'denied':
      return isSignedOut(connection)
        ? noticeOfSignOut(at)
        : noticeOfRefusal(`${describeReason(connection) ?? ''}${wasTrue}`);
    case 'stale':
      return {
        tone: 'warn',
        icon: 'quiet',
        title: $localize`The connection is quiet, checking.`,
        text: wasTrue,
        spoken: $localize`The connection is quiet.`,
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
    ...parted(
      $localize`The job server does not answer${END}:END_OF_BOLD: or has lost Redis. The stream is open, buttons wait until it is back.`,
    ),
    aside: $localize`for ${formatRoughDuration(Math.max(0, now - Date.parse(since)))}:DURATION:`,
    spoken: $localize`The job server does not answer.`,
  };
}

function noticeOfSignOut(at: string | undefined): ConnectionNotice {
  return {
    tone: 'fail',
    icon: 'denied',
    title: $localize`You are signed out.`,
    text: ` ${
      at === undefined
        ? $localize`The page shows nothing.`
        : $localize`The page stopped at ${at}:TIME: and shows nothing newer.`
    }`,
    spoken: $localize`You are signed out.`,
    action: { kind: 'signIn' },
  };
}

function noticeOfRefusal(why: string): ConnectionNotice {
  const title = $localize`The server refuses the stream.`;
  return { tone: 'fail', icon: 'denied', title, text: ` ${why}`, spoken: title, action: { kind: 'try' } };
}

function noticeOfLoss({ attempt, nextTryAt }: ConnectionState, now: number, wasTrue: string): ConnectionNotice {
  const wait = nextTryAt === undefined ? 0 : Math.ceil((nextTryAt - now) / 1_000);
  return {
    tone: 'warn',
    icon: 'trying',
    ...parted(
      wait > 0
        ? $localize`Connection lost. Reconnecting in ${wait}:SECONDS: s${END}:END_OF_BOLD:, attempt ${attempt}:ATTEMPT:.`
        : $localize`Connection lost. Reconnecting${END}:END_OF_BOLD:, attempt ${attempt}:ATTEMPT:.`,
      wasTrue,
    ),
    spoken: $localize`Connection lost. Reconnecting.`,
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
    const title = $localize`The server's history began anew.`;
    return {
      tone: 'warn',
      icon: 'quiet',
      title,
      text: ` ${$localize`All states were loaded at ${when}:TIME:; older events may be missing.`}`,
      spoken: title,
      canClose: true,
    };
  }
  const missing = parted(describeMissed(missed, lostAt === undefined ? undefined : formatRoughDuration(at - lostAt)));
  return {
    tone: 'warn',
    icon: 'quiet',
    ...missing,
    text: `${missing.text} ${$localize`All states were loaded anew at ${when}:TIME:.`}`,
    spoken: `${missing.title}.`,
    ...(lostAt !== undefined && lostAt < at ? { action: { kind: 'show', from: lostAt, to: at } } : {}),
    canClose: true,
  };
}

/** A clock that is wrong by less changes no answer of the page. In milliseconds. */
const MOST_WRONG_MS = 2 * 60_000;

/** What to say where the clock of this computer is so far from the server's that "the last hour" is another one. */
export function noticeOfClock(aheadMs: number): ConnectionNotice | undefined {
  const wrong = Math.abs(aheadMs);
  if (wrong < MOST_WRONG_MS) return undefined;
  const by = formatRoughDuration(wrong);
  const title =
    aheadMs > 0
      ? $localize`The clock of this computer is ${by}:DURATION: ahead of the server's.`
      : $localize`The clock of this computer is ${by}:DURATION: behind the server's.`;
  const text = ` ${$localize`How long ago something was, and what happened in the last hour, is wrong until it is set.`}`;
  return { tone: 'warn', icon: 'quiet', title, text, spoken: title, canClose: true };
}

/** What to say when all is well again. */
export function noticeOfReturn(caughtUp: number): ConnectionNotice {
  const message = $localize`{EVENTS, plural, =0 {Live again{END_OF_BOLD}, nothing was missed.} =1 {Live again{END_OF_BOLD}, 1 event caught up.} other {Live again{END_OF_BOLD}, {EVENTS} events caught up.}}`;
  const said = parted(formatIcu(message, { EVENTS: caughtUp, END_OF_BOLD: END }));
  return { tone: 'good', icon: 'live', ...said, spoken: said.title + said.text };
}

function describeMissed(missed: number | undefined, away: string | undefined): string {
  const values = { EVENTS: missed ?? 0, END_OF_BOLD: END, DURATION: away ?? '' };
  if (missed === undefined) {
    return away === undefined
      ? $localize`Events were missed${END}:END_OF_BOLD: while you were away.`
      : $localize`Events were missed${END}:END_OF_BOLD: while you were away for ${away}:DURATION:.`;
  }
  return away === undefined
    ? formatIcu(
        $localize`{EVENTS, plural, =1 {1 event was missed{END_OF_BOLD} while you were away.} other {{EVENTS} events were missed{END_OF_BOLD} while you were away.}}`,
        values,
      )
    : formatIcu(
        $localize`{EVENTS, plural, =1 {1 event was missed{END_OF_BOLD} while you were away for {DURATION}.} other {{EVENTS} events were missed{END_OF_BOLD} while you were away for {DURATION}.}}`,
        values,
      );
}

/** Stands in a sentence where its bold beginning ends. */
const END = '\n';

/** A sentence as the bar shows it: its bold beginning, and the rest with what is to be said after it. */
function parted(sentence: string, more = ''): Pick<ConnectionNotice, 'title' | 'text'> {
  const [title = '', text = ''] = sentence.split(END);
  return { title, text: text + more };
}
