import { defineJobs } from '@jobwire/events';
import * as z from 'zod';

const path = z.string().min(1).max(4_096);
const count = z.int().min(0);

/** The jobs of this deployment: the server runs what stands here, the dashboard shows it by these labels. */
export const jobs = defineJobs({
  'disk-usage-scan': {
    key: 'diskUsage',
    label: 'Disk usage scan',
    description: 'Adds up the files below a folder and names its largest folders.',
    input: z.strictObject({
      path: path.optional().describe('Folder to scan. Default: the folder the server was started in.'),
      top: z.int().min(1).max(200).default(20).describe('How many of the largest folders to list.'),
    }),
    result: z.object({
      path,
      files: count,
      folders: count,
      bytes: count.describe('As du --apparent-size.'),
      allocatedBytes: count.describe('As du.'),
      unreadable: count,
      largest: z.array(z.object({ path, bytes: count })),
    }),
    schedule: { cron: '0 3 * * *' },
  },
  'file-integrity-check': {
    key: 'fileIntegrity',
    label: 'File integrity check',
    description: 'Compares the SHA-256 of every file below a folder with the baseline of the last accepted run.',
    input: z.strictObject({
      path: path.optional().describe('Folder to check. Default: the folder the server was started in.'),
      acceptChanges: z.boolean().default(false).describe('Make what is found the new baseline.'),
    }),
    result: z.object({ path, files: count, added: count, changed: count, removed: count, unreadable: count }),
  },
  'auth-log-scan': {
    key: 'authLog',
    label: 'Auth log scan',
    description: 'Counts failed logins by source address in an sshd or auth log, plain or gzip.',
    input: z.strictObject({
      file: path.describe('Log file to read, plain or gzip.'),
      threshold: z.int().min(1).max(10_000).default(10).describe('Failed logins from one source that make an anomaly.'),
      windowMinutes: z.number().min(0.1).max(10_080).default(10).describe('Within how many minutes.'),
    }),
    result: z.object({
      lines: count,
      failures: count,
      sources: z.array(
        z.object({
          address: z.string(),
          failures: count,
          users: z.array(z.string()),
          first: z.string(),
          last: z.string(),
        }),
      ),
    }),
  },
});

export type Jobs = typeof jobs;
export type JobName = keyof Jobs;

/** How status lists name each job. */
export const JOB_NAME_TO_KEY = Object.fromEntries(Object.values(jobs).map((job) => [job.name, job.key])) as {
  readonly [Name in JobName]: Jobs[Name]['key'];
};
