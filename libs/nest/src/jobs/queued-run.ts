import type { Actor, JobRun } from '@jobwire/events';
import type { RunSubject } from './run-context.ts';

/** A run that waits for its turn: all that a server needs to do it. */
export interface QueuedRun {
  readonly subject: RunSubject;
  /** As a trigger would send it. */
  readonly input: unknown;
  readonly by: Actor;
  /** Which try it is: 1 for the first. */
  readonly attempt: number;
  /** When it may start, as ISO 8601. Absent where it may at once. */
  readonly startsAt?: string;
}

/** A run as it was stored when it was queued. */
export function queuedRunOf({ jobId, jobName, serverId, by, input, attempt = 1, startsAt }: JobRun): QueuedRun {
  return {
    subject: { jobId, jobName, serverId },
    input,
    by: by ?? { kind: 'api' },
    attempt,
    ...(startsAt === undefined ? {} : { startsAt }),
  };
}
