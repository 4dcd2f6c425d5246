import { JobEventsModule } from '@jobwire/nest';
import { BullMqBridgeModule } from '@jobwire/nest/bullmq';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { SyncController } from './sync.controller.ts';
import { SyncProcessor } from './sync-processor.ts';

const connection = { host: '127.0.0.1', port: Number(process.env['REDIS_PORT'] ?? 6379) };

@Module({
  imports: [
    BullModule.forRoot({ connection }),
    BullModule.registerQueue({ name: 'sync' }),
    // These two lines show what the queue does.
    JobEventsModule.forRoot({ dataDir: '.jobwire' }),
    BullMqBridgeModule.forRoot({ connection, queues: ['sync'] }),
  ],
  controllers: [SyncController],
  providers: [SyncProcessor],
})
export class AppModule {}
