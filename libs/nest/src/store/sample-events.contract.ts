import type { JobEvent } from '@jobwire/events';

export const TIMESTAMP = '2026-11-23T14:22:08.031274Z';

type EventOfType<Type extends JobEvent['type']> = Extract<JobEvent, { type: Type }>;

interface Subject {
  readonly serverId?: number;
  readonly jobName?: string;
}

const subject = (jobId: string, { serverId = 1, jobName = 'scan' }: Subject = {}) => ({
  jobName,
  serverId,
  jobId,
  timestamp: TIMESTAMP,
});

export const started = (jobId: string, of?: Subject): EventOfType<'started'> => ({
  type: 'started',
  ...subject(jobId, of),
});
export const completed = (jobId: string, of?: Subject): EventOfType<'completed'> => ({
  type: 'completed',
  ...subject(jobId, of),
});
export const failed = (jobId: string, of?: Subject): EventOfType<'failed'> => ({
  type: 'failed',
  ...subject(jobId, of),
  error: 'It broke',
});
export const progress = (jobId: string, current: number, of?: Subject): EventOfType<'progress'> => ({
  type: 'progress',
  ...subject(jobId, of),
  progress: { current },
});

export function anomaly(jobId: string | undefined, of?: Subject): EventOfType<'anomaly_detected'> {
  const { jobId: _jobId, ...rest } = subject('', of);
  return {
    type: 'anomaly_detected',
    ...rest,
    ...(jobId === undefined ? {} : { jobId }),
    data: { severity: 'low', summary: 'Odd' },
  };
}

/** One to three events that follow from nothing: runs overlap, end twice, go on after their end. */
export function randomEvents(random: (below: number) => number): JobEvent[] {
  return Array.from({ length: 1 + random(3) }, () => {
    const of = { serverId: 1 + random(2), jobName: ['scan', 'sync', 'check'][random(3)] as string };
    const jobId = `${of.serverId}-${of.jobName}-${random(4)}`;
    const events = [
      started(jobId, of),
      completed(jobId, of),
      failed(jobId, of),
      progress(jobId, random(100), of),
      anomaly(jobId, of),
      anomaly(undefined, of),
    ];
    return events[random(events.length)] as JobEvent;
  });
}

/** The same numbers each time (a linear congruential generator, Numerical Recipes). */
export function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
