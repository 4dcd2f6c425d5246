import { ApiProblem } from '@jobwire/angular';
import { aJob, toExamples, type Example } from './example';
import type { Play } from './invented-server';

export interface ButtonExample extends Example {
  readonly disabledReason?: string;
}

/** What `jobName` runs in all of them. */
export const BUTTON_JOB = 'db-backup';

const press: Play = (stream, element) => {
  stream.hello();
  element.querySelector('button')?.click();
};

/** The trigger button before, while and after it is pressed. */
export function buttonExamples(now: number): readonly ButtonExample[] {
  const startedAt = new Date(now - 207_000).toISOString();
  const running = { state: 'running', jobId: 'k7q4m2xd', activeSince: startedAt } as const;
  const run = { ...running, jobName: BUTTON_JOB, serverId: 26, startedAt, anomalies: 0, events: [] };
  const examples = toExamples(21, [
    { title: 'Idle', jobs: [aJob(BUTTON_JOB)] },
    { title: 'Running there', jobs: [aJob(BUTTON_JOB, running)] },
    { title: 'Cancelling', jobs: [aJob(BUTTON_JOB, { ...running, cancelRequested: true })] },
    { title: 'Sending', jobs: [aJob(BUTTON_JOB)], play: press },
    {
      title: 'Refused',
      jobs: [aJob(BUTTON_JOB)],
      order: new ApiProblem('You may not run jobs on app-25 (403).', { status: 403 }),
      play: press,
    },
    {
      title: 'Refused, it is running already',
      jobs: [aJob(BUTTON_JOB)],
      order: new ApiProblem('It is running already.', { status: 409, jobId: 'k7q4m2xd' }),
      run,
      play: press,
    },
    { title: 'Not live', jobs: [aJob(BUTTON_JOB)], play: (stream) => stream.connection({ status: 'offline' }) },
  ]);
  const offline = toExamples(28, [{ title: 'Disabled, with a reason', jobs: [aJob(BUTTON_JOB)] }]);
  return [
    ...examples,
    ...offline.map((example) => ({ ...example, disabledReason: `${example.info.name} is offline.` })),
  ];
}
