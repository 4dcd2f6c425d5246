import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { defineJobs } from '@jobwire/events';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { once } from 'node:events';
import 'reflect-metadata';
import { z } from 'zod';
import { JobEventsModule } from '../job-events.module.ts';
import type { JobContext, JobHandler } from '../jobs/job-context.ts';
import { Job } from '../jobs/job.ts';

/** What a spec that spawns this program hands in as JSON. */
export interface FleetProgram {
  readonly url: string;
  readonly prefix: string;
  readonly serverId: number;
  readonly dataDir: string;
  readonly leaseMs: number;
}

const { url, ...options } = JSON.parse(process.argv[2] ?? '') as FleetProgram;
const { prefix, ...rest } = options;

const jobs = defineJobs({
  'copy-files': { key: 'copyFiles', label: 'Copy files', input: z.object({}), result: z.object({}) },
});

/** Works until it is told to stop, and then says that it is done. */
@Injectable()
@Job(jobs['copy-files'])
class CopyFiles implements JobHandler<(typeof jobs)['copy-files']> {
  async run({ signal }: JobContext): Promise<Record<string, never>> {
    if (!signal.aborted) await once(signal, 'abort');
    return {};
  }
}

@Module({
  imports: [JobEventsModule.forRoot({ store: 'redis', redis: { url, prefix }, ...rest })],
  providers: [CopyFiles],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
await app.listen(0, '127.0.0.1');
process.stdout.write(`ready ${((app.getHttpServer() as Server).address() as AddressInfo).port}\n`);
