import { Logger } from '@nestjs/common';
import { DelayedError, UnrecoverableError, type Job } from 'bullmq';
import { bullMqForSpec, typesOf } from '../testing/bullmq-queue.ts';
import { eventually } from '../testing/eventually.ts';
import { describeWithRedis } from '../testing/redis-server.ts';

const bullMq = bullMqForSpec();

afterEach(() => void jest.restoreAllMocks());

describeWithRedis('a job of BullMQ', () => {
  it('is a run: queued with its data, started, its progress, completed with what it returns', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    bullMq.work(queue, async (job) => {
      await job.updateProgress(50);
      return { rows: 12 };
    });
    const job = await queue.add('users', { since: 'monday' });
    const run = { jobId: `${queue.name}:${job.id}:${job.timestamp}`, jobName: `${queue.name}.users`, serverId: 1 };
    expect(await app.told(job, 4)).toMatchObject([
      { ...run, type: 'queued', data: { since: 'monday' } },
      { ...run, type: 'started' },
      { ...run, type: 'progress', progress: { percent: 50 } },
      { ...run, type: 'completed', data: { rows: 12 } },
    ]);
  });

  it('is told whole although it leaves its queue before anyone can look at it', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    bullMq.work(queue, async () => 'done', { concurrency: 20 });
    const jobs = await queue.addBulk(
      Array.from({ length: 200 }, () => ({ name: 'fast', data: {}, opts: { removeOnComplete: true } })),
    );
    for (const job of jobs) expect(typesOf(await app.told(job, 3))).toEqual(['queued', 'started', 'completed']);
    expect(await app.events()).toHaveLength(600);
  });

  it('fails when no attempt is left; each attempt before is told, and the run goes on', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    bullMq.work(queue, async ({ attemptsMade }) => {
      throw new TypeError(`No route to host (${attemptsMade})`);
    });
    const job = await queue.add('users', {}, { attempts: 3, backoff: 20 });
    const events = await app.told(job, 5);
    expect(events).toMatchObject([
      { type: 'queued' },
      { type: 'started' },
      { type: 'progress', data: { failedAttempt: 1, attempts: 3, error: 'No route to host (0)' } },
      { type: 'progress', data: { failedAttempt: 2, attempts: 3, error: 'No route to host (1)' } },
      { type: 'failed', error: 'No route to host (2)', failure: { name: 'TypeError' } },
    ]);
    expect(events.at(-1)).toMatchObject({ failure: { stack: expect.stringContaining('bullmq-bridge.spec') } });
    expect(await app.log(events[0]?.jobId)).toEqual([
      'Attempt 1 of 3 failed: No route to host (0)',
      'Attempt 2 of 3 failed: No route to host (1)',
    ]);
  });

  it('is told with each of its attempts although it had made several before anyone looked', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    const job = await queue.add('users', {}, { attempts: 4, backoff: 5_000 });
    await app.told(job, 1);
    // One who looks at the first attempt finds the third.
    const { redis } = bullMq;
    const key = `bull:${queue.name}:1`;
    const stack = (attempt: number) => `TypeError: No route to host (${attempt})\n    at sync.ts:1`;
    await redis
      .multi()
      .hset(key, 'atm', 3, 'failedReason', 'No route to host (3)', 'stacktrace', JSON.stringify([1, 2, 3].map(stack)))
      .xadd(`bull:${queue.name}:events`, '*', 'event', 'active', 'jobId', '1', 'prev', 'waiting')
      .xadd(`bull:${queue.name}:events`, '*', 'event', 'delayed', 'jobId', '1')
      .exec();
    const events = await app.told(job, 5);
    expect(events.slice(2).map(({ data }) => data)).toEqual(
      [1, 2, 3].map((attempt) => ({ failedAttempt: attempt, attempts: 4, error: `No route to host (${attempt})` })),
    );
  });

  it('fails at once where its worker says that it cannot be mended', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    bullMq.work(queue, async () => {
      throw new UnrecoverableError('No such user');
    });
    const job = await queue.add('users', {}, { attempts: 3 });
    expect(typesOf(await app.told(job, 3))).toEqual(['queued', 'started', 'failed']);
  });

  it('has not failed where it puts itself off', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    bullMq.work(queue, async (job, token) => {
      if (job.attemptsStarted > 1) return 'now';
      await job.moveToDelayed(Date.now() + 20, token);
      throw new DelayedError();
    });
    expect(typesOf(await app.told(await queue.add('later', {}), 3))).toEqual(['queued', 'started', 'completed']);
  });

  it('that was tried again by hand after its end is a run of its own', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    let isBroken = true;
    bullMq.work(queue, async () => {
      if (isBroken) throw new Error('Broken');
    });
    const job = await queue.add('users', {});
    const failed = await app.told(job, 3);
    isBroken = false;
    await job.retry();
    const events = await app.told(job, 6);
    expect(typesOf(events)).toEqual(['queued', 'started', 'failed', 'queued', 'started', 'completed']);
    expect(new Set(events.map(({ jobId }) => jobId)).size).toBe(2);
    expect(await app.store.run(failed[0]?.jobId ?? '')).toMatchObject({ state: 'failed' });
  });

  it('is told where its queue was paused before the bridge began', async () => {
    const queue = bullMq.newQueue();
    await queue.pause();
    const job = await queue.add('users', {});
    const app = await bullMq.bridge({ queues: [queue.name] });
    expect(typesOf(await app.told(job, 1))).toEqual(['queued']);
  });

  it('is cancelled where it is removed while it waits', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    const [waiting, delayed] = [await queue.add('users', {}), await queue.add('users', {}, { delay: 60_000 })];
    await waiting.remove();
    await delayed.remove();
    for (const job of [waiting, delayed]) expect(typesOf(await app.told(job, 2))).toEqual(['queued', 'cancelled']);
  });

  it('is cancelled where its queue is emptied, which BullMQ does without a word', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name], compareMs: 50 });
    const job = await queue.add('users', {});
    await app.told(job, 1);
    await queue.drain();
    expect(await app.told(job, 2)).toMatchObject([
      { type: 'queued' },
      { type: 'cancelled', error: 'The job was taken out of its queue' },
    ]);
  });

  it('is another run where its id comes again after the queue was obliterated', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name], compareMs: 50 });
    const first = await queue.add('users', {});
    await app.told(first, 1);
    await queue.obliterate({ force: true });
    const second = await queue.add('users', {});
    expect(second.id).toBe(first.id);
    bullMq.work(queue, async () => 1);
    const events = await app.told('1', 5);
    expect(typesOf(events.filter(({ jobId }) => jobId?.endsWith(String(first.timestamp))))).toEqual([
      'queued',
      'cancelled',
    ]);
    const again = events.filter(({ jobId }) => !jobId?.endsWith(String(first.timestamp)));
    expect(typesOf(again)).toEqual(['queued', 'started', 'completed']);
  });

  it('goes on where its worker stalled, and says so', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    const options = { lockDuration: 100, stalledInterval: 100, skipLockRenewal: true };
    let attempts = 0;
    let goOn = (): void => undefined;
    const standsStill = new Promise<void>((resolve) => (goOn = resolve));
    bullMq.work(
      queue,
      async () => {
        if (attempts++ === 0) await standsStill;
        return 'done';
      },
      { ...options, concurrency: 2 },
    );
    const events = await app.told(await queue.add('users', {}), 4);
    expect(events).toMatchObject([
      { type: 'queued' },
      { type: 'started' },
      { type: 'progress', data: { stalled: true } },
      { type: 'completed' },
    ]);
    goOn();
  });

  it('may report its progress as anything and as often as it likes', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    bullMq.work(queue, async (job) => {
      for (let current = 0; current <= 1_000; current++) await job.updateProgress({ current, total: 1_000, file: 'a' });
    });
    const job = await queue.add('copy', {});
    const { jobId = '' } = (await app.told(job, 1))[0] ?? {};
    await eventually(async () => (await app.store.run(jobId))?.state === 'completed');
    const progress = (await app.told(job, 4)).filter(({ type }) => type === 'progress');
    expect(progress.length).toBeLessThan(200);
    const data = { file: 'a' };
    expect(progress[0]).toMatchObject({ progress: { current: 0, total: 1_000, percent: 0 }, data });
    expect(progress.at(-1)).toMatchObject({ progress: { current: 1_000, percent: 100 }, data });
  });

  it('completes although it returns more than an event can hold', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    bullMq.work(queue, async () => 'x'.repeat(70_000));
    const events = await app.told(await queue.add('users', {}), 3);
    expect(events.at(-1)).toMatchObject({ type: 'completed', data: { leftOut: expect.stringContaining('64 KiB') } });
  });

  it('may have any id', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name], compareMs: 50 });
    const ids = ['a.b c/ü', 'x'.repeat(300)];
    for (const jobId of ids) await queue.add('users', {}, { jobId });
    await eventually(async () => (await app.events()).length === 2);
    bullMq.work(queue, async () => 1);
    await eventually(async () => (await app.events()).length === 6);
    const [first, second] = new Set((await app.events()).map(({ jobId }) => jobId));
    expect(first).toMatch(/:a\.2eb\.20c\.2f\.c3\.bc:\d+$/);
    expect(second).toMatch(/:x+\.\.[0-9a-f]{16}:\d+$/);
  });

  it('of a schedule is queued when its turn comes, not before', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    await queue.upsertJobScheduler(
      'nightly',
      { every: 3_600_000, startDate: Date.now() + 3_600_000 },
      { name: 'report' },
    );
    const [next] = (await queue.getDelayed()) as [Job];
    await app.told(await queue.add('other', {}), 1);
    expect(await app.events()).toHaveLength(1);
    await next.promote();
    expect(await app.told(next, 1)).toMatchObject([{ type: 'queued', by: { kind: 'schedule' } }]);
  });
});

describeWithRedis('the mapping of an application', () => {
  it('names jobs and servers, and decides what is told of their data', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({
      queues: [queue.name],
      jobName: ({ name }) => `import-${name}`,
      serverId: ({ data }) => (data as { server: number }).server,
      data: ({ data }) => ({ server: (data as { server: number }).server }),
    });
    const job = await queue.add('users', { server: 4, password: 'secret' });
    expect(await app.told(job, 1)).toMatchObject([{ jobName: 'import-users', serverId: 4, data: { server: 4 } }]);
    expect(JSON.stringify(await app.events())).not.toContain('secret');
  });

  it('may fail: it is logged once, and the default is taken', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockImplementation();
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({
      queues: [queue.name],
      jobName: () => 'Not A Name!',
      data: () => {
        throw new Error('No data');
      },
    });
    const jobs = [await queue.add('Users!', { password: 'secret' }), await queue.add('users', {})];
    expect(await app.told(jobs[1] as Job, 1)).toMatchObject([{ jobName: `${queue.name}.users`, serverId: 1 }]);
    expect(await app.told(jobs[0] as Job, 1)).toMatchObject([{ jobName: `${queue.name}.users-` }]);
    expect(JSON.stringify(await app.events())).not.toContain('secret');
    expect(error.mock.calls.map(([message]) => String(message))).toEqual([
      expect.stringContaining('The hook jobName() failed'),
      expect.stringContaining('The hook data() failed'),
    ]);
  });
});
