import { Injectable, Logger, type Type } from '@nestjs/common';
import { defineJobs, parseNewEvent, type JobSchedule, type PlannedRun } from '@jobwire/events';
import { Worker, type Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { JobPlaces } from '../jobs/job-places.ts';
import { Job } from '../jobs/job.ts';
import type { QueuedRun } from '../jobs/queued-run.ts';
import { RunQueue } from '../jobs/run-queue.ts';
import type { PlaceHold } from '../store/event-store.ts';
import { StoreError } from '../store/store-error.ts';
import { eventually } from '../testing/eventually.ts';
import { fleetForSpec, jobIdOf, trigger } from '../testing/fleet.ts';
import { HeldJob } from '../testing/held-job.ts';
import type { JobServer } from '../testing/job-server.ts';
import { describeWithRedis } from '../testing/redis-server.ts';

Logger.overrideLogger(false);
jest.setTimeout(30_000);

const input = z.strictObject({ files: z.int().default(1) });
const result = z.object({ copied: z.int() });

function jobWith(more: {
  schedule?: JobSchedule<{ files?: number }>;
  retries?: { attempts: number; backoffMs: number };
}) {
  const { report } = defineJobs({ report: { key: 'report', label: 'Report', input, result, ...more } });
  @Injectable()
  @Job(report)
  class Report extends HeldJob {}
  return Report as Type<HeldJob>;
}

describeWithRedis('a run that fails', () => {
  const { start } = fleetForSpec();

  it('is tried again by its server, also after that was started anew', async () => {
    const Report = jobWith({ retries: { attempts: 2, backoffMs: 600 } });
    const first = await start(1);
    const before = await start(2, { providers: [Report] });
    const jobId = jobIdOf(await first.send('POST', '/api/jobs/report/trigger', { serverId: 2, input: { files: 7 } }));
    (await before.app.get(Report).next()).fail(new Error('No route to host'));
    await eventually(async () => (await first.store.runs({ state: ['queued'], limit: 1 })).items.length > 0);
    await before.close();
    const after = await start(2, { providers: [Report] });
    const { context, complete } = await after.app.get(Report).next();
    expect(context.input).toEqual({ files: 7 });
    complete({ copied: 7 });
    const run = await first.endedRun(context.jobId);
    expect(run).toMatchObject({ state: 'completed', attempt: 2, by: { kind: 'retry', name: jobId } });
    expect(await first.run(jobId)).toMatchObject({ state: 'failed', error: 'No route to host' });
  });

  describe('and whose process dies before its next try is queued', () => {
    const Report = jobWith({ retries: { attempts: 1, backoffMs: 10 } });

    /** Runs until it fails, and then comes no further: from there on it is as if the process had died. */
    async function failAndDie(first: JobServer, at: 'passOn' | 'appendHeld'): Promise<string> {
      const dying = await start(2, { providers: [Report], leaseMs: 300 });
      const dead = new Promise<never>(() => undefined);
      const jobId = jobIdOf(await first.send('POST', '/api/jobs/report/trigger', { serverId: 2, input: { files: 7 } }));
      const held = await dying.app.get(Report).next();
      const passing = jest.spyOn(dying.app.get(JobPlaces), 'passOn');
      if (at === 'passOn') passing.mockReturnValue(dead);
      const storing = jest.spyOn(dying.store, 'appendHeld').mockReturnValue(dead);
      held.fail(new Error('No route to host'));
      await eventually(() => (at === 'passOn' ? passing : storing).mock.calls.length > 0);
      await first.endedRun(jobId);
      dying.app.get(RunQueue).abandon();
      return jobId;
    }

    it.each(['passOn', 'appendHeld'] as const)('is tried again after the next start: %s', async (at) => {
      const first = await start(1);
      const jobId = await failAndDie(first, at);
      const after = await start(2, { providers: [Report] });
      const { context, complete } = await after.app.get(Report).next();
      expect(context).toMatchObject({ input: { files: 7 } });
      complete({ copied: 7 });
      const run = await first.endedRun(context.jobId);
      expect(run).toMatchObject({ state: 'completed', attempt: 2, by: { kind: 'retry', name: jobId } });
      expect((await first.store.runs({ limit: 10 })).items).toHaveLength(2);
      expect((await first.send('POST', '/api/jobs/report/trigger', { serverId: 2 })).status).toBe(202);
    });

    it('is not tried again where somebody has triggered the job anew', async () => {
      const first = await start(1);
      await failAndDie(first, 'passOn');
      const jobId = jobIdOf(await first.send('POST', '/api/jobs/report/trigger', { serverId: 2, input: { files: 8 } }));
      const after = await start(2, { providers: [Report] });
      const { context, complete } = await after.app.get(Report).next();
      expect(context).toMatchObject({ jobId, input: { files: 8 } });
      complete({ copied: 8 });
      await first.endedRun(jobId);
      expect((await first.store.runs({ limit: 10 })).items).toHaveLength(2);
    });
  });

  it('is tried again where Redis is away at that moment', async () => {
    const Report = jobWith({ retries: { attempts: 1, backoffMs: 10 } });
    const server = await start(2, { providers: [Report] });
    const jobId = jobIdOf(await server.send('POST', '/api/jobs/report/trigger', { serverId: 2 }));
    const held = await server.app.get(Report).next();
    const away = jest
      .spyOn(server.store, 'appendHeld')
      .mockRejectedValueOnce(new StoreError('Redis is away', 'unavailable'));
    held.fail(new Error('No route to host'));
    (await server.app.get(Report).next()).complete({ copied: 1 });
    expect(away.mock.calls.length).toBeGreaterThan(1);
    await eventually(async () => (await server.store.runs({ state: ['completed'], limit: 1 })).items.length === 1);
    expect((await server.store.runs({ limit: 10 })).items.map(({ by }) => by)).toEqual([
      { kind: 'retry', name: jobId },
      { kind: 'api' },
    ]);
  });
});

describeWithRedis('a schedule', () => {
  const { start, newFolder, bullMqQueue, redis } = fleetForSpec();
  const schedule = { cron: '* * * * * *', timeZone: 'Europe/Berlin', input: { files: 5 } };

  async function planned(server: JobServer): Promise<PlannedRun[]> {
    return (await server.send('GET', '/api/schedule')).body as PlannedRun[];
  }

  it('begins runs on its server, and every server tells when the next ones are', async () => {
    const Report = jobWith({ schedule });
    const first = await start(1);
    const second = await start(2, { providers: [Report] });
    const { context, complete } = await second.app.get(Report).next();
    complete({ copied: 5 });
    const run = await first.endedRun(context.jobId);
    expect(run).toMatchObject({ state: 'completed', by: { kind: 'schedule' }, input: { files: 5 }, serverId: 2 });
    for (const server of [first, second]) {
      expect(await planned(server)).toMatchObject([{ jobName: 'report', serverId: 2, timeZone: 'Europe/Berlin' }]);
      const { body } = await server.send('GET', '/api/servers/2/jobs');
      const { jobs } = body as { jobs: { jobName: string; label: string; nextRunAt?: string }[] };
      expect(jobs.find(({ jobName }) => jobName === 'report')).toMatchObject({
        label: 'Report',
        nextRunAt: expect.stringMatching(/Z$/),
      });
    }
    await second.app.get(Report).next();
  });

  it.each<[string, (redis: Redis, queue: Queue) => Promise<unknown>]>([
    ['everything', (redis) => redis.flushall()],
    [
      'its next turn',
      async (redis, queue) => {
        const [turn] = await queue.getDelayed();
        const late = Date.now() - 61_000;
        // At once, so that nobody looks in between.
        const lost = redis.multi().del(queue.toKey('delayed'), queue.toKey(turn?.id ?? ''));
        await lost.zadd(queue.toKey('repeat'), late, turn?.repeatJobKey ?? '').exec();
      },
    ],
  ])('is planned again where Redis lost %s', async (_, lose) => {
    const Report = jobWith({ schedule: { ...schedule, cron: '0 0 1 1 *' } });
    await start(2, { providers: [Report], leaseMs: 300 });
    const { commands } = await redis.connect(redis.newPrefix());
    const queue = bullMqQueue('server-2-turns');
    const nextTurn = async (): Promise<number | undefined> => (await queue.getDelayed())[0]?.opts.prevMillis;
    const planned = await nextTurn();
    expect(planned).toBeGreaterThan(Date.now());
    await lose(commands, queue);
    await eventually(async () => (await nextTurn()) === planned);
    await queue.close();
  });

  it('is gone when the catalog has it no more', async () => {
    const Report = jobWith({ schedule });
    const Unplanned = jobWith({});
    const dataDir = newFolder();
    const first = await start(1);
    const before = await start(2, { providers: [Report], dataDir });
    await before.app.get(Report).next();
    await before.close();
    await start(2, { providers: [Unplanned], dataDir });
    expect(await planned(first)).toEqual([]);
    const queue = bullMqQueue('server-2-turns');
    expect(await queue.getJobSchedulers()).toEqual([]);
    expect(await queue.getJobCountByTypes()).toBe(0);
    await queue.close();
  });
});

describeWithRedis('a run that is stored as queued and not in the queue', () => {
  const { start, bullMqQueue } = fleetForSpec();

  /** A run that somebody stored a minute ago, who then died. */
  async function storeOnly(server: JobServer): Promise<QueuedRun> {
    const subject = { jobId: randomUUID(), jobName: 'copy-files', serverId: 2 };
    const timestamp = new Date(Date.now() - 60_000).toISOString();
    const by = { kind: 'api' } as const;
    const { hold } = await server.app.get(JobPlaces).take(subject);
    const queued = parseNewEvent({ type: 'queued', ...subject, by, data: { files: 4 }, timestamp });
    expect(await server.store.appendHeld(queued, hold as PlaceHold)).toBeDefined();
    return { subject, input: { files: 4 }, by, attempt: 1 };
  }

  it('is added when its server starts, and runs', async () => {
    const first = await start(1);
    const { subject } = await storeOnly(first);
    const second = await start(2);
    const { context, complete } = await second.copyFiles.next();
    expect(context).toMatchObject({ jobId: subject.jobId, input: { files: 4 } });
    complete({ copied: 4 });
    expect((await first.endedRun(subject.jobId)).state).toBe('completed');
  });

  it('is added now and then too', async () => {
    const first = await start(1);
    const second = await start(2, { leaseMs: 300 });
    const { subject } = await storeOnly(first);
    expect((await second.copyFiles.next()).context.jobId).toBe(subject.jobId);
  });

  it('ends as cancelled where somebody has cancelled it', async () => {
    const first = await start(1);
    const { subject } = await storeOnly(first);
    expect((await first.send('POST', `/api/runs/${subject.jobId}/cancel`)).status).toBe(202);
    await start(2, { leaseMs: 300 });
    expect((await first.endedRun(subject.jobId)).state).toBe('cancelled');
    expect((await trigger(first, 2)).status).toBe(202);
  });

  it('is left alone where somebody else runs it', async () => {
    const first = await start(1);
    const { subject } = await storeOnly(first);
    const timestamp = new Date(Date.now() - 60_000).toISOString();
    await first.events.publish({ type: 'queued', jobName: 'copy-files', serverId: 2, jobId: 'theirs', timestamp });
    // Would come first, as the newer one.
    const second = await start(2, { concurrency: 1 });
    expect((await second.copyFiles.next()).context.jobId).toBe(subject.jobId);
    expect((await first.run('theirs')).state).toBe('queued');
  });

  it('is added where its turn had come, and its process died before it began', async () => {
    const first = await start(1);
    const run = await storeOnly(first);
    await first.app.get(RunQueue).add(run);
    // A process that takes it, and is never heard of again.
    const queue = bullMqQueue('server-2');
    const worker = new Worker('server-2', null, { ...queue.opts, autorun: false, lockDuration: 300 });
    expect(await worker.getNextJob('dead')).toMatchObject({ id: run.subject.jobId });
    await worker.close();
    await queue.close();
    const second = await start(2, { leaseMs: 300 });
    const { context, complete } = await second.copyFiles.next();
    expect(context.jobId).toBe(run.subject.jobId);
    complete({ copied: 4 });
    const { events } = await first.endedRun(run.subject.jobId);
    expect(events.map(({ type }) => type)).toEqual(['queued', 'started', 'completed']);
  });
});
