import { isInterrupted, type JobRetries } from '@jobwire/events';
import { randomUUID } from 'node:crypto';
import type { NewRunEnd } from '../publish/job-events.ts';
import type { QueuedRun } from './queued-run.ts';
import { retryDelayMs } from './retry-delay.ts';

/** The run that follows one that ended so; `undefined` where none does. */
export function nextTry(run: QueuedRun, end: NewRunEnd, retries: JobRetries | undefined): QueuedRun | undefined {
  if (end.type !== 'failed' || !retries || run.attempt > retries.attempts) return undefined;
  if (isInterrupted({ state: 'failed', error: end.error })) return undefined;
  const { subject, input, attempt } = run;
  return {
    subject: { ...subject, jobId: randomUUID() },
    input,
    by: { kind: 'retry', name: subject.jobId },
    attempt: attempt + 1,
    startsAt: new Date(Date.now() + retryDelayMs(retries, attempt)).toISOString(),
  };
}
