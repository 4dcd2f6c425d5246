import { Logger } from '@nestjs/common';
import { SideStreams, Upstreams } from '@jobwire/nest';
import express from 'express';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { apiProxy } from './api-proxy.ts';
import { programs, type RunningJobServer, type RunningProgram } from './testing/programs.ts';

const { startGateway, startJobServer } = programs();
const others: Server[] = [];

afterEach(() => {
  jest.restoreAllMocks();
  for (const server of others.splice(0)) server.close().closeAllConnections();
});

const started = { type: 'started', jobName: 'scan', serverId: 7, jobId: 'run-1' } as const;

async function startBoth(): Promise<[RunningJobServer, RunningProgram]> {
  const server = await startJobServer();
  return [server, await startGateway(server.url)];
}

/** Anything that answers over HTTP. */
async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  others.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function expectProblem(response: Response, status: number): Promise<{ detail: string }> {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  const problem = (await response.json()) as { status: number; detail: string };
  expect(problem.status).toBe(status);
  return problem;
}

describe('the REST API at the gateway', () => {
  it.each([
    '/api/servers/7/jobs',
    '/api/jobs',
    '/api/runs?limit=1',
    '/api/runs?q=job%3Asc*%20-state%3Afailed',
    '/api/runs/run-1',
    '/API/Runs',
    '/api/anomalies?state=open',
    '/api/stats?from=0&to=60000',
  ])("answers %s with the job server's words", async (path) => {
    const [server, gateway] = await startBoth();
    await server.events.publish(started);
    const [own, proxied] = [await server.get(path), await gateway.get(path)];
    expect(proxied.status).toBe(200);
    expect(await proxied.text()).toBe(await own.text());
  });

  it('is compressed for browsers, but where it is short or a stream', async () => {
    const [server, gateway] = await startBoth();
    for (let run = 0; run < 20; run++) await server.events.publish({ ...started, jobId: `run-${run}` });
    const ask = async (path: string, accept = 'application/json') => {
      const { headers, status } = await gateway.get(path, { accept, 'accept-encoding': 'gzip, br' });
      expect(status).toBe(200);
      return headers.get('content-encoding');
    };
    expect(await ask('/api/runs')).toBe('br');
    expect(await ask('/api/jobs/events?since=0-0')).toBe('br');
    expect(await ask('/api/servers')).toBeNull();
    await server.log('run-1', 'One line. '.repeat(500));
    expect(await ask('/api/runs/run-1/log', 'text/event-stream')).toBeNull();
  });

  it('is asked of the next job server after one has said that it cannot now', async () => {
    const asked: string[] = [];
    const [first, second] = await Promise.all(
      [503, 202].map((status) =>
        listen((_, response) => {
          asked.push(String(status));
          response.writeHead(status).end();
        }),
      ),
    );
    const app = express().use(apiProxy(new Upstreams([first as string, second as string]), new SideStreams()));
    for (const status of [503, 202, 202]) await request(app).post('/api/jobs/scan/trigger').expect(status);
    expect(asked).toEqual(['503', '202', '202']);
  });

  it.each(['/api/jobs/events', '/api/jobs/events/', '/API/Jobs/Events', '/api/events'])(
    'answers %s with a page where JSON is asked for',
    async (path) => {
      const [server, gateway] = await startBoth();
      await server.events.publish(started);
      await server.events.publish({ ...started, type: 'completed' });
      const accept = 'application/json';
      const response = await gateway.get(`${path}?type=completed&limit=1`, { accept });
      expect(response.status).toBe(200);
      const own = await server.get('/api/events?type=completed&limit=1', { accept });
      expect(await response.json()).toEqual(await own.json());
    },
  );

  it('answers HEAD of the stream with its headers', async () => {
    const [, gateway] = await startBoth();
    const response = await fetch(`${gateway.url}/api/jobs/events`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('cache-control')).toBe('no-cache, no-transform');
  });

  it('passes on 400, 404 and 405 as the job server says them', async () => {
    const [server, gateway] = await startBoth();
    const wrong = [
      [400, 'POST', '/api/events'],
      [400, 'GET', '/api/runs?limit=none'],
      [404, 'GET', '/api/runs/nobody'],
      [404, 'GET', '/api/no-such-thing'],
      [405, 'DELETE', '/api/events'],
      [405, 'PUT', '/api/servers'],
    ] as const;
    for (const [status, method, path] of wrong) {
      const own = await fetch(server.url + path, { method });
      const proxied = await fetch(gateway.url + path, { method });
      expect(proxied.headers.get('allow')).toBe(own.headers.get('allow'));
      expect(await expectProblem(proxied, status)).toEqual(await expectProblem(own, status));
    }
  });

  it('takes bodies as large as the job server does, and passes on its 413 beyond', async () => {
    const [server, gateway] = await startBoth();
    const events = (count: number) => Array<object>(count).fill({ ...started, data: 'x'.repeat(60_000) });
    const taken = await gateway.post('/api/jobs/events', events(60));
    expect([taken.status, await taken.json()]).toEqual([201, { accepted: 60, position: expect.any(String) }]);
    await expectProblem(await gateway.post('/api/jobs/events', events(110)), 413);
    const page = await server.get('/api/events', { accept: 'application/json' });
    expect(((await page.json()) as { events: unknown[] }).events).toHaveLength(60);
  });

  it('refuses what a page of another site sends', async () => {
    const [server, gateway] = await startBoth();
    // fetch() sets that header itself.
    const forged = request(gateway.url).post('/api/events').set('Sec-Fetch-Site', 'cross-site').send(started);
    expect((await forged).status).toBe(403);
    expect(await (await server.get('/api/runs')).json()).toMatchObject({ items: [] });
  });

  it('answers 502 at once while the job server is away, and goes on with it', async () => {
    const [server, gateway] = await startBoth();
    await server.crash();
    for (const path of ['/api/servers', '/api/jobs/events?limit=5', '/api/runs/run-1/log']) {
      const response = await gateway.get(path, { accept: 'application/json' });
      expect((await expectProblem(response, 502)).detail).toMatch('does not answer');
    }
    await expectProblem(await gateway.post('/api/jobs/events', started), 502);
    await startJobServer({ port: server.port });
    expect((await gateway.get('/api/servers')).status).toBe(200);
  });

  it('tells the log in a line what was not answered, or not to its end', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const [server, gateway] = await startBoth();
    await server.events.publish(started);
    const cut = await gateway.get('/api/runs/run-1/log');
    await server.crash();
    await expect(cut.text()).rejects.toThrow('terminated');
    await expectProblem(await gateway.get('/api/servers'), 502);
    const told = warn.mock.calls.map(([text]) => String(text)).filter((text) => text.startsWith('GET'));
    expect(told).toEqual([
      expect.stringMatching(/^GET \/api\/runs\/run-1\/log was not answered/),
      expect.stringMatching(/^GET \/api\/servers was not answered/),
    ]);
    expect(error).not.toHaveBeenCalled();
  });
});

describe('a job server that says nothing', () => {
  const quiet = { answerMs: 100 };

  /** The proxy alone, before whatever is at the upstream. */
  async function startProxy(upstream: string): Promise<string> {
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    return listen(express().use(apiProxy(new Upstreams([upstream]), new SideStreams(), quiet)));
  }

  it('is not waited for without end: 502', async () => {
    const proxy = await startProxy(await listen(() => undefined));
    await expectProblem(await fetch(`${proxy}/api/servers`), 502);
  });

  it('may be quiet for longer once it has begun to answer', async () => {
    const upstream = await listen((_, response) => {
      response.write('one ');
      // Longer than it may take to begin.
      setTimeout(() => response.end('two'), 3 * quiet.answerMs);
    });
    const response = await fetch(`${await startProxy(upstream)}/api/runs/run-1/log`);
    expect(await response.text()).toBe('one two');
  });

  it('in the midst of an answer is told by its end, not by a second answer', async () => {
    const upstream = await listen((_, response) => {
      response.write('one ');
      setImmediate(() => response.destroy());
    });
    const response = await fetch(`${await startProxy(upstream)}/api/runs/run-1/log`);
    await expect(response.text()).rejects.toThrow('terminated');
  });
});
