import { randomUUID } from 'node:crypto';
import type { RedisConnection } from '../redis/redis-connection.ts';

/** Whoever comes last has it. */
const TAKE = `
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
  return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])`;

/** One that has run out is ours again, unless somebody else took it. */
const RENEW = `
  local holder = redis.call('GET', KEYS[1])
  if holder and holder ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[2], ARGV[3], ARGV[4])
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return 1`;

const GIVE_UP = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])`;

const FORGET = `
  if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
  return redis.call('HDEL', KEYS[2], ARGV[1])`;

/** That this process is a server: told anew before it runs out, together with what the server is. */
export class ServerLease {
  readonly #process = randomUUID();

  constructor(
    private readonly connection: RedisConnection,
    private readonly serverId: number,
    private readonly ms: number,
  ) {}

  /** Takes it, from whoever has it. */
  async take(entry: object): Promise<void> {
    await this.#tell(TAKE, entry);
  }

  /** Whether it is still ours. */
  async renew(entry: object): Promise<boolean> {
    return (await this.#tell(RENEW, entry)) === 1;
  }

  async giveUp(): Promise<void> {
    const { keys } = this.connection;
    await this.connection.ask((redis) => redis.eval(GIVE_UP, 1, keys.lease(this.serverId), this.#process));
  }

  /** Whether a server has a process. */
  async isHeld(serverId: number): Promise<boolean> {
    const { keys } = this.connection;
    return (await this.connection.ask((redis) => redis.exists(keys.lease(serverId)))) === 1;
  }

  /** Forgets a server that has none. */
  async forget(serverId: number): Promise<void> {
    const { keys } = this.connection;
    await this.connection.ask((redis) => redis.eval(FORGET, 2, keys.lease(serverId), keys.servers, serverId));
  }

  #tell(script: string, entry: object): Promise<unknown> {
    const { keys } = this.connection;
    const args = [
      keys.lease(this.serverId),
      keys.servers,
      this.#process,
      this.ms,
      this.serverId,
      JSON.stringify(entry),
    ];
    return this.connection.ask((redis) => redis.eval(script, 2, ...args));
  }
}
