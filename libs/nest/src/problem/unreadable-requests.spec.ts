import { once } from 'node:events';
import { connect } from 'node:net';
import { jobServers } from '../testing/job-server.ts';
import { answerUnreadable } from './unreadable-requests.ts';

const start = jobServers();

async function startAnswering(): Promise<number> {
  const { app, port } = await start();
  answerUnreadable(app.getHttpServer());
  return port;
}

/** Everything that is answered on one connection, until the server closes it. */
async function answersTo(port: number, ...texts: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let answers = '';
  socket.on('data', (text: string) => (answers += text));
  // What a server leaves unread it answers with a reset, once its answer is out.
  socket.on('error', () => undefined);
  for (const text of texts) {
    socket.write(text);
    if (text !== texts.at(-1)) await once(socket, 'data');
  }
  await once(socket, 'close');
  return answers;
}

const get = (path: string, headers = ''): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`;
const tooLong = get(`/api/runs?jobName=${'x'.repeat(20_000)}`);
const garbage = '\x16\x03\x01\r\n\r\n';

describe('a request that cannot be read', () => {
  it.each([
    ['an address that is too long', tooLong, '431 Request Header Fields Too Large'],
    [
      'a header that is too long',
      get('/api/jobs', `X: ${'x'.repeat(20_000)}\r\n`),
      '431 Request Header Fields Too Large',
    ],
    ['another protocol', garbage, '400 Bad Request'],
  ])('is answered with a problem: %s', async (_, text, status) => {
    const answer = await answersTo(await startAnswering(), text);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(`HTTP/1.1 ${status}\r\nContent-Type: application/problem+json`);
    expect(head).toMatch(`Content-Length: ${body.length}`);
    expect(JSON.parse(body)).toMatchObject({ status: Number(status.slice(0, 3)), detail: expect.any(String) });
  });

  it('is answered so after others on its connection, too', async () => {
    const answers = await answersTo(await startAnswering(), get('/api/jobs'), tooLong);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 431']);
  });

  it('ends a stream that it comes behind of, and puts nothing into it', async () => {
    const answers = await answersTo(await startAnswering(), get('/api/events'), garbage);
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200']);
    expect(answers).not.toContain('problem');
  });
});
