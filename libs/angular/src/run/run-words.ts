import type { Actor, JobRun } from '@jobwire/events';
import { formatCount } from '../words/count';

/** "48,120 of 77,400"; empty where nothing is counted. */
export function describeProgress({ progress = {} }: Pick<JobRun, 'progress'>): string {
  const { current, total } = progress;
  if (current === undefined) return '';
  return total === undefined ? formatCount(current) : `${formatCount(current)} of ${formatCount(total)}`;
}

/** "by Mira K.", "by the schedule", "retry of k7q4m2xd", "Mira K. retried k7q4m2xd". */
export function describeActor({ kind, name, person }: Actor): string {
  switch (kind) {
    case 'person':
      return `by ${name ?? 'a person'}`;
    case 'schedule':
      return 'by the schedule';
    case 'api':
      return name === undefined ? 'over the API' : `over the API, by ${name}`;
    case 'retry':
      if (name === undefined) return person === undefined ? 'as a retry' : `as a retry, by ${person}`;
      return person === undefined ? `retry of ${shortId(name)}` : `${person} retried ${shortId(name)}`;
  }
}

/** Enough of an id to tell it from others on the page. */
export function shortId(jobId: string): string {
  return /^[\da-f]{8}-[\da-f]{4}-/.test(jobId) ? jobId.slice(0, 8) : jobId;
}
