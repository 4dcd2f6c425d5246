import type { CatalogEvent, JobInput, JobResult } from '@jobwire/events';
import { JOB_NAME_TO_KEY, jobs, type JobName, type Jobs } from './jobs.ts';

/** `true` where the two types are the same, not only assignable to each other. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function sameType<A, B>(are: Same<A, B>): void;

sameType<JobName, 'disk-usage-scan' | 'file-integrity-check' | 'auth-log-scan'>(true);
sameType<(typeof JOB_NAME_TO_KEY)['disk-usage-scan'], 'diskUsage'>(true);
// @ts-expect-error There is no such job.
void jobs['disk-usage'];
// @ts-expect-error There is no such job.
void JOB_NAME_TO_KEY['disk-usage'];

sameType<JobInput<Jobs['disk-usage-scan']>, { path?: string | undefined; top: number }>(true);
sameType<JobInput<Jobs['file-integrity-check']>, { path?: string | undefined; acceptChanges: boolean }>(true);
sameType<JobInput<Jobs['auth-log-scan']>, { file: string; threshold: number; windowMinutes: number }>(true);

/** An event of the catalog has the result of its own job. */
export function narrows(event: CatalogEvent<Jobs>): void {
  if (event.type !== 'completed') return;
  // @ts-expect-error Each job has another result.
  void event.data.bytes;
  if (event.jobName === 'disk-usage-scan') {
    sameType<typeof event.data, JobResult<Jobs['disk-usage-scan']>>(true);
    sameType<typeof event.data.largest, { path: string; bytes: number }[]>(true);
  }
  if (event.jobName === 'auth-log-scan') sameType<(typeof event.data.sources)[number]['users'], string[]>(true);
}
