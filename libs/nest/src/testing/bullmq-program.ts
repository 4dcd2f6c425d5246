import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { BullMqBridgeModule } from '../bullmq/bullmq-bridge.module.ts';
import { JobEventsModule } from '../job-events.module.ts';

/** What a spec that spawns this program hands in as JSON. */
export interface BullMqProgram {
  /** Of BullMQ's Redis, and of the store's. */
  readonly url: string;
  readonly eventsUrl: string;
  readonly queue: string;
  readonly prefix: string;
  readonly serverId: number;
  readonly dataDir: string;
}

const { url, eventsUrl, queue, prefix, serverId, dataDir } = JSON.parse(process.argv[2] ?? '') as BullMqProgram;

@Module({
  imports: [
    JobEventsModule.forRoot({ store: 'redis', redis: { url: eventsUrl, prefix }, serverId, dataDir }),
    BullMqBridgeModule.forRoot({ connection: url, queues: [queue], leaseMs: 1_000 }),
  ],
})
class AppModule {}

await NestFactory.createApplicationContext(AppModule, { logger: ['error', 'warn'] });
process.stdout.write('ready\n');
