import { randomUUID } from 'node:crypto';
import { describeIdempotencyKeys } from '../store/idempotency-keys.contract.ts';
import { KEY_LIFETIME_MS } from '../store/idempotency-keys.ts';
import { describeWithRedis, redisForSpec } from '../testing/redis-server.ts';
import { RedisIdempotencyKeys } from './redis-idempotency-keys.ts';

describeWithRedis('on a real Redis', () => {
  const redis = redisForSpec();

  describeIdempotencyKeys(
    'RedisIdempotencyKeys',
    async () => new RedisIdempotencyKeys(await redis.connect(redis.newPrefix())),
    {
      'remembers a key for 24 hours, counted from the claim that got it':
        'Redis forgets it, by a clock that a test cannot set',
    },
  );

  describe('RedisIdempotencyKeys: across machines', () => {
    it('give one run to a hundred who claim a key at the same time on two of them', async () => {
      const prefix = redis.newPrefix();
      const machines = [
        new RedisIdempotencyKeys(await redis.connect(prefix)),
        new RedisIdempotencyKeys(await redis.connect(prefix)),
      ];
      const claim = () => ({ jobId: randomUUID(), fingerprint: 'same' });
      const claims = await Promise.all(
        Array.from({ length: 50 }, () => machines.map((keys) => keys.claim('key', claim()))).flat(),
      );
      expect(claims).toHaveLength(100);
      expect(new Set(claims.map(({ jobId }) => jobId)).size).toBe(1);
    });

    it('are remembered for 24 hours from the claim that got them on', async () => {
      const connection = await redis.connect(redis.newPrefix());
      const keys = new RedisIdempotencyKeys(connection);
      await keys.claim('key', { jobId: 'first', fingerprint: 'x' });
      const name = connection.keys.idempotencyKey('key');
      await connection.commands.pexpire(name, 1_000_000);
      await keys.claim('key', { jobId: 'second', fingerprint: 'x' });
      expect(await connection.commands.pttl(name)).toBeLessThanOrEqual(1_000_000);
      await keys.release('key', 'second');
      await keys.claim('key', { jobId: 'third', fingerprint: 'x' });
      const lifetimeMs = await connection.commands.pttl(name);
      expect(lifetimeMs).toBeGreaterThan(KEY_LIFETIME_MS - 60_000);
      expect(lifetimeMs).toBeLessThanOrEqual(KEY_LIFETIME_MS);
    });
  });
});
