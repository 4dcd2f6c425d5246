import { Logger } from '@nestjs/common';
import { isTerminal, type JobEvent, type StoredJobEvent } from '@jobwire/events';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError, type EventStore } from '../store/event-store.ts';
import { bullMqForSpec, typesOf } from '../testing/bullmq-queue.ts';
import type { BullMqProgram } from '../testing/bullmq-program.ts';
import { eventually } from '../testing/eventually.ts';
import { describeWithRedis, redisForSpec } from '../testing/redis-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const bullMq = bullMqForSpec();
const newFolder = tempFolders();

beforeEach(() => void jest.spyOn(Logger.prototype, 'warn').mockImplementation());
afterEach(() => void jest.restoreAllMocks());
jest.setTimeout(30_000);

/** What happened to each run, its progress left out. */
function byRun(events: readonly StoredJobEvent[]): string[][] {
  const runs = new Map<string, string[]>();
  for (const { type, jobId = '' } of events) {
    if (type !== 'progress') runs.set(jobId, [...(runs.get(jobId) ?? []), type]);
  }
  return [...runs.values()];
}

const ROUNDS = 5;
const WHOLE = ['queued', 'started', 'completed'];
const whole = (count: number) => Array.from({ length: count }, () => WHOLE);

describeWithRedis('a bridge that was away', () => {
  it('tells what happened meanwhile, and nothing twice', async () => {
    const queue = bullMq.newQueue();
    const dataDir = newFolder();
    const worker = bullMq.work(queue, async () => 1, { concurrency: 10 });
    const add = (removeOnComplete: boolean) =>
      queue.addBulk(Array.from({ length: 50 }, () => ({ name: 'users', data: {}, opts: { removeOnComplete } })));
    const options = [{ queues: [queue.name] }, { dataDir }] as const;
    const before = await bullMq.bridge(...options);
    await add(true);
    await eventually(async () => (await before.events()).length > 20);
    await before.close();
    await add(true);
    await add(false);
    await eventually(async () => (await queue.getJobCountByTypes('wait', 'active')) === 0);
    await worker.pause();
    await add(false);

    const after = await bullMq.bridge(...options);
    void worker.resume();
    await eventually(async () => (await after.events()).length >= 200 * 3);
    expect(byRun(await after.events())).toEqual(whole(200));
  });

  it('tells it from the jobs themselves where the events are gone', async () => {
    const queue = bullMq.newQueue();
    const dataDir = newFolder();
    const options = [{ queues: [queue.name] }, { dataDir }] as const;
    const before = await bullMq.bridge(...options);
    const [removed] = [await queue.add('users', {}, { removeOnComplete: true })];
    const kept = await queue.add('users', {});
    await before.told(kept, 1);
    await before.close();
    const failing = await queue.add('users', { fail: true });
    const worker = bullMq.work(queue, async (job) => {
      if ((job.data as { fail?: true }).fail) throw new Error('Broken');
      return 7;
    });
    await eventually(async () => (await failing.getState()) === 'failed');
    await worker.pause();
    const waiting = await queue.add('users', {});
    await bullMq.redis.xtrim(`bull:${queue.name}:events`, 'MAXLEN', 0);

    const after = await bullMq.bridge(...options);
    expect(await after.told(kept, 3)).toMatchObject([
      { type: 'queued' },
      { type: 'started' },
      { type: 'completed', data: 7 },
    ]);
    expect((await after.told(failing, 3)).at(-1)).toMatchObject({ type: 'failed', error: 'Broken' });
    expect(typesOf(await after.told(waiting, 1))).toEqual(['queued']);
    expect((await after.told(removed, 2)).at(-1)).toMatchObject({ type: 'cancelled' });
    void worker.resume();
    expect(typesOf(await after.told(waiting, 3))).toEqual(WHOLE);
    expect(await after.events()).toHaveLength(3 + 3 + 3 + 2);
  });

  it('does not end the runs of workers that went on as interrupted', async () => {
    const queue = bullMq.newQueue();
    const dataDir = newFolder();
    const options = [{ queues: [queue.name] }, { dataDir }] as const;
    let finish: (() => void) | undefined;
    bullMq.work(queue, () => new Promise<void>((resolve) => (finish = resolve)));
    const before = await bullMq.bridge(...options);
    const job = await queue.add('users', {});
    await before.told(job, 2);
    await before.close();
    const after = await bullMq.bridge(...options);
    finish?.();
    expect(typesOf(await after.told(job, 3))).toEqual(WHOLE);
  });

  it('may begin with the oldest events that BullMQ has kept', async () => {
    const queue = bullMq.newQueue();
    bullMq.work(queue, async () => 1);
    const jobs = [await queue.add('users', {}), await queue.add('users', {}, { removeOnComplete: true })];
    await eventually(async () => (await queue.getJobCountByTypes('completed', 'wait', 'active')) === 1);
    const app = await bullMq.bridge({ queues: [queue.name], from: 'oldest' });
    for (const job of jobs) expect(typesOf(await app.told(job, 3))).toEqual(WHOLE);
    expect(await app.events()).toHaveLength(6);
  });
});

describeWithRedis('a bridge', () => {
  it.each([
    ['refused', () => Promise.reject(new StoreError('The disk is full', 'full'))],
    [
      'stored, though nobody heard of it',
      async (append: EventStore['append'], events: readonly JobEvent[]) => {
        await append(events);
        throw new StoreError('Redis is away', 'unavailable');
      },
    ],
  ])('goes on where the store %s, and tells nothing twice', async (_, appendOnce) => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    bullMq.work(queue, async () => 1, { concurrency: 10 });
    const append = app.store.append.bind(app.store);
    let isFirst = true;
    jest.spyOn(app.store, 'append').mockImplementation((events) => {
      if (!isFirst || !events.some(isTerminal)) return append(events);
      isFirst = false;
      return appendOnce(append, events);
    });
    await queue.addBulk(
      Array.from({ length: 100 }, () => ({ name: 'users', data: {}, opts: { removeOnComplete: true } })),
    );
    await eventually(async () => (await app.events()).length >= 300);
    expect(isFirst).toBe(false);
    expect(byRun(await app.events())).toEqual(whole(100));
  });

  it('tells from the jobs themselves what BullMQ trimmed before it could be read', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    const append = app.store.append.bind(app.store);
    let release: (() => void) | undefined;
    jest.spyOn(app.store, 'append').mockImplementationOnce(async (events) => {
      await new Promise<void>((resolve) => (release = resolve));
      return append(events);
    });
    bullMq.work(queue, async () => 1);
    await queue.add('users', {});
    await eventually(() => release !== undefined);
    for (let index = 0; index < 20; index++) await queue.add('users', {});
    await eventually(async () => (await queue.getCompletedCount()) === 21);
    await bullMq.redis.xtrim(`bull:${queue.name}:events`, 'MAXLEN', 0);
    release?.();
    await queue.add('users', {});
    await eventually(async () => (await app.events()).length >= 22 * 3);
    expect(byRun(await app.events())).toEqual(whole(22));
  });

  it('waits while Redis is away, and goes on when it is back', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    bullMq.work(queue, async () => 1, { concurrency: 5 });
    const count = 200;
    const add = async (from: number, to: number) => {
      for (let index = from; index < to; index++) await queue.add('users', {}, { removeOnComplete: index % 2 === 0 });
    };
    await add(0, 100);
    await eventually(async () => (await app.events()).length > 10);
    await bullMq.server.kill();
    await bullMq.server.restart();
    await add(100, count);
    await eventually(async () => byRun(await app.events()).filter((types) => types.length === 3).length === count);
    expect(byRun(await app.events())).toEqual(whole(count));
  });

  it('leaves no connection open', async () => {
    const queue = bullMq.newQueue();
    const app = await bullMq.bridge({ queues: [queue.name] });
    await app.close();
    await eventually(async () => !String(await bullMq.redis.client('LIST')).includes('jobwire-bridge'));
    expect(await bullMq.redis.exists(`bull:${queue.name}:jobwire:lease`)).toBe(0);
  });
});

describeWithRedis('of several processes', () => {
  const redis = redisForSpec();
  const children: ChildProcess[] = [];
  afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

  /** Resolves when it is up. */
  async function startProgram(options: BullMqProgram): Promise<ChildProcess> {
    const preload = join(__dirname, '../../../../tools/compile-source.mjs');
    const program = join(__dirname, '../testing/bullmq-program.ts');
    const child = spawn(
      process.execPath,
      ['--conditions=@jobwire/source', '--import', preload, program, JSON.stringify(options)],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  it('one tells the queue, and when it is killed (kill -9) the next goes on: nothing lost, nothing twice', async () => {
    const prefix = redis.newPrefix();
    const store = await redis.openStore(prefix, join(newFolder(), 'spec.db'));
    const queue = bullMq.newQueue();
    let servers = 0;
    const start = () =>
      startProgram({
        url: bullMq.server.url,
        eventsUrl: redis.server.url,
        queue: queue.name,
        prefix,
        serverId: ++servers,
        dataDir: newFolder(),
      });
    bullMq.work(queue, async (job) => job.updateProgress(50), { concurrency: 20 });
    let active = await start();
    await bullMq.isFollowed();
    let added = 0;
    let isAdding = true;
    const adding = (async () => {
      for (; isAdding; await delay(2)) await queue.add('users', {}, { removeOnComplete: added++ % 2 === 0 });
    })();
    const completed = async () => (await store.summary({})).counts.completed;
    for (let round = 0; round < ROUNDS; round++) {
      const before = await completed();
      await eventually(async () => (await completed()) > before + 100);
      const next = await start();
      const exited = once(active, 'exit');
      active.kill('SIGKILL');
      await exited;
      active = next;
    }
    isAdding = false;
    await adding;
    await eventually(async () => (await completed()) >= added);
    const { events } = await store.read(store.oldest(), { limit: 1_000_000 });
    expect(byRun(events.map(({ event }) => event))).toEqual(whole(added));
  }, 300_000);
});
