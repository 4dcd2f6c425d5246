import { formatIcu } from '@jobwire/angular';

/** "db-backup on db-01". */
export function jobOnServer(jobName: string, server: string): string {
  return $localize`:A job and its server:${jobName}:JOB: on ${server}:SERVER:`;
}

/** "12 servers, 3 jobs". */
export function countFleet(servers: number, jobs: number): string {
  const message = $localize`{SERVERS, plural, =1 {1 server} other {{SERVERS} servers}}, {JOBS, plural, =1 {1 job} other {{JOBS} jobs}}`;
  return formatIcu(message, { SERVERS: servers, JOBS: jobs });
}

/** "12 more are not shown.". */
export function countNotShown(more: number): string {
  return formatIcu($localize`{MORE, plural, =1 {1 more is not shown.} other {{MORE} more are not shown.}}`, {
    MORE: more,
  });
}
