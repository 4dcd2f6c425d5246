import type { StoredJobEvent } from '@jobwire/events';
import { countPerMinute } from './per-minute';

const MINUTE = 60_000;
const now = Date.parse('2026-03-01T14:22:30Z');
const current = Date.parse('2026-03-01T14:22:00Z');

function ended(type: 'completed' | 'failed' | 'cancelled' | 'started', epochMs: number): StoredJobEvent {
  return {
    type,
    jobName: 'sync',
    serverId: 1,
    jobId: 's1',
    timestamp: '2026-03-01T14:00:00Z',
    position: `${epochMs}-0`,
    epochMs,
  };
}

it('counts what ended in each minute, and how much of it failed', () => {
  const events = [
    ended('completed', current - 2 * MINUTE),
    ended('failed', current - MINUTE - 1),
    ended('cancelled', current),
    ended('failed', current + 29_999),
    ended('started', current),
  ];
  expect(countPerMinute(events, now, 3)).toEqual([
    { from: current - 2 * MINUTE, finished: 2, failed: 1 },
    { from: current - MINUTE, finished: 0, failed: 0 },
    { from: current, finished: 2, failed: 1 },
  ]);
});

it('goes back an hour, and leaves out what is older', () => {
  const minutes = countPerMinute([ended('completed', current - 60 * MINUTE)], now);
  expect(minutes).toHaveLength(60);
  expect(minutes.every(({ finished }) => finished === 0)).toBe(true);
});

it('puts what a clock ahead of ours has stamped into the minute that goes on', () => {
  const minutes = countPerMinute([ended('completed', current + 5 * MINUTE)], now, 2);
  expect(minutes.map(({ finished }) => finished)).toEqual([0, 1]);
});
