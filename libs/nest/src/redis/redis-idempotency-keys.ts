import { IdempotencyKeys, KEY_LIFETIME_MS, type ClaimedKey } from '../store/idempotency-keys.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Remembers keys in Redis: they hold on all machines. */
export class RedisIdempotencyKeys extends IdempotencyKeys {
  constructor(private readonly connection: RedisConnection) {
    super();
  }

  async claim(key: string, { jobId, fingerprint }: ClaimedKey): Promise<ClaimedKey> {
    const name = this.connection.keys.idempotencyKey(key);
    const claim = JSON.stringify({ jobId, fingerprint });
    const before = await this.connection.ask((redis) => redis.set(name, claim, 'PX', KEY_LIFETIME_MS, 'NX', 'GET'));
    return before === null ? { jobId, fingerprint } : (JSON.parse(before) as ClaimedKey);
  }

  async release(key: string): Promise<void> {
    await this.connection.ask((redis) => redis.del(this.connection.keys.idempotencyKey(key)));
  }
}
