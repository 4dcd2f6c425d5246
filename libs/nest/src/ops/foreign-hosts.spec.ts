import { request } from 'node:http';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, started, type Answer, type JobServer } from '../testing/job-server.ts';

const start = jobServers();

/** As a browser asks that resolved the name to this address. */
async function askAs(host: string, { port }: JobServer, method = 'GET', path = '/api/servers'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { host, 'content-type': 'application/json' };
    const asked = request({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () => {
        const type = new Headers({ 'content-type': response.headers['content-type'] ?? '' });
        resolve({ status: response.statusCode ?? 0, headers: type, body: JSON.parse(text) });
      });
    });
    asked.on('error', reject).end(method === 'POST' ? JSON.stringify(started) : undefined);
  });
}

it.each([
  'localhost',
  'LOCALHOST:3005',
  'app.localhost',
  'localhost.',
  '127.0.0.1',
  '127.1.2.3:80',
  '[::1]:3005',
  '10.0.0.7',
])('a request for %s is answered', async (host) => {
  expect((await askAs(host, await start())).status).toBe(200);
});

it.each(['jobs.example.org', 'Jobs.Example.org:8443'])('so is one for %s, which is allowed', async (host) => {
  expect((await askAs(host, await start())).status).toBe(200);
});

it.each([
  'evil.example',
  'jobs.example.org.evil.example',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'other:3005',
])('one for %s is not: that name may be of another site', async (host) => {
  const server = await start();
  const head = server.store.head();
  expectProblem(await askAs(host, server), 421, /JOBWIRE_ALLOWED_HOSTS/);
  expectProblem(await askAs(host, server, 'POST', '/api/events'), 421, /host name/);
  expectProblem(await askAs(host, server, 'GET', '/api/events'), 421, /host name/);
  expect(server.store.head()).toBe(head);
});
