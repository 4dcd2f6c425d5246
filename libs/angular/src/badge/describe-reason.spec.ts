import { describeCause, type ConnectionCause, type ConnectionState } from '@jobwire/client';
import { describeReason, isSignedOut } from './describe-reason';

const state: ConnectionState = { status: 'reconnecting', since: 0, attempt: 1 };

it.each<ConnectionCause>([
  { code: 'lost' },
  { code: 'ended' },
  { code: 'noHello' },
  { code: 'notHello' },
  { code: 'badHello' },
  { code: 'tooLong' },
  { code: 'notAPage' },
  { code: 'missed' },
  { code: 'quiet' },
  { code: 'silent' },
  { code: 'offline' },
  { code: 'heldBack' },
  { code: 'answered', status: 401 },
  { code: 'answered', status: 403 },
  { code: 'answered', status: 404 },
  { code: 'answered', status: 502 },
  { code: 'answered', status: 403, detail: 'Ask for server 7.' },
  { code: 'notAStream', contentType: 'text/html' },
  { code: 'unreachable', detail: 'ECONNREFUSED' },
  { code: 'other', detail: 'The radio is off.' },
])('says of %j in English what the client says', (why) => {
  expect(describeReason({ ...state, reason: 'not this', why })).toBe(describeCause(why));
});

it('says what a connection says that gives words only, or nothing', () => {
  expect(describeReason({ ...state, reason: 'The radio is off.' })).toBe('The radio is off.');
  expect(describeReason(state)).toBeUndefined();
});

it('tells who has to sign in from who is refused', () => {
  const isOut = (status: number): boolean =>
    isSignedOut({ ...state, status: 'denied', why: { code: 'answered', status } });
  expect([isOut(401), isOut(403)]).toEqual([true, false]);
  expect(isSignedOut({ ...state, why: { code: 'answered', status: 401 } })).toBe(false);
});
