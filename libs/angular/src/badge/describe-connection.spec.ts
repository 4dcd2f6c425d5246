import { describeConnection } from './describe-connection';

const since = Date.parse('2026-03-01T14:19:30Z');
const now = since + 60_000;
const state = { since, attempt: 0 };

it.each([
  ['connecting', {}, 'Connecting…', 'Connecting…', 'plain'],
  ['live', {}, 'Live', 'Live', 'live'],
  ['stale', { lastHeardAt: now - 34_000 }, 'Quiet for 34 s, checking', '34 s', 'warn'],
  ['reconnecting', { nextTryAt: now + 2_100 }, 'Reconnecting in 3 s', '3 s', 'warn'],
  ['reconnecting', {}, 'Reconnecting…', 'Reconnecting…', 'warn'],
  ['offline', {}, 'Offline since 14:19', 'Offline', 'warn'],
  ['denied', { why: { code: 'answered', status: 401 } }, 'Signed out', 'Signed out', 'fail'],
  ['denied', { why: { code: 'answered', status: 403 } }, 'Refused', 'Refused', 'fail'],
] as const)('says of %s %j: %s', (status, more, word, short, tone) => {
  const connection = { ...state, status, ...more };
  expect(describeConnection(connection, { now, isLive: false, timeZone: 'UTC' })).toMatchObject({ word, short, tone });
});

it('calls live what was lost a moment ago', () => {
  const connection = { ...state, status: 'reconnecting', nextTryAt: now + 1_000 } as const;
  expect(describeConnection(connection, { now, isLive: true }).word).toBe('Live');
});
