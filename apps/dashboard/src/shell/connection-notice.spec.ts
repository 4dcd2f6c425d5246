import type { ConnectionState } from '@jobwire/client';
import { noticeOfConnection, noticeOfGap, noticeOfReturn, type ConnectionNotice } from './connection-notice';

const now = Date.parse('2026-03-01T14:22:11Z');
const asOf = Date.parse('2026-03-01T14:22:08Z');

function noticeOf(
  connection: Partial<ConnectionState>,
  { isLive = false }: { readonly isLive?: boolean } = {},
): ConnectionNotice | undefined {
  const state: ConnectionState = { status: 'live', since: now, attempt: 0, ...connection };
  return noticeOfConnection(state, { now, isLive, asOf: isLive ? undefined : asOf, timeZone: 'UTC' });
}

function said(...args: Parameters<typeof noticeOf>): string {
  const notice = noticeOf(...args);
  return notice ? `${notice.title}${notice.text}` : '';
}

it('says nothing while all is well, nor before the first connection', () => {
  expect(said({ status: 'live' }, { isLive: true })).toBe('');
  expect(said({ status: 'connecting' })).toBe('');
});

it('says when it tries again and up to when the page is true', () => {
  expect(said({ status: 'reconnecting', attempt: 2, nextTryAt: now + 2_100 })).toBe(
    'Connection lost. Reconnecting in 3 s, attempt 2. What you see was true at 14:22:08.',
  );
  expect(said({ status: 'reconnecting', attempt: 2 })).toBe(
    'Connection lost. Reconnecting, attempt 2. What you see was true at 14:22:08.',
  );
});

it('says nothing of a connection that was lost a moment ago', () => {
  expect(said({ status: 'reconnecting', attempt: 1 }, { isLive: true })).toBe('');
});

it('says that the browser has no network, and that it goes on by itself', () => {
  expect(said({ status: 'offline' })).toBe(
    'You are offline. What you see was true at 14:22:08. It goes on by itself when the network is back.',
  );
});

it('says that the connection is quiet', () => {
  expect(said({ status: 'stale' })).toBe('The connection is quiet, checking. What you see was true at 14:22:08.');
});

it('says that the job server does not answer while the stream is open, and for how long', () => {
  const lost = { sourceLostSince: '2026-03-01T14:21:57Z' };
  expect(said(lost, { isLive: true })).toBe(
    'The job server does not answer or has lost Redis. The stream is open, buttons wait until it is back.',
  );
  expect(noticeOf({ status: 'live', ...lost }, { isLive: true })?.aside).toBe('for 14 s');
});

it('tells somebody who is signed out from another refusal', () => {
  expect(said({ status: 'denied', why: { code: 'answered', status: 401 } })).toBe(
    'You are signed out. The page stopped at 14:22:08 and shows nothing newer.',
  );
  expect(said({ status: 'denied', why: { code: 'answered', status: 403, detail: 'Not yours.' } })).toBe(
    'The server refuses the stream. Not yours. (403) What you see was true at 14:22:08.',
  );
});

it('offers what makes sense: to try at once, or to sign in', () => {
  const offers = (status: ConnectionState['status'], answer = 502): string | undefined =>
    noticeOf({ status, why: { code: 'answered', status: answer } })?.action?.kind;
  expect([offers('reconnecting'), offers('stale'), offers('offline')]).toEqual(['try', 'try', undefined]);
  expect([offers('denied', 401), offers('denied', 403)]).toEqual(['signIn', 'try']);
});

it('is read out without its countdown', () => {
  const spoken = (nextTryAt: number): string | undefined => noticeOf({ status: 'reconnecting', nextTryAt })?.spoken;
  expect([spoken(now + 3_000), spoken(now + 2_000)]).toEqual(Array(2).fill('Connection lost. Reconnecting.'));
});

it.each([
  [0, 'Live again, nothing was missed.'],
  [1, 'Live again, 1 event caught up.'],
  [4_210, 'Live again, 4,210 events caught up.'],
])('after %s events says: %s', (caughtUp, words) => {
  const { title, text, spoken } = noticeOfReturn(caughtUp);
  expect([`${title}${text}`, spoken]).toEqual([words, words]);
});

describe('after a gap', () => {
  const told = (...gap: Parameters<typeof noticeOfGap>): string => {
    const { title, text } = noticeOfGap(...gap);
    return `${title}${text}`;
  };

  it('says how many events were missed, where it is known', () => {
    expect(told({ gap: 'evicted', missed: 4_210, lostAt: undefined }, now, 'UTC')).toBe(
      '4,210 events were missed while you were away. All states were loaded anew at 14:22:11.',
    );
    expect(told({ gap: 'evicted', missed: 1, lostAt: undefined }, now, 'UTC')).toMatch(/^1 event was missed/);
    expect(told({ gap: 'evicted', missed: undefined, lostAt: undefined }, now, 'UTC')).toMatch(/^Events were missed/);
  });

  it('says for how long one was away, where it is known', () => {
    expect(told({ gap: 'evicted', missed: 7, lostAt: now - 38 * 60_000 }, now, 'UTC')).toBe(
      '7 events were missed while you were away for 38 m. All states were loaded anew at 14:22:11.',
    );
  });

  it('leads to the runs of the time of which events are missing, where it is known', () => {
    const actionAfter = (lostAt: number | undefined) =>
      noticeOfGap({ gap: 'evicted', missed: 7, lostAt }, now, 'UTC').action;
    expect(actionAfter(asOf)).toEqual({ kind: 'show', from: asOf, to: now });
    expect(actionAfter(undefined)).toBeUndefined();
  });

  it.each(['restarted', 'unknown'] as const)('says that the history began anew: %s', (gap) => {
    expect(told({ gap, missed: undefined, lostAt: undefined }, now, 'UTC')).toBe(
      "The server's history began anew. All states were loaded at 14:22:11; older events may be missing.",
    );
  });
});
