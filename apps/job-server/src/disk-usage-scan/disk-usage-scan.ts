import { Injectable } from '@nestjs/common';
import { jobs, type Jobs } from '@jobwire/job-catalog';
import { Job, type JobContext, type JobHandler } from '@jobwire/nest';
import { ScanRoots } from '../scan-roots/scan-roots.ts';
import { takeFitting } from '../take-fitting.ts';
import { countEntries, measureDiskUsage } from './measure-disk-usage.ts';

type DiskUsageJob = Jobs['disk-usage-scan'];

/** Adds up the files below a folder and names its largest folders. */
@Injectable()
@Job(jobs['disk-usage-scan'])
export class DiskUsageScan implements JobHandler<DiskUsageJob> {
  constructor(private readonly roots: ScanRoots) {}

  async run(context: JobContext<DiskUsageJob>) {
    const { input, signal } = context;
    const path = await this.roots.folder(input.path);
    context.log(`Counting what is below ${path}`);
    const total = await countEntries(path, signal);
    context.log(`Measuring ${total} files and folders`);
    const usage = await measureDiskUsage(path, {
      top: input.top,
      signal,
      // Files may appear meanwhile: then there is more than was counted.
      onEntries: (current) => context.progress({ current, total: Math.max(current, total) }),
    });
    context.log(`${usage.files} files in ${usage.folders} folders: ${usage.bytes} bytes`);
    if (usage.unreadable > 0) context.log(`${usage.unreadable} could not be read and are left out`, 'warn');
    const largest = takeFitting(usage.largest);
    if (largest.length < usage.largest.length) {
      context.log(`Only ${largest.length} of the largest folders fit into the result`, 'warn');
    }
    return { path, ...usage, largest };
  }
}
