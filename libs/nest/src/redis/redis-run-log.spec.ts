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
  const redis = redisForSpec();
  const newFolder = tempFolders();

  describeRunLog('RedisRunLog', async (options) => {
    const connection = await redis.connect(redis.newPrefix());
    const store = await RedisEventStore.open(connection, { file: join(newFolder(), 'index.db'), ...options });
    return { store, runLog: new RedisRunLog(connection, options.retention) };
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
