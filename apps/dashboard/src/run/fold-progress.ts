import type { StoredJobEvent } from '@jobwire/events';

/** Events of a run with each stretch of progress folded into its last. */
export function foldProgress(events: readonly StoredJobEvent[]): readonly StoredJobEvent[] {
  return events.filter(({ type }, index) => type !== 'progress' || events[index + 1]?.type !== 'progress');
}
