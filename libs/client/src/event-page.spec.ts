import { EventPageError, readEventPage } from './event-page.ts';
import { anEvent } from './testing/fake-transport.ts';
import { StreamServer } from './testing/stream-server.ts';

describe('readEventPage', () => {
  let server: StreamServer;

  beforeEach(async () => {
    server = new StreamServer();
    await server.start();
  });
  afterEach(() => server.stop());

  function answerWith(body: unknown, { status = 200, type = 'application/json' } = {}): void {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    server.answer = (_request, response) => response.writeHead(status, { 'Content-Type': type }).end(text);
  }

  const page = { events: [anEvent('11-0'), anEvent('12-0')], position: '12-0', gap: null, more: false };
  const failure = (options = {}) => readEventPage({ url: server.url, ...options }).catch((error: unknown) => error);

  it('reads a page', async () => {
    answerWith(page);
    expect(await readEventPage({ url: server.url })).toEqual(page);
    expect(server.requests[0]?.headers.accept).toBe('application/json');
    expect([...(server.requests[0]?.query.keys() ?? [])]).toEqual([]);
  });

  it('asks for what it is told to', async () => {
    answerWith({ ...page, gap: 'evicted', more: true });
    const headers = { Authorization: 'Bearer a' };
    const filter = { jobName: ['a', 'b'] };
    const read = await readEventPage({ url: server.url, since: '10-0', limit: 2, filter, headers });
    expect(read).toMatchObject({ gap: 'evicted', more: true });
    expect(Object.fromEntries(server.requests[0]?.query ?? [])).toEqual({ since: '10-0', limit: '2', jobName: 'a,b' });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer a');
  });

  it('leaves out events that it does not know, and fields', async () => {
    const events = [{ ...anEvent('11-0'), type: 'paused' }, { ...anEvent('12-0'), colour: 'red' }, null];
    answerWith({ ...page, events });
    expect((await readEventPage({ url: server.url })).events).toEqual([anEvent('12-0')]);
  });

  it('rejects a refusal with its status and the words of the server', async () => {
    answerWith({ detail: 'Write since as a position.' }, { status: 400, type: 'application/problem+json' });
    const error = await failure();
    expect(error).toBeInstanceOf(EventPageError);
    expect(error).toMatchObject({ type: 'refused', status: 400, message: 'Write since as a position. (400)' });
    expect(error).toHaveProperty('why', { code: 'answered', status: 400, detail: 'Write since as a position.' });
  });

  it.each([
    ['HTML', '<html>', 'text/html'],
    ['broken JSON', '{"events":[', 'application/json'],
    ['null', 'null', 'application/json'],
    ['no list', { ...page, events: {} }, 'application/json'],
    ['no position', { ...page, position: 'x' }, 'application/json'],
    ['no more', { ...page, more: undefined }, 'application/json'],
  ])('rejects %s as malformed', async (_what, body, type) => {
    answerWith(body, { type });
    expect(await failure()).toMatchObject({ name: 'EventPageError', type: 'malformed' });
  });

  it('rejects as unreachable where nobody answers', async () => {
    await server.stop();
    expect(await failure()).toMatchObject({ type: 'unreachable', message: expect.stringContaining('ECONNREFUSED') });
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    server.answer = () => controller.abort(new Error('enough'));
    expect(await failure({ signal: controller.signal })).toEqual(new Error('enough'));
  });
});
