import { describeCause, type ConnectionCause } from './connection-cause.ts';

describe('the cause of a connection that is not live', () => {
  it.each<[ConnectionCause, string]>([
    [{ code: 'lost' }, 'The connection was lost.'],
    [{ code: 'silent' }, 'The server went silent.'],
    [{ code: 'answered', status: 502 }, 'The server answered with status 502.'],
    [{ code: 'answered', status: 403 }, 'You may not see these events (403).'],
    [{ code: 'answered', status: 403, detail: 'Ask for server 7.' }, 'Ask for server 7. (403)'],
    [{ code: 'other', detail: 'The radio is off.' }, 'The radio is off.'],
  ])('%j is in English: %s', (cause, words) => expect(describeCause(cause)).toBe(words));

  it.each<[ConnectionCause, string]>([
    [{ code: 'notAStream', contentType: 'text/html' }, 'text/html'],
    [{ code: 'unreachable', detail: 'ECONNREFUSED' }, 'ECONNREFUSED'],
  ])('%j says what is known', (cause, word) => expect(describeCause(cause)).toContain(word));
});
