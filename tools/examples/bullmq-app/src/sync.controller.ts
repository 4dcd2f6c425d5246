import { InjectQueue } from '@nestjs/bullmq';
import { Body, Controller, Post } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { Sync } from './sync-processor.ts';

@Controller('sync')
export class SyncController {
  constructor(@InjectQueue('sync') private readonly queue: Queue<Sync>) {}

  @Post()
  async add(@Body() { rows = 200, isFlaky = false }: Partial<Sync> = {}): Promise<{ id: string | undefined }> {
    const { id } = await this.queue.add('users', { rows, isFlaky }, { attempts: 3, backoff: 500 });
    return { id };
  }
}
