import type { StoredJobEvent } from '@jobwire/events';
import { readFeedFilter } from './feed-filter';

const failed = {
  type: 'failed',
  jobName: 'db-backup',
  serverId: 4,
  jobId: 'k7q4m2xd',
  timestamp: '',
  epochMs: 1,
  position: '1-1',
} as StoredJobEvent;

function fits(query: string, event = failed): boolean | undefined {
  return readFeedFilter(query)?.(event, () => ({
    serverName: 'db-01',
    text: 'Failed\ndb-backup\nENOSPC: no space left',
  }));
}

it.each([
  'type:failed',
  'type:done,failed',
  'job:db-*',
  'server:DB-01',
  'server:4',
  'run:k7q4*',
  'enospc',
  '"no space"',
])('finds by %s', (query) => expect([fits(query), fits(`-${query}`)]).toEqual([true, false]));

it.each(['type:done', 'job:db', 'server:db', 'run:k7q4', 'space-no', 'db-backup type:done'])(
  'does not find by %s',
  (query) => expect(fits(query)).toBe(false),
);

it('knows a type by the word that its row shows and by its own name', () => {
  const event = { ...failed, type: 'anomaly_detected' } as StoredJobEvent;
  expect([fits('type:anomaly', event), fits('type:anomaly_detected', event), fits('type:acknowledged', event)]).toEqual(
    [true, true, false],
  );
});

it('lets everything through where nothing is asked, and takes what is half written for text', () => {
  expect(readFeedFilter('  ')).toBeUndefined();
  expect([fits('"no space'), fits('state:failed')]).toEqual([true, false]);
});
