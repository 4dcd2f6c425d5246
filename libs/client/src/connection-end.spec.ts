import { describeCause } from './connection-cause.ts';
import { causeOf, endByAnswer, endByFault, isDenial, parseRetryAfter } from './connection-end.ts';
import type { ConnectionEnd } from './transport.ts';

const describeEnd = (end: ConnectionEnd): string => describeCause(causeOf(end));

describe('the end of a connection', () => {
  it('is a denial for 401, 403 and 404 only', () => {
    const denied = [undefined, 200, 204, 400, 401, 403, 404, 429, 500, 503].filter((status) =>
      isDenial(status === undefined ? {} : { status }),
    );
    expect(denied).toEqual([401, 403, 404]);
  });

  it('says what to do in the words of the server where it has some', async () => {
    const problem = JSON.stringify({ detail: 'Ask for access to server 7.' });
    const headers = { 'Content-Type': 'application/problem+json' };
    const end = await endByAnswer(new Response(problem, { status: 403, headers }));
    expect(describeEnd(end)).toBe('Ask for access to server 7. (403)');
    expect(isDenial(end)).toBe(true);
  });

  it.each(['not json', 'null', '{"detail":7}'])('does without words where the problem is %s', async (body) => {
    const end = await endByAnswer(new Response(body, { status: 401, headers: { 'Content-Type': 'application/json' } }));
    expect(describeEnd(end)).toContain('Sign in');
  });

  it('takes Retry-After from 429 and 503', async () => {
    const answer = (status: number) => endByAnswer(new Response('', { status, headers: { 'Retry-After': '7' } }));
    expect(await answer(429)).toEqual({ status: 429, retryAfterMs: 7_000 });
    expect(await answer(503)).toEqual({ status: 503, retryAfterMs: 7_000 });
    expect(await answer(500)).toEqual({ status: 500 });
  });

  it('is no denial where a login page came in place of the stream', async () => {
    const end = await endByAnswer(new Response('<html>', { headers: { 'Content-Type': 'text/html' } }));
    expect(end.status).toBeUndefined();
    expect(describeEnd(end)).toContain('text/html');
  });

  it('names the cause of a failed fetch', () => {
    expect(describeEnd(endByFault(new TypeError('Failed to fetch')))).toContain('Failed to fetch');
    const cause = Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    expect(describeEnd(endByFault(new TypeError('fetch failed', { cause })))).toContain('ECONNREFUSED');
  });

  it.each([undefined, null, 'token expired'])('takes %p for an error too', (thrown) => {
    expect(describeEnd(endByFault(thrown))).toContain(String(thrown));
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');

  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%s is %s ms', (text, expected) => expect(parseRetryAfter(text, now)).toBe(expected));
});
