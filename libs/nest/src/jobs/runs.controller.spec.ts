import { jobRunSchema, runPageSchema, type JobRun, type NewJobEvent, type RunPage } from '@jobwire/events';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, type JobServer } from '../testing/job-server.ts';

const start = jobServers();

const run = (jobId: string, jobName: string, serverId: number) => ({ jobId, jobName, serverId });

/** Five runs, oldest first: completed, failed, cancelled, running, queued. */
async function publishRuns({ events }: JobServer): Promise<void> {
  const told: NewJobEvent[] = [
    { type: 'started', ...run('a', 'scan', 1) },
    { type: 'completed', ...run('a', 'scan', 1), data: { files: 3 } },
    { type: 'started', ...run('b', 'sync', 2) },
    { type: 'failed', ...run('b', 'sync', 2), error: 'No route to host' },
    { type: 'queued', ...run('c', 'scan', 2), by: { kind: 'person', name: 'Ada' }, data: { path: '/srv' } },
    { type: 'cancelled', ...run('c', 'scan', 2) },
    { type: 'started', ...run('d', 'sync', 3) },
    { type: 'progress', ...run('d', 'sync', 3), progress: { current: 1, total: 3 } },
    { type: 'queued', ...run('e', 'scan', 3) },
  ];
  await events.publishAll(told);
}

async function list(server: JobServer, query = ''): Promise<RunPage> {
  const { status, body } = await server.send('GET', `/api/runs?${query}`);
  expect(status).toBe(200);
  expect(runPageSchema.parse(body)).toEqual(body);
  return body as RunPage;
}

const idsOf = ({ items }: { items: readonly JobRun[] }) => items.map(({ jobId }) => jobId).join('');

describe('the list of runs', () => {
  it('is newest first and holds what is known of each', async () => {
    const server = await start();
    expect(await list(server)).toMatchObject({ items: [], cursor: null });
    await publishRuns(server);
    const { items, cursor } = await list(server);
    expect(cursor).toBeNull();
    expect(items.map((item) => jobRunSchema.parse(item))).toEqual(items);
    expect(items).toMatchObject([
      { jobId: 'e', state: 'queued' },
      { jobId: 'd', state: 'running', progress: { percent: 33.3 } },
      { jobId: 'c', state: 'cancelled', by: { kind: 'person', name: 'Ada' }, input: { path: '/srv' } },
      { jobId: 'b', state: 'failed', error: 'No route to host' },
      { jobId: 'a', state: 'completed', result: { files: 3 } },
    ]);
  });

  it('is by duration where that is asked for, of the runs that have one', async () => {
    const server = await start();
    const at = (ms: number): string => new Date(1_763_900_000_000 + ms).toISOString();
    for (const [jobId, ms] of Object.entries({ a: 500, b: 9_000, c: 0 })) {
      await server.events.publishAll([
        { type: 'started', ...run(jobId, 'scan', 1), timestamp: at(0) },
        { type: 'completed', ...run(jobId, 'scan', 1), timestamp: at(ms) },
      ]);
    }
    await server.events.publish({ type: 'started', ...run('d', 'scan', 1) });
    expect(idsOf(await list(server, 'order=longest'))).toBe('bac');
    expect(idsOf(await list(server, 'order=shortest'))).toBe('cab');
    expect(idsOf(await list(server, 'order=newest'))).toBe('dcba');
    const { cursor, counts } = await list(server, 'order=longest&limit=2');
    expect(counts).toMatchObject({ running: 1, completed: 3 });
    expect(idsOf(await list(server, `order=longest&limit=2&cursor=${cursor}`))).toBe('c');
    expectProblem(await server.send('GET', `/api/runs?cursor=${cursor}`), 400, /cursor/);
    expectProblem(await server.send('GET', '/api/runs?order=oldest'), 400, /^order: /);
  });

  it.each([
    ['serverId=2', 'cb'],
    ['serverId=1&serverId=3', 'eda'],
    ['jobName=sync', 'db'],
    ['jobName=scan&serverId=2,3', 'ec'],
    ['state=failed,cancelled', 'cb'],
    ['state=running&state=queued', 'ed'],
    ['from=1', 'edcba'],
    ['to=1', ''],
    ['from=2999-01-01T00:00:00Z', ''],
    ['to=2999-01-01T00:00:00%2B02:00', 'edcba'],
  ])('with %s holds only those', async (query, ids) => {
    const server = await start();
    await publishRuns(server);
    expect(idsOf(await list(server, query))).toBe(ids);
  });

  it('comes in pages that together hold each run once, also while new ones begin', async () => {
    const server = await start();
    await publishRuns(server);
    const first = await list(server, 'limit=2');
    expect(idsOf(first)).toBe('ed');
    await server.events.publish({ type: 'started', ...run('f', 'scan', 1) });
    const second = await list(server, `limit=2&cursor=${first.cursor}`);
    expect(idsOf(second)).toBe('cb');
    expect(await list(server, `limit=2&cursor=${second.cursor}`)).toMatchObject({
      items: [{ jobId: 'a' }],
      cursor: null,
    });
  });

  it.each([
    ['limit=0', /^limit: /],
    ['limit=1001', /^limit: /],
    ['limit=ten', /^limit: write it as a whole number/],
    ['state=done', /^state\.0: .*queued/],
    ['serverId=x', /^serverId\.0: write it as a whole number/],
    ['from=yesterday', /^from: write it as epoch milliseconds or ISO 8601/],
    ['cursor=nonsense', /cursor/],
    ['server=1', /server/],
    [`q=${'a'.repeat(1_001)}`, /^q: /],
  ])('is refused with %s', async (query, detail) => {
    const server = await start();
    expectProblem(await server.send('GET', `/api/runs?${query}`), 400, detail);
  });
});

describe('a search for runs', () => {
  it.each([
    ['job:s* -state:failed', 'edca'],
    ['server:server-2', 'cb'],
    ['server:this-one', 'a'],
    ['"no route"', 'b'],
    ['by:ada', 'c'],
    ['state:running,queued server:3', 'ed'],
    ['', 'edcba'],
  ])('with %j holds only those', async (query, ids) => {
    const server = await start({ serverName: 'this-one' });
    await publishRuns(server);
    const found = await list(server, `q=${encodeURIComponent(query)}`);
    expect(idsOf(found)).toBe(ids);
    expect(Object.values(found.counts ?? {}).reduce((sum, count) => sum + count)).toBe(ids.length);
  });

  it('that cannot be read is answered with what is wrong and where', async () => {
    const server = await start();
    const answer = await server.send('GET', `/api/runs?q=${encodeURIComponent('job:scan stat:failed')}`);
    expectProblem(answer, 400, /^q: There is no "stat:"\. Use .*state:/);
    expect(answer.body).toMatchObject({ offset: 9, length: 5 });
  });

  it('tells with its first page how many there are and when they began, later pages do not', async () => {
    const server = await start();
    await publishRuns(server);
    const first = await list(server, 'limit=2&q=job:scan');
    expect(first.counts).toEqual({ queued: 1, running: 0, completed: 1, failed: 0, cancelled: 1 });
    expect(first.isExact).toBe(true);
    const { from, to, stepMs, bars } = first.histogram ?? { from: 0, to: 0, stepMs: 1, bars: [] };
    expect(to - from).toBeGreaterThanOrEqual(24 * 60 * 60_000);
    expect(bars.reduce((sum, { queued, completed, cancelled }) => sum + queued + completed + cancelled, 0)).toBe(3);
    for (const { at } of bars) expect(at % stepMs).toBe(0);
    const second = await list(server, `limit=2&q=job:scan&cursor=${first.cursor}`);
    expect(Object.keys(second).sort()).toEqual(['cursor', 'items']);
    expect(idsOf(first) + idsOf(second)).toBe('eca');
  });
});

describe('one run', () => {
  it('comes with its newest 1,000 events, oldest first', async () => {
    const server = await start();
    await server.events.publish({ type: 'started', ...run('long', 'scan', 1) });
    await server.publishMany(1_500, { ...run('long', 'scan', 1) });
    const { events, ...rest } = await server.run('long');
    expect(rest).toMatchObject({ state: 'running', progress: { current: 1_500 } });
    expect(events).toHaveLength(1_000);
    expect(events[0]).toMatchObject({ progress: { current: 501 } });
    expect(events.at(-1)).toMatchObject({ progress: { current: 1_500 } });
  });

  it('is 404 where nobody knows it', async () => {
    const server = await start();
    expectProblem(await server.send('GET', '/api/runs/nobody'), 404, /no such run.*GET \/api\/runs/);
  });
});
