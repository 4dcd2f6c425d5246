import type { Redis } from 'ioredis';
import { bullMqForSpec } from '../testing/bullmq-queue.ts';
import { describeWithRedis } from '../testing/redis-server.ts';
import { QueueStream, STREAM_START } from './queue-stream.ts';

const bullMq = bullMqForSpec();

describeWithRedis('the stream of a queue', () => {
  const add = (redis: Redis, key: string, id: string, event: string) => redis.xadd(key, id, 'event', event);

  it('has all after an event that it still has', async () => {
    const stream = new QueueStream(bullMq.redis, 'kept');
    await add(bullMq.redis, 'kept', '5-0', 'added');
    const [read] = await stream.read(STREAM_START, 1);
    await add(bullMq.redis, 'kept', '5-1', 'waiting');
    await expect(stream.hasAllAfter('5-0', read)).resolves.toBe(true);
  });

  it('has not where the event was trimmed and others came after it', async () => {
    const stream = new QueueStream(bullMq.redis, 'trimmed');
    for (const id of ['5-0', '6-0', '7-0']) await add(bullMq.redis, 'trimmed', id, 'added');
    const [read] = await stream.read(STREAM_START, 1);
    await bullMq.redis.xtrim('trimmed', 'MAXLEN', 1);
    await expect(stream.hasAllAfter('5-0', read)).resolves.toBe(false);
  });

  it('has not where another event has its id: obliterated and begun anew within one millisecond', async () => {
    const stream = new QueueStream(bullMq.redis, 'anew');
    await add(bullMq.redis, 'anew', '5-0', 'paused');
    const [read] = await stream.read(STREAM_START, 1);
    await bullMq.redis.del('anew');
    for (const [id, event] of [
      ['5-0', 'added'],
      ['5-1', 'waiting'],
    ] as const)
      await add(bullMq.redis, 'anew', id, event);
    await expect(stream.hasAllAfter('5-0', read)).resolves.toBe(false);
  });
});
