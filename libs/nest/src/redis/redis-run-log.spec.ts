import { Logger } from '@nestjs/common';
import { join } from 'node:path';
import { describeRunLog } from '../store/run-log.contract.ts';
import type { NewLogLine } from '../store/run-log.ts';
import { eventually } from '../testing/eventually.ts';
import { describeWithRedis, redisForSpec } from '../testing/redis-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { RedisEventStore } from './redis-event-store.ts';
import { RedisRunLog } from './redis-run-log.ts';

Logger.overrideLogger(false);

const line = (text: string): NewLogLine => ({ timestamp: '2026-11-23T14:22:08.031274Z', level: 'info', text });

describeWithRedis('on a real Redis', () => {
  const redis = redisForSpec('--appendfsync', 'always');
  const newFolder = tempFolders();

  describeRunLog('RedisRunLog', async (options) => {
    const connection = await redis.connect(redis.newPrefix());
    const store = await RedisEventStore.open(connection, { file: join(newFolder(), 'index.db'), ...options });
    const runLog = new RedisRunLog(connection, options.retention);
    // From when it listens on nobody is told without new lines.
    await new Promise<void>((listens) => void runLog.follow('nobody', listens));
    return { store, runLog };
  });

  describe('RedisRunLog: while Redis is away', () => {
    const texts = async (runLog: RedisRunLog, jobId: string) => {
      const lines = await runLog.read(jobId, 0, 20_000);
      expect(lines.map((each) => each.line)).toEqual(Array.from({ length: lines.length }, (_, index) => index + 1));
      return lines.map(({ text }) => text);
    };
    const isThere = async (runLog: RedisRunLog, jobId: string, count: number): Promise<boolean> =>
      (await runLog.read(jobId, 0, 20_000).catch(() => [])).length >= count;
    afterEach(async () => {
      redis.server.signal('SIGCONT');
      if (!redis.server.isRunning) await redis.server.restart();
    });

    it('lines that are accepted wait, in order for each run, and are there when it is back', async () => {
      const connection = await redis.connect(redis.newPrefix());
      const runLog = new RedisRunLog(connection);
      await runLog.accept('a', [line('one')]);
      await redis.server.kill();
      await eventually(() => !connection.isReady);
      await runLog.accept('a', [line('two'), line('three')]);
      await runLog.accept('b', [line('other')]);
      await runLog.accept('a', [line('four')]);
      await expect(runLog.append('a', [line('now or never')])).rejects.toMatchObject({ type: 'unavailable' });
      await redis.server.restart();
      await eventually(async () => (await isThere(runLog, 'a', 4)) && isThere(runLog, 'b', 1));
      await runLog.accept('a', [line('five')]);
      expect(await texts(runLog, 'a')).toEqual(['one', 'two', 'three', 'four', 'five']);
      expect(await texts(runLog, 'b')).toEqual(['other']);
    });

    it('lines whose answer was lost are kept once, whether they were stored or not', async () => {
      const connection = await redis.connect(redis.newPrefix());
      const runLog = new RedisRunLog(connection);
      // It takes what is sent, and answers nothing until the connection has been given up.
      redis.server.signal('SIGSTOP');
      await runLog.accept(
        'a',
        Array.from({ length: 2_500 }, (_, index) => line(`${index}`)),
      );
      await runLog.accept('a', [line('last')]);
      redis.server.signal('SIGCONT');
      await eventually(() => isThere(runLog, 'a', 2_501));
      await eventually(() => connection.isReady);
      await runLog.accept('a', [line('after')]);
      expect(await texts(runLog, 'a')).toEqual([...Array(2_500).keys(), 'last', 'after'].map(String));
    });

    it('10,000 lines wait at most: those after them are missing, and the log says so', async () => {
      const connection = await redis.connect(redis.newPrefix());
      const runLog = new RedisRunLog(connection);
      await redis.server.kill();
      await eventually(() => !connection.isReady);
      await runLog.accept(
        'a',
        Array.from({ length: 10_000 }, (_, index) => line(`${index}`)),
      );
      await runLog.accept('a', [line('no room'), line('no room')]);
      await runLog.accept('b', [line('no room')]);
      await redis.server.restart();
      await eventually(async () => (await isThere(runLog, 'a', 10_001)) && isThere(runLog, 'b', 1));
      expect((await texts(runLog, 'a')).slice(-2)).toEqual([
        '9999',
        '2 lines are missing here: Redis was away, and no more of them could wait.',
      ]);
      expect(await texts(runLog, 'b')).toEqual([expect.stringMatching(/^1 line is missing here/)]);
    });
  });

  describe('RedisRunLog: on two machines', () => {
    it('numbers the lines of a run without holes, whoever adds them', async () => {
      const prefix = redis.newPrefix();
      const here = new RedisRunLog(await redis.connect(prefix));
      const there = new RedisRunLog(await redis.connect(prefix));
      await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? here : there).append('a', [line(`${n}`)])));
      const lines = await there.read('a', 0, 100);
      expect(lines.map((each) => each.line)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
      expect(await here.read('a', 0, 100)).toEqual(lines);
    });

    it('tells a follower of lines that are added on the other one', async () => {
      const prefix = redis.newPrefix();
      const here = new RedisRunLog(await redis.connect(prefix));
      const there = new RedisRunLog(await redis.connect(prefix));
      let told = 0;
      const read: number[] = [];
      here.follow('a', () => {
        told++;
        void here.read('a', 0, 10).then((lines) => read.push(lines.length));
      });
      // Told once when it listens: what came before that was not heard.
      await eventually(() => told === 1);
      await there.append('b', [line('other')]);
      await there.append('a', [line('one')]);
      await eventually(() => read.includes(1));
      expect(told).toBe(2);
    });

    it('lets lines go that nobody added to for as long as events are kept', async () => {
      const connection = await redis.connect(redis.newPrefix());
      await new RedisRunLog(connection, { maxAgeMs: 60_000 }).append('a', [line('one')]);
      const lifetimeMs = await connection.commands.pttl(connection.keys.runLog('a'));
      expect(lifetimeMs).toBeGreaterThan(0);
      expect(lifetimeMs).toBeLessThanOrEqual(60_000);
    });
  });
});
