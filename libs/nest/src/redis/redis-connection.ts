import { Logger } from '@nestjs/common';
import { Redis, ReplyError } from 'ioredis';
import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError } from '../store/store-error.ts';
import {
  DEFAULT_REDIS_PREFIX,
  parseRedisUrl,
  REDIS_PREFIX,
  REDIS_URL_HINT,
  type RedisAddress,
  type RedisOptions,
} from './redis-address.ts';
import { redisKeys, type RedisKeys } from './redis-keys.ts';
import { connectorTo, isElsewhere, RedisNodes } from './redis-nodes.ts';

/** How long the start waits for Redis, which may be starting too. */
export const START_MS = 10_000;

/** Time between two tries of a part of the start. */
const TRY_AGAIN_MS = 100;

/** How long Redis may keep us waiting for an answer. Then the connection is closed and made anew. */
const ANSWER_MS = 5_000;

const MAX_RETRY_MS = 2_000;

/** Without sending the command again. */
const RECONNECT = 1;

/** How `CLIENT KILL` finds a connection. */
type ClientName = readonly string[];

interface Reconnecting {
  readonly reconnectOnError: (error: Error) => boolean;
  readonly retryStrategy: (attempt: number) => number;
}

/** What is said of the connection: it is there again, and everything sent before has been answered or is lost for good. */
type Events = { returned: [] };

/**
 * The connections of one process to one Redis, be it the node of a cluster that has the keys. Nothing is queued while Redis is away, and nothing is sent twice: what was on
 * its way when the connection broke may or may not have been done, which only its sender can find out.
 */
export class RedisConnection extends EventEmitter<Events> {
  readonly keys: RedisKeys;
  /** For all commands that do not wait. */
  readonly commands: Redis;
  readonly #logger = new Logger('RedisConnection');
  readonly #nodes: RedisNodes;
  readonly #others: Redis[] = [];
  /** What Redis knows the connection by, which it gives no other; `undefined` while there is none. */
  #name: ClientName | undefined;
  #lastName: ClientName = [];
  #lastError: Error | undefined;
  /** How often in a row a Redis was there that does not have the keys. */
  #misses = 0;

  /** Throws a {@link StoreError} where the options are wrong. */
  constructor({ url, prefix = DEFAULT_REDIS_PREFIX, tls = {} }: RedisOptions) {
    super();
    const address = parseRedisUrl(url);
    if (!address) throw new StoreError(`The URL of Redis cannot be read: ${REDIS_URL_HINT}.`, 'failed');
    if (!REDIS_PREFIX.test(prefix))
      throw new StoreError(`The prefix of Redis's keys has to fit ${REDIS_PREFIX.source}.`, 'failed');
    this.keys = redisKeys(prefix);
    this.#nodes = new RedisNodes(address, address.others);
    this.commands = new Redis(
      clientOptions(address, tls, this.#nodes, {
        reconnectOnError: (error) => this.#leadsElsewhere(error),
        retryStrategy: (attempt) => retryMs(attempt + this.#misses),
      }),
    );
    this.commands.on('error', (error: Error) => (this.#lastError = error));
    this.commands.on('ready', () => void this.#begin());
    this.commands.on('close', () => this.#end());
  }

  get address(): string {
    const { host, port } = this.#nodes.current;
    return `${host}:${port}`;
  }

  /** Resolves when Redis has answered. Rejects with a {@link StoreError} where it refuses us, or cannot be reached for long. */
  async open(): Promise<void> {
    const gaveUp = AbortSignal.timeout(START_MS);
    const refused = new Promise<never>((_, reject) =>
      this.commands.on('error', (error: Error) => error instanceof ReplyError && reject(error)),
    );
    // How it went is seen by the events; it goes on trying.
    this.commands.connect().catch(() => undefined);
    try {
      await Promise.race([once(this, 'returned', { signal: gaveUp }), refused]);
    } catch (error) {
      // ReplyError: a wrong password, user or database. AbortError: not reached in time.
      this.close();
      throw this.unavailable(error instanceof ReplyError ? error : this.#lastError);
    }
  }

  /** Whether commands can be sent now. */
  get isReady(): boolean {
    return this.#name !== undefined && this.commands.status === 'ready';
  }

  /** A connection of its own, for what waits or listens: `connect()` it. It is closed with this one. */
  another(): Redis {
    const other = this.commands.duplicate();
    // It goes on trying, and who uses it is told by each command.
    other.on('error', () => undefined);
    this.#others.push(other);
    return other;
  }

  /** Sends commands. Rejects with a {@link StoreError} where nobody knows whether they were done, or they were refused. */
  async ask<Answer>(send: (commands: Redis) => Promise<Answer>): Promise<Answer> {
    try {
      return await send(this.commands);
    } catch (error) {
      // Redis is away, has gone meanwhile, or refuses.
      throw error instanceof StoreError ? error : this.unavailable(error);
    }
  }

  /**
   * Does a part of the start. Where Redis goes away meanwhile that is done again, as often as it takes, until it has come to
   * nothing for ten seconds. Rejects then, or where Redis refuses it, with a {@link StoreError}.
   */
  async starting<Result>(part: () => Promise<Result>): Promise<Result> {
    let failingSince: number | undefined;
    for (;;) {
      try {
        return await this.ask(part);
      } catch (error) {
        const { type, cause } = error as StoreError;
        failingSince ??= performance.now();
        const isLate = performance.now() - failingSince > START_MS;
        const isRefused = cause instanceof ReplyError && !isElsewhere(cause);
        if (isLate || type !== 'unavailable' || isRefused) throw error;
        await delay(TRY_AGAIN_MS);
      }
    }
  }

  fault(): StoreError | undefined {
    return this.isReady ? undefined : this.unavailable(this.#lastError);
  }

  unavailable(cause: unknown): StoreError {
    const why = cause instanceof Error ? `: ${cause.message}` : '';
    const what = cause instanceof ReplyError ? 'refuses' : 'cannot be reached';
    return new StoreError(`Redis at ${this.address} ${what}${why}`, 'unavailable', { cause });
  }

  close(): void {
    // One that is closed twice keeps the process alive for two seconds.
    for (const redis of [this.commands, ...this.#others]) if (redis.status !== 'end') redis.disconnect();
  }

  /** Before anything is sent, what may still lie in the connection before this one is kept from being done late. */
  async #begin(): Promise<void> {
    try {
      await this.#checkIsMaster();
      // An id alone may be another's after a restart.
      const [, id = '', address = ''] = /^id=(\d+) addr=(\S+)/.exec(String(await this.commands.client('INFO'))) ?? [];
      if (this.#lastName.length > 0) await this.commands.call('CLIENT', 'KILL', ...this.#lastName);
      this.#name = this.#lastName = ['ID', id, 'ADDR', address];
    } catch (error) {
      // It goes on to the right node.
      if (isElsewhere(error)) return this.#miss(error);
      // Gone again. Or users may not do this here: then Redis itself has to have noticed that the connection broke.
      if (!(error instanceof ReplyError)) return;
      this.#name = [];
    }
    if (this.#lastError) this.#logger.log(`Redis at ${this.address} is there`);
    this.#lastError = undefined;
    this.#misses = 0;
    this.emit('returned');
  }

  /** Rejects where the keys are at another node. */
  async #checkIsMaster(): Promise<void> {
    try {
      // A replica refuses what may change something. This changes nothing: only a channel has that name.
      await this.commands.unlink(this.keys.lines);
    } catch (error) {
      // Refused for another reason: what comes then is told so too.
      if (isElsewhere(error) || !(error instanceof ReplyError)) throw error;
    }
  }

  #miss(error: Error): void {
    this.#lastError = error;
    if (!error.message.startsWith('MOVED')) this.#misses++;
  }

  /** Whether to connect anew, as all connections do: one that only reads is told nothing of it. */
  #leadsElsewhere(error: Error): boolean {
    if (!this.#nodes.follow(error)) return false;
    if (error.message.startsWith('READONLY')) {
      this.#lastError = error;
      this.#end();
      for (const redis of [this.commands, ...this.#others]) if (redis.status === 'ready') redis.disconnect(true);
    }
    return true;
  }

  #end(): void {
    const why = isElsewhere(this.#lastError) ? `: ${this.#lastError.message}` : '';
    if (this.#name !== undefined && this.commands.status !== 'end')
      this.#logger.warn(`Redis at ${this.address} is away, trying on${why}`);
    this.#name = undefined;
    this.#lastError ??= new Error('the connection was closed');
  }
}

function clientOptions(
  { isEncrypted, username, password, db }: RedisAddress,
  tls: NonNullable<RedisOptions['tls']>,
  nodes: RedisNodes,
  { reconnectOnError, retryStrategy }: Reconnecting,
) {
  return {
    ...{ username, password, db },
    ...(isEncrypted && { tls }),
    Connector: connectorTo(nodes),
    reconnectOnError: (error: Error) => (reconnectOnError(error) ? RECONNECT : false),
    connectionName: 'jobwire',
    protocol: 2,
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: ANSWER_MS,
    socketTimeout: ANSWER_MS,
    retryStrategy,
  } as const;
}

function retryMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RETRY_MS) * (0.5 + Math.random() / 2);
}
