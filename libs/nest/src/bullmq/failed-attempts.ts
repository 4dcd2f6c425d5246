import type { Job } from 'bullmq';
import { describeFailure } from '../publish/describe-failure.ts';

/** An attempt after which a job is tried again. */
export interface FailedAttempt {
  /** 1 is the first. */
  readonly failedAttempt: number;
  /** How many there may be. */
  readonly attempts: number;
  readonly error: string;
}

/**
 * The attempts of a job after which it was tried again, oldest first, from the first that was not told. `told` is `undefined`
 * where nobody knows: then it is the newest.
 */
export function failedAttempts(job: Job, told: number | undefined): FailedAttempt[] {
  const { attemptsMade, finishedOn, opts } = job;
  // How the last one went is how the run has ended.
  const newest = finishedOn === undefined ? attemptsMade : attemptsMade - 1;
  if (told === undefined && newest < attemptsMade) return [];
  const attempts: FailedAttempt[] = [];
  for (let attempt = Math.max(1, told === undefined ? newest : told + 1); attempt <= newest; attempt++) {
    attempts.push({ failedAttempt: attempt, attempts: opts.attempts ?? 1, error: errorOf(job, attempt) });
  }
  return attempts;
}

/** The job itself only says it of the newest attempt; those before it are in its stack traces, as far as they are kept. */
function errorOf({ attemptsMade, failedReason, stacktrace }: Job, attempt: number): string {
  if (attempt === attemptsMade) return describeFailure(failedReason ?? '').error;
  const [head = ''] = (stacktrace?.at(attempt - attemptsMade - 1) ?? '').split('\n    at ');
  return describeFailure(head.replace(/^\w*(?:Error|Exception): /, '')).error;
}
