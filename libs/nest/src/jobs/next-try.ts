import { isInterrupted, type JobRetries } from '@jobwire/events';
import { randomUUID } from 'node:crypto';
import type { NewRunEnd } from '../publish/job-events.ts';
import type { QueuedRun } from './queued-run.ts';
import { retryDelayMs } from './retry-delay.ts';

/** What matters of the end of a run. */
export interface RunOutcome {
  readonly type: NewRunEnd['type'];
  readonly error?: string | undefined;
}

/** The run that follows one that ended so; `undefined` where none does. `jobId`: what it is called. */
export function nextTry(
  run: QueuedRun,
  end: RunOutcome,
  retries: JobRetries | undefined,
  jobId: string = randomUUID(),
): QueuedRun | undefined {
  if (end.type !== 'failed' || !retries || run.attempt > retries.attempts) return undefined;
  if (isInterrupted({ state: 'failed', ...(end.error === undefined ? {} : { error: end.error }) })) return undefined;
  const { subject, input, attempt } = run;
  return {
    subject: { ...subject, jobId },
    input,
    by: { kind: 'retry', name: subject.jobId },
    attempt: attempt + 1,
    startsAt: new Date(Date.now() + retryDelayMs(retries, attempt)).toISOString(),
  };
}
