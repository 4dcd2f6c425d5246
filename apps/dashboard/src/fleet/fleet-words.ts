import { formatIcu } from '@jobwire/angular';

/** Letters of scripts that are written from right to left, and what turns the direction of a text. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff]|[\u{10800}-\u{10fff}]|[\u{1e800}-\u{1efff}]/u;

/** "db-backup on db-01". */
export function jobOnServer(jobName: string, server: string): string {
  return $localize`:A job and its server:${jobName}:JOB: on ${isolate(server)}:SERVER:`;
}

/** A name that is written from right to left draws the numbers after it to its other side: "· 6 m ago" would be read as a part of it. */
export function isolate(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
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
