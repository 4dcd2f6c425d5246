import { formatIcu } from '@jobwire/angular';
import type { JobEventType, StoredJobEvent } from '@jobwire/events';
import { jobOnServer } from '../fleet/fleet-words';

/** An event, or a sentence about the page. */
export type News = StoredJobEvent | string;

type NameOf = (serverId: number) => string;

/** What has happened, in one sentence: "3 runs finished, 1 failed: db-backup on db-01". */
export function sumUp(news: readonly News[], nameOf: NameOf): string {
  const events = news.filter((item) => typeof item !== 'string');
  const about = news.findLast((item) => typeof item === 'string');
  const [first] = events;
  const what = first && events.length === 1 ? tell(first, nameOf) : count(events, nameOf);
  return [about, what].filter(Boolean).join(' ');
}

function tell(event: StoredJobEvent, nameOf: NameOf): string {
  const run = describeRun(event, nameOf);
  switch (event.type) {
    case 'started':
      return $localize`:A run:Started: ${run}:RUN:`;
    case 'completed':
      return $localize`:A run:Done: ${run}:RUN:`;
    case 'failed':
      return $localize`:A run:Failed: ${run}:RUN:`;
    case 'cancelled':
      return $localize`:A run:Cancelled: ${run}:RUN:`;
    case 'anomaly_detected':
      return $localize`Anomaly: ${run}:RUN:`;
    default:
      return run;
  }
}

/** The first part says what is counted. */
const FIRST = {
  started: $localize`{RUNS, plural, =1 {1 run started} other {{RUNS} runs started}}`,
  finished: $localize`{RUNS, plural, =1 {1 run finished} other {{RUNS} runs finished}}`,
  failed: $localize`{RUNS, plural, =1 {1 run failed: {RUN}} other {{RUNS} runs failed, the last: {RUN}}}`,
} as const;
const LATER = {
  started: $localize`:Runs, after another part:{RUNS, plural, other {{RUNS} started}}`,
  finished: $localize`:Runs, after another part:{RUNS, plural, other {{RUNS} finished}}`,
  failed: $localize`:Runs, after another part:{RUNS, plural, =1 {1 failed: {RUN}} other {{RUNS} failed, the last: {RUN}}}`,
} as const;

function count(events: readonly StoredJobEvent[], nameOf: NameOf): string {
  const of = (...types: JobEventType[]): StoredJobEvent[] => events.filter(({ type }) => types.includes(type));
  const failed = of('failed');
  const finished = of('completed', 'failed', 'cancelled').length;
  const counts = [
    ['started', of('started').length],
    ['finished', finished === failed.length ? 0 : finished],
    ['failed', failed.length],
  ] as const;
  const parts = counts
    .filter(([, runs]) => runs > 0)
    .map(([what, runs], index) =>
      formatIcu((index === 0 ? FIRST : LATER)[what], { RUNS: runs, RUN: newest(failed, nameOf) }),
    );
  const anomalies = of('anomaly_detected');
  if (anomalies.length === 0) return parts.join(', ');
  const strange = $localize`{ANOMALIES, plural, =1 {1 anomaly: {RUN}} other {{ANOMALIES} anomalies, the last: {RUN}}}`;
  return [...parts, formatIcu(strange, { ANOMALIES: anomalies.length, RUN: newest(anomalies, nameOf) })].join(', ');
}

function newest(events: readonly StoredJobEvent[], nameOf: NameOf): string {
  const last = events.at(-1);
  return last ? describeRun(last, nameOf) : '';
}

function describeRun({ jobName, serverId }: StoredJobEvent, nameOf: NameOf): string {
  return jobOnServer(jobName, nameOf(serverId));
}
