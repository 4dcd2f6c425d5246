import { Injectable } from '@nestjs/common';
import { defineJobs, jobInfoSchema, plannedRunSchema, serverSnapshotSchema } from '@jobwire/events';
import { z } from 'zod';
import { expectProblem } from '../testing/expect-problem.ts';
import { HeldJob } from '../testing/held-job.ts';
import { jobServers, type JobServer } from '../testing/job-server.ts';
import { Job } from './job.ts';

const start = jobServers();

const rest = {
  label: 'Label',
  input: z.strictObject({ files: z.int().optional() }),
  result: z.object({ copied: z.int() }),
};
const nightly = { cron: '30 3 * * *', timeZone: 'Europe/Berlin', input: { files: 3 } };
const jobs = defineJobs({
  report: { ...rest, key: 'report', schedule: [nightly, { cron: '0 */12 * * *', timeZone: 'UTC' }] },
  sweep: { ...rest, key: 'sweep', schedule: { cron: '0 0 1 1 *', timeZone: 'UTC' } },
});

@Injectable()
@Job(jobs.report)
class Report extends HeldJob {}

@Injectable()
@Job(jobs.sweep)
class Sweep extends HeldJob {}

beforeEach(() => {
  jest.useFakeTimers({
    now: Date.parse('2026-07-01T01:00:00Z'),
    doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'],
  });
});

afterEach(() => void jest.useRealTimers());

const startWithPlans = () => start({ serverId: 4, providers: [Report, Sweep] });

async function planned(server: JobServer, query = ''): Promise<string[]> {
  const { status, body } = await server.send('GET', `/api/schedule${query}`);
  expect(status).toBe(200);
  return z
    .array(plannedRunSchema)
    .parse(body)
    .map(({ jobName, at }) => `${jobName} ${at}`);
}

describe('GET /api/schedule', () => {
  it('lists the next turn of each schedule, the soonest first', async () => {
    const server = await startWithPlans();
    expect((await server.send('GET', '/api/schedule')).body).toEqual([
      { jobName: 'report', serverId: 4, at: '2026-07-01T01:30:00.000Z', cron: '30 3 * * *', timeZone: 'Europe/Berlin' },
      { jobName: 'report', serverId: 4, at: '2026-07-01T12:00:00.000Z', cron: '0 */12 * * *', timeZone: 'UTC' },
      { jobName: 'sweep', serverId: 4, at: '2027-01-01T00:00:00.000Z', cron: '0 0 1 1 *', timeZone: 'UTC' },
    ]);
  });

  it('lists the turns of the coming 24 hours with limit', async () => {
    const server = await startWithPlans();
    const turns = [
      'report 2026-07-01T01:30:00.000Z',
      'report 2026-07-01T12:00:00.000Z',
      'report 2026-07-02T00:00:00.000Z',
    ];
    expect(await planned(server, '?limit=100')).toEqual(turns);
    expect(await planned(server, '?limit=2')).toEqual(turns.slice(0, 2));
  });

  it('is empty where no job has a schedule', async () => {
    expect(await planned(await start())).toEqual([]);
  });

  it.each(['limit=0', 'limit=101', 'limit=many', 'limit=', 'limt=1'])('is 400 for %s', async (query) => {
    const server = await start();
    expectProblem(await server.send('GET', `/api/schedule?${query}`), 400, /lim/);
  });
});

describe('the schedule of a job', () => {
  it('is listed with the job, where it has one', async () => {
    const server = await startWithPlans();
    const { body } = await server.send('GET', '/api/jobs');
    expect(z.array(jobInfoSchema).parse(body)).toEqual(body);
    const schedules = (body as { jobName: string; schedule?: unknown }[]).map(({ jobName, schedule }) => [
      jobName,
      schedule,
    ]);
    expect(schedules).toEqual([
      ['copy-files', undefined],
      ['move-files', undefined],
      ['report', [nightly, { cron: '0 */12 * * *', timeZone: 'UTC' }]],
      ['sweep', [{ cron: '0 0 1 1 *', timeZone: 'UTC' }]],
    ]);
  });

  it('gives the time of its next run to the status of the server that runs it, and to no other', async () => {
    const server = await startWithPlans();
    const nextRuns = async (serverId: number) => {
      const { body } = await server.send('GET', `/api/servers/${serverId}/jobs`);
      return serverSnapshotSchema.parse(body).jobs.map(({ jobName, nextRunAt }) => [jobName, nextRunAt]);
    };
    expect(await nextRuns(4)).toEqual([
      ['copy-files', undefined],
      ['move-files', undefined],
      ['report', '2026-07-01T01:30:00.000Z'],
      ['sweep', '2027-01-01T00:00:00.000Z'],
    ]);
    await server.events.publish({ type: 'started', jobName: 'report', serverId: 7, jobId: 'elsewhere' });
    expect(await nextRuns(7)).toEqual([['report', undefined]]);
  });
});
