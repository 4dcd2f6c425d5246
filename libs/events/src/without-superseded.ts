import type { StoredJobEvent } from './job-event.ts';

/**
 * The events without progress that is superseded by a later one of the same run before anything else happens to that: what
 * `applyJobEvent` and `applyToRun` make of them is the same, but for the order of jobs that were not known before. For whoever
 * applies thousands at once and shows what comes of them.
 */
export function withoutSuperseded(events: readonly StoredJobEvent[]): StoredJobEvent[] {
  const kept: StoredJobEvent[] = [];
  /** The progress kept that comes next, by `jobId`. */
  const next = new Map<string, StoredJobEvent>();
  for (const event of events.toReversed()) {
    const { jobId } = event;
    if (jobId === undefined || (event.type === 'progress' && !event.progress)) {
      kept.push(event);
    } else if (event.type !== 'progress') {
      next.delete(jobId);
      kept.push(event);
    } else if (!isOfSameJob(next.get(jobId), event)) {
      next.set(jobId, event);
      kept.push(event);
    }
  }
  return kept.reverse();
}

function isOfSameJob(event: StoredJobEvent | undefined, other: StoredJobEvent): boolean {
  return event?.jobName === other.jobName && event.serverId === other.serverId;
}
