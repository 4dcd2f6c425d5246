import type { ConnectionState } from '@jobwire/client';
import { noticeOfConnection, noticeOfGap } from './connection-notice';

const now = Date.parse('2026-03-01T14:22:11Z');
const asOf = Date.parse('2026-03-01T14:22:08Z');

function said(connection: Partial<ConnectionState>, { isLive = false }: { readonly isLive?: boolean } = {}): string {
  const state: ConnectionState = { status: 'live', since: now, attempt: 0, ...connection };
  const moment = { now, isLive, asOf: isLive ? undefined : asOf, timeZone: 'UTC' };
  const notice = noticeOfConnection(state, moment);
  return notice ? `${notice.title} ${notice.text}` : '';
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

it('says that the job server does not answer while the stream is open', () => {
  expect(said({ sourceLostSince: '2026-03-01T14:21:00Z' }, { isLive: true })).toBe(
    'The job server does not answer, the stream is open. Since 14:21:00. Buttons wait until it is back.',
  );
});

it('tells somebody who is signed out from another refusal', () => {
  expect(said({ status: 'denied', reason: 'Sign in (401).' })).toContain('You are signed out. Sign in (401).');
  expect(said({ status: 'denied', reason: 'Not yours (403).' })).toContain('The server refuses the stream.');
});

it('offers to try at once where that makes sense', () => {
  const moment = { now, isLive: false, asOf, timeZone: 'UTC' };
  const canTry = (status: ConnectionState['status']): boolean =>
    noticeOfConnection({ status, since: now, attempt: 1 }, moment)?.canTryNow ?? false;
  expect([canTry('reconnecting'), canTry('stale'), canTry('denied'), canTry('offline')]).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

describe('after a gap', () => {
  const told = (...gap: Parameters<typeof noticeOfGap>): string => {
    const { title, text } = noticeOfGap(...gap);
    return `${title} ${text}`;
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

  it.each(['restarted', 'unknown'] as const)('says that the history began anew: %s', (gap) => {
    expect(told({ gap, missed: undefined, lostAt: undefined }, now, 'UTC')).toBe(
      "The server's history began anew. All states were loaded at 14:22:11; older events may be missing.",
    );
  });
});
