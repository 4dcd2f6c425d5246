import { ReplyError, type Redis } from 'ioredis';
import { StoreError } from '../store/store-error.ts';

const OLDEST = 7;

/** What an operator should know of how this Redis is set up, a sentence each. Throws a {@link StoreError} where it is too old. */
export async function adviseOn(redis: Redis): Promise<string[]> {
  const info = parseInfo(await redis.info());
  const version = info.get('redis_version') ?? '';
  if (Number.parseInt(version) < OLDEST)
    throw new StoreError(`Redis ${version} is too old. Use Redis ${OLDEST} or later, or Valkey.`, 'failed');
  const advice: string[] = [];
  if (info.get('aof_enabled') === '0') {
    const hasSnapshots = await savesSnapshots(redis);
    advice.push(
      `Redis ${hasSnapshots ? 'keeps snapshots only: what came after the last one' : 'keeps nothing on disk: everything'} is gone when it restarts. Set appendonly yes.`,
    );
  }
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (Number(info.get('maxmemory') ?? 0) > 0 && policy !== 'noeviction')
    advice.push(
      `Redis removes keys when its memory is full (${policy}), also those of Jobwire. Set maxmemory-policy noeviction.`,
    );
  return advice;
}

/** Whether it writes its data to disk now and then; where that may not be asked, taken for granted. */
async function savesSnapshots(redis: Redis): Promise<boolean> {
  try {
    const [, save] = await redis.config('GET', 'save');
    return save !== '';
  } catch (error) {
    // Managed ones forbid CONFIG.
    if (error instanceof ReplyError) return true;
    throw error;
  }
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  );
}
