import * as z from 'zod';
import {
  defineJobs,
  isEventOf,
  type CatalogEvent,
  type EventOf,
  type JobInput,
  type JobResult,
} from './define-jobs.ts';
import type { Anomaly, JobEvent, StoredJobEvent } from './job-event.ts';
import { sameType } from './testing/same-type.ts';

const jobs = defineJobs({
  backup: {
    key: 'backupKey',
    label: 'Backup',
    input: z.strictObject({ path: z.string(), depth: z.int().default(3) }),
    result: z.object({ bytes: z.number() }),
  },
  'nightly-report': {
    key: 'report',
    label: 'Nightly report',
    input: z.strictObject({ day: z.string().optional() }),
    result: z.object({ pages: z.number(), finishedOn: z.string().transform((text) => new Date(text)) }),
  },
});

type Jobs = typeof jobs;
type Backup = Jobs['backup'];
type Report = Jobs['nightly-report'];

sameType<keyof Jobs, 'backup' | 'nightly-report'>(true);
sameType<Backup['name'], 'backup'>(true);
sameType<Backup['key'], 'backupKey'>(true);
sameType<Report['name'], 'nightly-report'>(true);
// @ts-expect-error There is no such job.
void jobs['nightly-reprot'];

// What a handler gets has its defaults filled in; what it returns is what `completed` carries.
sameType<JobInput<Backup>, { path: string; depth: number }>(true);
sameType<JobInput<Report>, { day?: string | undefined }>(true);
sameType<JobResult<Backup>, { bytes: number }>(true);
sameType<JobResult<Report>, { pages: number; finishedOn: Date }>(true);

/** A handler, as a library that runs jobs would type it. */
type Handler<Name extends keyof Jobs> = (input: JobInput<Jobs[Name]>) => Promise<JobResult<Jobs[Name]>>;

export const backup: Handler<'backup'> = async ({ path, depth }) => ({ bytes: path.length * depth });
// @ts-expect-error The result lacks its bytes.
export const forgetful: Handler<'backup'> = async () => ({});
// @ts-expect-error The input has no such field.
export const curious: Handler<'backup'> = async ({ folder }) => ({ bytes: String(folder).length });
// @ts-expect-error There is no such job.
export type Unknown = Handler<'restore'>;

/** Testing `jobName` and `type` narrows `data`. */
export function narrows(event: CatalogEvent<Jobs>): void {
  sameType<typeof event.jobName, 'backup' | 'nightly-report'>(true);
  sameType<typeof event.type, JobEvent['type']>(true);
  // @ts-expect-error There is no such job.
  if (event.jobName === 'restore') return;
  if (event.jobName === 'backup') {
    if (event.type === 'completed') sameType<typeof event.data, { bytes: number }>(true);
    if (event.type === 'started') sameType<typeof event.data, { path: string; depth: number } | undefined>(true);
    if (event.type === 'anomaly_detected') sameType<typeof event.data, Anomaly>(true);
    if (event.type === 'progress') sameType<typeof event.data, unknown>(true);
  } else if (event.type === 'completed') {
    sameType<typeof event.data, { pages: number; finishedOn: Date }>(true);
  }
}

/** `isEventOf` does the same for an event from anywhere. */
export function belongs(event: JobEvent): void {
  if (!isEventOf(jobs.backup, event)) return;
  sameType<typeof event.jobName, 'backup'>(true);
  if (event.type === 'completed') sameType<typeof event.data.bytes, number>(true);
  if (event.type === 'queued') sameType<NonNullable<typeof event.data>['depth'], number>(true);
  // @ts-expect-error Not every type has such data.
  void event.data.bytes;
  if (event.type === 'failed') sameType<typeof event.error, string | undefined>(true);
}

/** And for one from the stream, which keeps its position. */
export function isStored(event: StoredJobEvent): void {
  if (!isEventOf(jobs.backup, event)) return;
  sameType<typeof event.jobName, 'backup'>(true);
  sameType<typeof event.position, string>(true);
  if (event.type === 'completed') sameType<typeof event.data.bytes, number>(true);
  if (event.type === 'anomaly_detected') sameType<typeof event.data.severity, Anomaly['severity']>(true);
}

sameType<Extract<EventOf<Backup>, { type: 'completed' }>['data'], { bytes: number }>(true);

defineJobs({
  // @ts-expect-error The result is missing.
  backup: { key: 'backup', label: 'Backup', input: z.object({}) },
  // @ts-expect-error The input is no schema.
  sync: { key: 'sync', label: 'Sync', input: { path: 'string' }, result: z.object({}) },
});

const input = z.strictObject({ path: z.string(), depth: z.int().default(3) });
const optional = z.strictObject({ day: z.string().optional() });
const rest = { key: 'key', label: 'Label', result: z.object({}) };

// A schedule's input is what a trigger takes: defaults may be left out, and all of it where nothing is required.
export const planned = defineJobs({
  backup: { ...rest, input, schedule: { cron: '0 3 * * *', timeZone: 'Europe/Berlin', input: { path: '/srv' } } },
  report: { ...rest, input: optional, schedule: [{ cron: '@daily' }, { cron: '0 * * * *', input: { day: 'today' } }] },
});
sameType<JobInput<(typeof planned)['backup']>, { path: string; depth: number }>(true);

// @ts-expect-error The path is required.
defineJobs({ backup: { ...rest, input, schedule: { cron: '0 3 * * *' } } });
// @ts-expect-error The path is no number.
defineJobs({ backup: { ...rest, input, schedule: { cron: '0 3 * * *', input: { path: 7 } } } });
const schedule = [{ cron: '@daily' }, { cron: '@daily', input: { day: 7 } }] as const;
// @ts-expect-error The day of the second one is no number.
defineJobs({ report: { ...rest, input: optional, schedule } });
// @ts-expect-error There is no cron expression.
defineJobs({ report: { ...rest, input: optional, schedule: { timeZone: 'Europe/Berlin' } } });

// What `queued` and `started` carry is what a trigger sends, where the schema makes something else of it.
export const dated = defineJobs({
  dated: { ...rest, input: z.object({ on: z.string().transform((text) => new Date(text)) }) },
});
sameType<JobInput<(typeof dated)['dated']>, { on: Date }>(true);
sameType<Extract<EventOf<(typeof dated)['dated']>, { type: 'queued' }>['data'], { on: string } | undefined>(true);
