import type { Job } from 'bullmq';
import { failedAttempts } from './failed-attempts.ts';

/** Tried so many times, failing each time. */
const aJob = (attemptsMade: number, more: Partial<Job> = {}): Job =>
  ({
    attemptsMade,
    opts: { attempts: 5 },
    failedReason: `No route (${attemptsMade})`,
    stacktrace: Array.from({ length: attemptsMade }, (_, index) => `Error: No route (${index + 1})\n    at sync.ts:1`),
    ...more,
  }) as unknown as Job;

const said = (job: Job, told: number | undefined): string[] =>
  failedAttempts(job, told).map(({ failedAttempt, attempts, error }) => `${failedAttempt} of ${attempts}: ${error}`);

it.each([
  ['all that were not told', aJob(3), 1, ['2 of 5: No route (2)', '3 of 5: No route (3)']],
  ['none where all were', aJob(3), 3, []],
  ['the newest where nobody knows which were', aJob(3), undefined, ['3 of 5: No route (3)']],
  ['none where none was made: it has put itself off, or its worker stalled', aJob(0), undefined, []],
  ['not the last one, which is how the run has ended', aJob(2, { finishedOn: 1 }), 0, ['1 of 5: No route (1)']],
  ['none of what has ended where nobody knows which were', aJob(2, { finishedOn: 1 }), undefined, []],
  [
    'what is left of them where stack traces are not kept',
    aJob(2, { stacktrace: [] }),
    0,
    ['1 of 5: Failed without a message', '2 of 5: No route (2)'],
  ],
])('tells %s', (_, job, told, expected) => {
  expect(said(job, told)).toEqual(expected);
});
