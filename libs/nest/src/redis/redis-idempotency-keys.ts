import { IdempotencyKeys, KEY_LIFETIME_MS, type ClaimedKey } from '../store/idempotency-keys.ts';
import type { RedisConnection } from './redis-connection.ts';

/** Gives what the key stands for. `by`: who has claimed it last. */
const CLAIM = `
  local before = redis.call('GET', KEYS[1])
  if not before then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
    return ARGV[1]
  end
  local claim = cjson.decode(before)
  claim.by = ARGV[2]
  redis.call('SET', KEYS[1], cjson.encode(claim), 'KEEPTTL')
  return before`;

const RELEASE = `
  local claim = redis.call('GET', KEYS[1])
  if claim and cjson.decode(claim).by == ARGV[1] then redis.call('DEL', KEYS[1]) end`;

/** Remembers keys in Redis: they hold on all machines. */
export class RedisIdempotencyKeys extends IdempotencyKeys {
  constructor(private readonly connection: RedisConnection) {
    super();
  }

  async claim(key: string, { jobId, fingerprint }: ClaimedKey): Promise<ClaimedKey> {
    const name = this.connection.keys.idempotencyKey(key);
    const claim = JSON.stringify({ jobId, fingerprint, by: jobId });
    const args = [claim, jobId, KEY_LIFETIME_MS];
    const found = await this.connection.ask((redis) => redis.eval(CLAIM, 1, name, ...args));
    const claimed = JSON.parse(found as string) as ClaimedKey;
    return { jobId: claimed.jobId, fingerprint: claimed.fingerprint };
  }

  async release(key: string, jobId: string): Promise<void> {
    const name = this.connection.keys.idempotencyKey(key);
    await this.connection.ask((redis) => redis.eval(RELEASE, 1, name, jobId));
  }
}
