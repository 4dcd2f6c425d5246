import { BullModule, getQueueToken, Processor, WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { JobEventsModule } from '../job-events.module.ts';
import { EventStore } from '../store/event-store.ts';
import { eventually } from '../testing/eventually.ts';
import { describeWithRedis, RedisServer } from '../testing/redis-server.ts';
import { BullMqBridgeModule } from './bullmq-bridge.module.ts';

@Processor('sync')
class SyncProcessor extends WorkerHost {
  async process(): Promise<string> {
    return 'done';
  }
}

describeWithRedis('BullMqBridgeModule', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await RedisServer.start()));
  afterAll(() => redis.remove());

  it('tells the jobs of an application with @nestjs/bullmq, over the connection that this is given', async () => {
    const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };

    @Module({
      imports: [
        BullModule.forRoot({ connection }),
        BullModule.registerQueue({ name: 'sync' }),
        JobEventsModule.forRoot({ store: 'memory', serverId: 3 }),
        BullMqBridgeModule.forRootAsync({ useFactory: () => ({ connection, queues: ['sync'] }) }),
      ],
      providers: [SyncProcessor],
    })
    class AppModule {}

    const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
    const { id } = await app.get<Queue>(getQueueToken('sync')).add('sync', {});
    const store = app.get(EventStore);
    const runs = async () => (await store.runs({ state: ['completed'], limit: 10 })).items;
    await eventually(async () => (await runs()).length > 0);
    const jobId = expect.stringMatching(new RegExp(`^sync:${id}:\\d+$`));
    expect(await runs()).toMatchObject([{ jobId, jobName: 'sync', serverId: 3, result: 'done' }]);
    await app.close();
  });
});
