import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { JobEventType, StoredJobEvent } from '@jobwire/events';
import { Queue, Worker, type Job, type Processor, type WorkerOptions } from 'bullmq';
import { Redis } from 'ioredis';
import type { EventEmitter } from 'node:events';
import { BullMqBridgeModule } from '../bullmq/bullmq-bridge.module.ts';
import type { BullMqBridgeOptions } from '../bullmq/bullmq-bridge.ts';
import { JobEventsModule, type JobEventsOptions } from '../job-events.module.ts';
import { EventStore } from '../store/event-store.ts';
import { RunLog } from '../store/run-log.ts';
import { eventually } from './eventually.ts';
import { RedisServer } from './redis-server.ts';

/** An application with a bridge, and what it has told. */
export interface BridgedApp {
  readonly store: EventStore;
  events(): Promise<readonly StoredJobEvent[]>;
  /** All that was told of one job, once so many of its events are there. */
  told(job: Job | string, count: number): Promise<readonly StoredJobEvent[]>;
  /** The lines of a run's log. */
  log(runId: string | undefined): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** A Redis, and queues, workers and applications on it; all are closed after each test. */
export function bullMqForSpec() {
  const open: { close(): Promise<unknown> }[] = [];
  let server: RedisServer;
  let redis: Redis;
  let queues = 0;
  beforeAll(async () => {
    server = await RedisServer.start();
    redis = quiet(new Redis(server.url));
  });
  afterEach(async () => {
    for (const each of open.splice(0).reverse()) await each.close();
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
  });
  const keep = <Closable extends { close(): Promise<unknown> }>(closable: Closable): Closable => {
    open.push(closable);
    return closable;
  };
  const connection = () => ({ host: '127.0.0.1', port: server.port });
  /** Resolves when some bridge waits for events. */
  const isFollowed = () =>
    eventually(async () => /name=jobwire-bridge-events .*cmd=xread/.test(String(await redis.client('LIST'))));
  return {
    isFollowed,
    get server(): RedisServer {
      return server;
    },
    /** For what only an operator does. */
    get redis(): Redis {
      return redis;
    },
    newQueue(name = `sync-${queues++}`): Queue {
      return keep(quiet(new Queue(name, { connection: connection() })));
    },
    work(queue: Queue, processor: Processor, options: Partial<WorkerOptions> = {}): Worker {
      return keep(quiet(new Worker(queue.name, processor, { ...options, connection: connection() })));
    },
    async bridge(
      options: Partial<BullMqBridgeOptions> & Pick<BullMqBridgeOptions, 'queues'>,
      jobEvents: JobEventsOptions = { store: 'memory' },
    ): Promise<BridgedApp> {
      const app = await startBridge({ connection: connection(), leaseMs: 500, ...options }, jobEvents);
      keep(app);
      await isFollowed();
      return app;
    },
  };
}

async function startBridge(options: BullMqBridgeOptions, jobEvents: JobEventsOptions): Promise<BridgedApp> {
  class AppModule {}
  const app = await NestFactory.createApplicationContext(
    { module: AppModule, imports: [JobEventsModule.forRoot(jobEvents), BullMqBridgeModule.forRoot(options)] },
    { logger: ['error', 'warn'] },
  );
  return bridgedApp(app);
}

function bridgedApp(app: INestApplicationContext): BridgedApp {
  const store = app.get(EventStore);
  const events = async () => (await store.read(store.oldest(), { limit: 1_000_000 })).events.map(({ event }) => event);
  const of = (job: Job | string, all: readonly StoredJobEvent[]) =>
    all.filter(
      ({ jobId = '' }) => jobId.split(':').slice(1, -1).join(':') === (typeof job === 'string' ? job : job.id),
    );
  let isClosed = false;
  return {
    store,
    events,
    async told(job, count) {
      await eventually(async () => of(job, await events()).length >= count);
      return of(job, await events());
    },
    log: async (runId = '') => (await app.get(RunLog).read(runId, 0, 100)).map(({ text }) => text),
    async close() {
      if (!isClosed) await app.close();
      isClosed = true;
    },
  };
}

export function typesOf(events: readonly StoredJobEvent[]): JobEventType[] {
  return events.map(({ type }) => type);
}

function quiet<Emitter extends EventEmitter>(emitter: Emitter): Emitter {
  // Tests take Redis away.
  emitter.on('error', () => undefined);
  return emitter;
}
