import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, started } from '../testing/job-server.ts';

const start = jobServers();

describe('a page of another site', () => {
  const crossSite = { 'sec-fetch-site': 'cross-site' };

  it.each([
    ['POST', '/api/events'],
    ['POST', '/api/jobs/copy-files/trigger'],
    ['DELETE', '/api/runs/run-1'],
  ])('may not %s %s', async (method, path) => {
    const server = await start();
    const head = server.store.head();
    expectProblem(await server.send(method, path, { ...started, serverId: 1 }, crossSite), 403, /other sites/);
    expect(server.store.head()).toBe(head);
  });

  it('may be linked from: reading goes through', async () => {
    const server = await start();
    expect((await server.send('GET', '/api/jobs', undefined, crossSite)).status).toBe(200);
    expect((await server.send('HEAD', '/api/events', undefined, crossSite)).status).toBe(200);
  });
});

describe('a page of the same site, and any program', () => {
  it.each([{ 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}])(
    'may publish with %j',
    async (headers: Record<string, string>) => {
      const server = await start();
      expect((await server.send('POST', '/api/events', started, headers)).status).toBe(201);
    },
  );
});
