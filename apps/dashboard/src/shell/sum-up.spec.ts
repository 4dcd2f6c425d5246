import type { JobEventType } from '@jobwire/events';
import { sumUp, type News } from './sum-up';

const said = (...news: readonly (JobEventType | { readonly about: string })[]): string =>
  sumUp(
    news.map((item, index): News =>
      typeof item === 'object' ? item.about : ({ type: item, jobName: `job-${index}`, serverId: 4 } as News),
    ),
    () => 'db-01',
  );

it.each([
  [['started'], 'Started: job-0 on db-01'],
  [['completed'], 'Done: job-0 on db-01'],
  [['failed'], 'Failed: job-0 on db-01'],
  [['cancelled'], 'Cancelled: job-0 on db-01'],
  [['anomaly_detected'], 'Anomaly: job-0 on db-01'],
  [['completed', 'completed'], '2 runs finished'],
  [['failed', 'failed'], '2 runs failed, the last: job-1 on db-01'],
  [['completed', 'failed', 'cancelled'], '3 runs finished, 1 failed: job-1 on db-01'],
  [['started', 'failed'], '1 run started, 1 failed: job-1 on db-01'],
  [
    ['started', 'started', 'completed', 'failed', 'failed', 'anomaly_detected'],
    '2 runs started, 3 finished, 2 failed, the last: job-4 on db-01, 1 anomaly: job-5 on db-01',
  ],
  [['anomaly_detected', 'anomaly_detected'], '2 anomalies, the last: job-1 on db-01'],
] as const)('%j: %s', (types, sentence) => {
  expect(said(...types)).toBe(sentence);
});

it('begins with what is to be said about the page', () => {
  expect(said({ about: 'Connection lost.' })).toBe('Connection lost.');
  expect(said('failed', { about: 'Live again.' })).toBe('Live again. Failed: job-0 on db-01');
  expect(said()).toBe('');
});
