import type { OnApplicationBootstrap, OnModuleDestroy, OnModuleInit } from '@nestjs/common';
import { Redis, type RedisOptions as IoRedisOptions } from 'ioredis';
import type { ForeignRuns } from '../jobs/foreign-runs.ts';
import type { ServerIdentity } from '../jobs/server-identity.ts';
import { JobMapper, type JobMapping } from './job-mapping.ts';
import { QueueBridge } from './queue-bridge.ts';
import type { RunPublisher } from './run-publisher.ts';

/** Longer than any command waits. Then the connection is closed. */
const ANSWER_MS = 10_000;

/** As ioredis and BullMQ take them. */
type RedisOptions = Omit<IoRedisOptions, 'replyMapping'>;

/** Options of `BullMqBridgeModule`. */
export interface BullMqBridgeOptions extends JobMapping {
  /** Where BullMQ's Redis is: a `redis://` URL, or the same object that BullMQ is given. */
  readonly connection: string | RedisOptions;
  /** The names of the queues, at least one. */
  readonly queues: readonly string[];
  /** What BullMQ's keys begin with. Default: `bull`. */
  readonly prefix?: string;
  /**
   * Where to begin in a queue that was never told: with what happens from `now` on, or with the `oldest` of the events that
   * BullMQ keeps. Jobs that have not ended are told either way. Default: `now`.
   */
  readonly from?: 'now' | 'oldest';
  /** How long, in milliseconds, until another process takes over from one that died. Default: 10,000. */
  readonly leaseMs?: number;
  /** How often, in milliseconds, runs that go on are compared with the queue. Default: 60,000. */
  readonly compareMs?: number;
}

/** Tells the jobs of BullMQ's queues. Of several processes one does it, queue by queue. */
export class BullMqBridge implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #commands: Redis;
  readonly #queues: readonly QueueBridge[];

  constructor(
    {
      connection,
      queues,
      prefix = 'bull',
      from = 'now',
      leaseMs = 10_000,
      compareMs = 60_000,
      ...mapping
    }: BullMqBridgeOptions,
    publisher: RunPublisher,
    server: ServerIdentity,
    private readonly foreignRuns: ForeignRuns,
  ) {
    if (queues.length === 0) throw new TypeError('A bridge needs at least one queue.');
    const connect = (more: RedisOptions): Redis =>
      typeof connection === 'string' ? new Redis(connection, more) : new Redis({ ...connection, ...more });
    this.#commands = quiet(connect({ ...COMMANDS, connectionName: 'jobwire-bridge' }));
    const connections = {
      commands: this.#commands,
      open: async () => {
        const blocking = quiet(
          connect({ ...COMMANDS, retryStrategy: () => null, connectionName: 'jobwire-bridge-events' }),
        );
        await blocking.connect();
        return blocking;
      },
    };
    const mapper = new JobMapper(mapping, server.serverId);
    const options = { prefix, from, nowMs: Date.now(), leaseMs, compareMs };
    this.#queues = [...new Set(queues)].map((queue) => new QueueBridge(queue, connections, publisher, mapper, options));
  }

  /** Its runs go on without this process. */
  onModuleInit(): void {
    this.foreignRuns.claim((runId) => this.#queues.some((queue) => queue.tells(runId)));
  }

  /** Does not wait for Redis. */
  onApplicationBootstrap(): void {
    this.#commands.connect().catch(() => undefined);
    for (const queue of this.#queues) queue.start();
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#queues.map((queue) => queue.stop()));
    this.#commands.disconnect();
  }
}

/** What was on its way when a connection broke is not sent again: all begins anew then. */
const COMMANDS = {
  protocol: 2,
  lazyConnect: true,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: ANSWER_MS,
  socketTimeout: ANSWER_MS,
} as const;

function quiet(redis: Redis): Redis {
  // Each command tells of it too.
  return redis.on('error', () => undefined);
}
