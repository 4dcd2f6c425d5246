import type { Actor, JobRun } from '@jobwire/events';
import { formatCount } from '../words/count';
import { formatIcu } from '../words/icu';

/** "48,120 of 77,400"; empty where nothing is counted. */
export function describeProgress({ progress = {} }: Pick<JobRun, 'progress'>): string {
  const { current, total } = progress;
  if (current === undefined) return '';
  return total === undefined ? formatCount(current) : countOf(formatCount(current), formatCount(total));
}

/** "48,120 of 77,400", of counts that are written already. */
export function countOf(current: string, total: string): string {
  return $localize`${current}:CURRENT: of ${total}:TOTAL:`;
}

/** "by Mira K.", "by the schedule", "retry of k7q4m2xd", "Mira K. retried k7q4m2xd". */
export function describeActor({ kind, name, person }: Actor): string {
  switch (kind) {
    case 'person':
      return name === undefined ? $localize`by a person` : byPerson(name);
    case 'schedule':
      return $localize`by the schedule`;
    case 'api':
      return name === undefined ? $localize`over the API` : $localize`over the API, by ${name}:NAME:`;
    case 'retry':
      if (name === undefined) {
        return person === undefined ? $localize`as a retry` : $localize`as a retry, by ${person}:PERSON:`;
      }
      return person === undefined
        ? $localize`retry of ${shortId(name)}:RUN:`
        : $localize`${person}:PERSON: retried ${shortId(name)}:RUN:`;
  }
}

/** "by Mira K.". */
export function byPerson(name: string): string {
  return $localize`by ${name}:PERSON:`;
}

/** "1 anomaly", "2 anomalies". */
export function countAnomalies(anomalies: number): string {
  const message = $localize`{ANOMALIES, plural, =1 {1 anomaly} other {{ANOMALIES} anomalies}}`;
  return formatIcu(message, { ANOMALIES: anomalies });
}

/** "1 run", "14 runs". */
export function countRuns(runs: number): string {
  return formatIcu($localize`{RUNS, plural, =1 {1 run} other {{RUNS} runs}}`, { RUNS: runs });
}

/** "2 failed", of runs or of jobs. */
export function countFailed(runs: number): string {
  return formatIcu($localize`:Runs or jobs:{RUNS, plural, other {{RUNS} failed}}`, { RUNS: runs });
}

/** Enough of an id to tell it from others on the page. */
export function shortId(jobId: string): string {
  return /^[\da-f]{8}-[\da-f]{4}-/.test(jobId) ? jobId.slice(0, 8) : jobId;
}
