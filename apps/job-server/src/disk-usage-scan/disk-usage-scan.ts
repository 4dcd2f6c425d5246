import { Injectable } from '@nestjs/common';
import { jobs, type Jobs } from '@jobwire/job-catalog';
import { Job, type JobContext, type JobHandler } from '@jobwire/nest';
import { takeFitting } from '../event-size.ts';
import { ScanRoots } from '../scan-roots/scan-roots.ts';
import { countEntries, measureDiskUsage } from './measure-disk-usage.ts';

type DiskUsageJob = Jobs['disk-usage-scan'];

/** Adds up the files below a folder and names its largest folders. */
@Injectable()
@Job(jobs['disk-usage-scan'])
export class DiskUsageScan implements JobHandler<DiskUsageJob> {
  constructor(private readonly roots: ScanRoots) {}

  async run(ctx: JobContext<DiskUsageJob>) {
    const { input, signal } = ctx;
    const path = await this.roots.folder(input.path);
    ctx.log(`Counting what is below ${path}`);
    const total = await countEntries(path, signal);
    ctx.log(`Measuring ${total} files and folders`);
    const usage = await measureDiskUsage(path, {
      top: input.top,
      signal,
      // Files may appear meanwhile: then there is more than was counted.
      onEntries: (current) => ctx.progress({ current, total: Math.max(current, total) }),
    });
    if (usage.unreadable > 0) ctx.log(`${usage.unreadable} could not be read and are left out`, 'warn');
    return { path, ...usage, largest: takeFitting(usage.largest) };
  }
}
