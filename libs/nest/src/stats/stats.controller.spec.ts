import { runStatsSchema, type RunStats } from '@jobwire/events';
import { expectProblem } from '../testing/expect-problem.ts';
import { completed, jobServers, started, type JobServer } from '../testing/job-server.ts';

const start = jobServers();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function statsOf(server: JobServer, query = ''): Promise<RunStats> {
  const { status, body } = await server.send('GET', `/api/stats?${query}`);
  expect(status).toBe(200);
  expect(runStatsSchema.parse(body)).toEqual(body);
  return body as RunStats;
}

describe('the statistics', () => {
  it('count the runs that ended in the last hour, by minutes', async () => {
    const server = await start();
    const other = { jobName: 'sync', serverId: 8, jobId: 'run-2' };
    await server.events.publishAll([started, completed, { ...started, ...other }]);
    const end = { type: 'failed', ...other } as const;
    const position = await server.events.publishNow(end);
    const now = Number(position.split('-')[0]);
    const { from, to, stepMs, steps } = await statsOf(server);
    expect(stepMs).toBe(MINUTE);
    expect(from % MINUTE).toBe(0);
    expect(to - from).toBeGreaterThanOrEqual(HOUR);
    expect(to - from).toBeLessThan(HOUR + MINUTE);
    expect(steps.reduce((sum, step) => sum + step.completed, 0)).toBe(1);
    expect(steps.at(-1)).toMatchObject({ at: now - (now % MINUTE), failed: 1, cancelled: 0 });
    expect((await statsOf(server, 'serverId=8')).steps).toMatchObject([{ completed: 0, failed: 1 }]);
    expect((await statsOf(server, 'jobName=sync,other')).steps).toMatchObject([{ completed: 0, failed: 1 }]);
    expect((await statsOf(server, 'serverId=9')).steps).toEqual([]);
  });

  it('cover the span that is asked for, from the beginning of its first minute', async () => {
    const server = await start();
    expect(await statsOf(server, 'from=2026-11-23T14:00:30Z&to=2026-11-23T15:00:00Z&step=300000')).toEqual({
      from: Date.parse('2026-11-23T14:00:00Z'),
      to: Date.parse('2026-11-23T15:00:00Z'),
      stepMs: 5 * MINUTE,
      position: server.store.head(),
      steps: [],
    });
  });

  it('have up to 2,000 steps', async () => {
    const server = await start();
    const to = 2_000 * MINUTE;
    expect(await statsOf(server, `from=0&to=${to}`)).toMatchObject({ from: 0, to });
    const answer = await server.send('GET', `/api/stats?from=0&to=${to + 1}`);
    expectProblem(answer, 400, /^step: .* more than 2000 steps\. Use 120000 or more/);
    expect(await statsOf(server, `from=0&to=${to + 1}&step=120000`)).toMatchObject({ stepMs: 120_000 });
  });

  it.each([
    ['step=0', /^step: use whole minutes/],
    ['step=90000', /^step: use whole minutes/],
    ['step=minute', /^step: write it as a whole number/],
    ['from=2000&to=1000', /^from: use a time before/],
    ['from=yesterday', /^from: write it as epoch milliseconds or ISO 8601/],
    ['serverId=x', /^serverId\.0: /],
    ['q=scan', /q/],
  ])('are refused with %s', async (query, detail) => {
    const server = await start();
    expectProblem(await server.send('GET', `/api/stats?${query}`), 400, detail);
  });
});
