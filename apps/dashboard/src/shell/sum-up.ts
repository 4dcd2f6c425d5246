import type { JobEventType, StoredJobEvent } from '@jobwire/events';

/** An event, or a sentence about the page. */
export type News = StoredJobEvent | string;

type NameOf = (serverId: number) => string;

const WORDS: Partial<Record<JobEventType, string>> = {
  started: 'Started',
  completed: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  anomaly_detected: 'Anomaly',
};

/** What has happened, in one sentence: "3 runs finished, 1 failed: db-backup on db-01". */
export function sumUp(news: readonly News[], nameOf: NameOf): string {
  const events = news.filter((item) => typeof item !== 'string');
  const about = news.findLast((item) => typeof item === 'string');
  const [first] = events;
  const what =
    first && events.length === 1 ? `${WORDS[first.type]}: ${describeRun(first, nameOf)}` : count(events, nameOf);
  return [about, what].filter(Boolean).join(' ');
}

function count(events: readonly StoredJobEvent[], nameOf: NameOf): string {
  const of = (...types: JobEventType[]): StoredJobEvent[] => events.filter(({ type }) => types.includes(type));
  const failed = of('failed');
  const finished = of('completed', 'failed', 'cancelled').length;
  const anomalies = of('anomaly_detected');
  const runs: readonly (readonly [count: number, words: string])[] = [
    [of('started').length, 'started'],
    [finished === failed.length ? 0 : finished, 'finished'],
    [failed.length, `failed${example(failed, nameOf)}`],
  ];
  const parts = runs
    .filter(([number]) => number > 0)
    .map(([number, words], index) => `${number}${index > 0 ? '' : number === 1 ? ' run' : ' runs'} ${words}`);
  const strange = `${anomalies.length} ${anomalies.length === 1 ? 'anomaly' : 'anomalies'}${example(anomalies, nameOf)}`;
  return [...parts, ...(anomalies.length > 0 ? [strange] : [])].join(', ');
}

/** The newest of them. */
function example(events: readonly StoredJobEvent[], nameOf: NameOf): string {
  const last = events.at(-1);
  if (!last) return '';
  return `${events.length === 1 ? '' : ', the last'}: ${describeRun(last, nameOf)}`;
}

function describeRun({ jobName, serverId }: StoredJobEvent, nameOf: NameOf): string {
  return `${jobName} on ${nameOf(serverId)}`;
}
