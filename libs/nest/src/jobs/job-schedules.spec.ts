import { Injectable, Logger, type Type } from '@nestjs/common';
import { defineJobs, type JobRun, type JobSchedule } from '@jobwire/events';
import { z } from 'zod';
import { StoreError } from '../store/event-store.ts';
import { eventually } from '../testing/eventually.ts';
import { HeldJob } from '../testing/held-job.ts';
import { jobServers, type JobServer, type StartOptions } from '../testing/job-server.ts';
import { Job } from './job.ts';

const start = jobServers();

/** All but the clock and the timers that cron waits with. */
const REAL = ['setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'nextTick', 'queueMicrotask'] as const;

let warnings: string[];

beforeEach(() => {
  jest.useFakeTimers({ now: Date.parse('2026-07-01T00:59:50Z'), doNotFake: [...REAL, 'hrtime', 'performance'] });
  warnings = [];
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((text: string) => void warnings.push(text));
});

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

type Schedule = JobSchedule<{ files?: number }>;

/** A job with schedules, whose runs do nothing but what the test does with them. */
function reportWith(schedule: Schedule | readonly Schedule[]): Type<HeldJob> {
  const input = z.strictObject({ files: z.int().min(1).default(1) });
  const result = z.object({ copied: z.int() });
  const { report } = defineJobs({ report: { key: 'report', label: 'Report', input, result, schedule } });
  @Injectable()
  @Job(report)
  class Report extends HeldJob {}
  return Report;
}

async function startWith(
  schedule: Schedule | readonly Schedule[],
  options: StartOptions = {},
): Promise<{ server: JobServer; report: HeldJob }> {
  const provider = reportWith(schedule);
  const server = await start({ ...options, providers: [provider] });
  return { server, report: server.app.get(provider) };
}

const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1_000);

async function runsOf(server: JobServer): Promise<readonly JobRun[]> {
  return (await server.store.runs({ limit: 100, jobName: ['report'] })).items;
}

/** Ends a run as done. */
async function finish(server: JobServer, report: HeldJob): Promise<void> {
  const { context, complete } = await report.next();
  complete({ copied: 1 });
  await server.endedRun(context.jobId);
}

const EVERY_HOUR = { cron: '0 * * * *', timeZone: 'UTC' };

describe('a planned run', () => {
  it('begins at its time, with the input of the schedule, and says that nobody asked for it', async () => {
    const { server, report } = await startWith({ ...EVERY_HOUR, input: { files: 5 } });
    await pass(9);
    expect(await runsOf(server)).toEqual([]);
    await pass(1);
    const { context } = await report.next();
    expect(context.input).toEqual({ files: 5 });
    expect(await runsOf(server)).toMatchObject([
      { jobId: context.jobId, serverId: 1, by: { kind: 'schedule' }, input: { files: 5 } },
    ]);
  });

  it('comes again and again', async () => {
    const { server, report } = await startWith(EVERY_HOUR);
    for (let hour = 1; hour <= 3; hour++) {
      await pass(3_600);
      await finish(server, report);
      expect(await runsOf(server)).toHaveLength(hour);
    }
    expect(warnings).toEqual([]);
  });

  it('goes by the clock of its time zone', async () => {
    const { report } = await startWith({ cron: '0 3 * * *', timeZone: 'Europe/Berlin' });
    await pass(10);
    expect((await report.next()).context.input).toEqual({ files: 1 });
  });

  it('may have several schedules, each with its input', async () => {
    const { server, report } = await startWith([
      { ...EVERY_HOUR, input: { files: 1 } },
      { cron: '30 * * * *', timeZone: 'UTC', input: { files: 2 } },
    ]);
    await pass(10);
    await finish(server, report);
    await pass(1_800);
    await finish(server, report);
    expect((await runsOf(server)).map(({ input }) => input)).toEqual([{ files: 2 }, { files: 1 }]);
  });
});

describe('a turn is left out, with one line,', () => {
  it('while the run before it has not ended; the next one is taken', async () => {
    const { server, report } = await startWith(EVERY_HOUR);
    await pass(10);
    const { context, complete } = await report.next();
    await pass(3_600);
    await eventually(() => warnings.length > 0);
    expect(warnings).toEqual([
      `The turn of report at 2026-07-01T02:00:00.000Z is left out: the run before it has not ended (${context.jobId}).`,
    ]);
    expect(await runsOf(server)).toHaveLength(1);

    complete({ copied: 1 });
    await server.endedRun(context.jobId);
    expect(await runsOf(server)).toHaveLength(1);
    await pass(3_600);
    await report.next();
    expect(await runsOf(server)).toHaveLength(2);
    expect(warnings).toHaveLength(1);
  });

  it('while a run that somebody began has not ended', async () => {
    const { server, report } = await startWith(EVERY_HOUR);
    const { jobId } = await server.trigger('report');
    await report.next();
    await pass(10);
    await eventually(() => warnings.length > 0);
    expect(warnings[0]).toContain(`(${jobId})`);
    expect(await runsOf(server)).toHaveLength(1);
  });

  it('when its time has passed, as the machine slept', async () => {
    const { server, report } = await startWith(EVERY_HOUR);
    jest.setSystemTime(Date.parse('2026-07-01T05:30:00Z'));
    await pass(10);
    await eventually(() => warnings.length > 0);
    expect(warnings).toEqual(['The turn of report at 2026-07-01T01:00:00.000Z is left out: its time has passed.']);
    await pass(1_790);
    await report.next();
    expect(await runsOf(server)).toMatchObject([{ queuedAt: expect.stringMatching(/^2026-07-01T06:00:00/) }]);
  });

  it('when the store cannot keep it; the next one is taken', async () => {
    const { server, report } = await startWith(EVERY_HOUR);
    jest.spyOn(server.store, 'append').mockRejectedValueOnce(new StoreError('The disk is full.', 'full'));
    await pass(10);
    await eventually(() => warnings.length > 0);
    expect(warnings).toEqual(['The turn of report at 2026-07-01T01:00:00.000Z is left out: The disk is full.']);
    await pass(3_600);
    await report.next();
    expect(await runsOf(server)).toHaveLength(1);
  });
});

describe('schedules', () => {
  it('do not make up for turns that were missed while the server was down', async () => {
    jest.setSystemTime(Date.parse('2026-07-01T01:00:01Z'));
    const { server } = await startWith(EVERY_HOUR);
    await pass(3_000);
    const { jobId } = await server.trigger('report');
    expect(await runsOf(server)).toMatchObject([{ jobId, by: { kind: 'api' } }]);
    expect(warnings).toEqual([]);
  });

  it('end with the server', async () => {
    const { server } = await startWith(EVERY_HOUR);
    const timers = jest.getTimerCount();
    expect(timers).toBeGreaterThan(0);
    await server.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('can be turned off: then nothing is run, and nothing is planned', async () => {
    const { server } = await startWith(EVERY_HOUR, { schedules: 'off' });
    await pass(7_200);
    expect(await runsOf(server)).toEqual([]);
    expect((await server.send('GET', '/api/schedule')).body).toEqual([]);
    expect((await server.send('GET', '/api/schedule?limit=5')).body).toEqual([]);
    for (const job of (await server.send('GET', '/api/jobs')).body as object[]) {
      expect(job).not.toHaveProperty('schedule');
    }
    const { body } = await server.send('GET', '/api/servers/1/jobs');
    expect(JSON.stringify(body)).not.toContain('nextRunAt');
    await server.trigger('report');
  });

  it('that are wrong keep the server from starting, even while they are off', async () => {
    for (const schedules of ['on', 'off'] as const) {
      await expect(startWith({ cron: '0 3 * *' }, { schedules })).rejects.toThrow(
        /^Schedule of report: cron "0 3 \* \*"/,
      );
    }
  });
});
