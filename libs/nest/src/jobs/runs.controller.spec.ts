import { jobRunSchema, type JobRun, type NewJobEvent } from '@jobwire/events';
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

async function list(server: JobServer, query = ''): Promise<{ items: JobRun[]; cursor: string | null }> {
  const { status, body } = await server.send('GET', `/api/runs?${query}`);
  expect(status).toBe(200);
  return body as never;
}

const idsOf = ({ items }: { items: JobRun[] }) => items.map(({ jobId }) => jobId).join('');

describe('the list of runs', () => {
  it('is newest first and holds what is known of each', async () => {
    const server = await start();
    expect(await list(server)).toEqual({ items: [], cursor: null });
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
  ])('is refused with %s', async (query, detail) => {
    const server = await start();
    expectProblem(await server.send('GET', `/api/runs?${query}`), 400, detail);
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
