import type { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';

/** Takes the lease where it is free, or ours already. */
const TAKE = `
  if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end
  return redis.call('set', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0`;

const RENEW = `
  if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('pexpire', KEYS[1], ARGV[2])`;

const GIVE_BACK = `
  if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('del', KEYS[1])`;

const NOTE = `
  if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
  redis.call('hset', KEYS[2], 'position', ARGV[2], 'ending', ARGV[3], 'head', ARGV[4])
  return 1`;

/** How far a queue was told. */
export interface Bookmark {
  /** Everything up to this id of the queue's event stream is published. */
  readonly position: string;
  /** Runs that what follows may have ended already, by the fitted id of their job. */
  readonly ending: Readonly<Record<string, string>>;
  /** How far the store of who told it was. */
  readonly head: string;
}

/** Another process tells the queue now. */
class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
  constructor() {
    super('Another process has taken over');
  }
}

/** One process at a time tells a queue: who has its lease. Only the holder moves the bookmark. */
export class QueueLease {
  readonly #token = randomUUID();
  readonly #leaseKey: string;
  readonly #bookmarkKey: string;

  /** @param queueKey All keys of the queue begin with it and a colon. */
  constructor(
    private readonly redis: Redis,
    queueKey: string,
    private readonly ms: number,
  ) {
    // A job's id has no colon, so that no key of a job is called like these.
    this.#leaseKey = `${queueKey}:jobwire:lease`;
    this.#bookmarkKey = `${queueKey}:jobwire:bookmark`;
  }

  /** Whether it is ours now. */
  async take(): Promise<boolean> {
    return (await this.redis.eval(TAKE, 1, this.#leaseKey, this.#token, this.ms)) === 1;
  }

  /** Calls back once where it is no longer ours, or nobody knows. Returns the function that ends it. */
  keepUp(lost: (error: unknown) => void): () => void {
    const timer = setInterval(() => {
      this.#ifOurs(RENEW, [this.#leaseKey], [this.ms]).catch((error: unknown) => {
        clearInterval(timer);
        lost(error);
      });
    }, this.ms / 3);
    return () => clearInterval(timer);
  }

  async giveBack(): Promise<void> {
    await this.redis.eval(GIVE_BACK, 1, this.#leaseKey, this.#token);
  }

  /** `undefined` where nothing was told yet. */
  async read(): Promise<Bookmark | undefined> {
    const [position, ending, head] = await this.redis.hmget(this.#bookmarkKey, 'position', 'ending', 'head');
    if (!position || !ending || !head) return undefined;
    return { position, ending: JSON.parse(ending) as Bookmark['ending'], head };
  }

  /** Rejects with a {@link LeaseLostError} where the lease is no longer ours. */
  async note({ position, ending, head }: Bookmark): Promise<void> {
    await this.#ifOurs(NOTE, [this.#leaseKey, this.#bookmarkKey], [position, JSON.stringify(ending), head]);
  }

  async #ifOurs(script: string, keys: readonly string[], values: readonly (string | number)[]): Promise<void> {
    const done = await this.redis.eval(script, keys.length, ...keys, this.#token, ...values);
    if (done !== 1) throw new LeaseLostError();
  }
}
