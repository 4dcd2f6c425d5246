import type { StoredJobEvent } from '@jobwire/events';
import { addToMinutes, minutesOf, newestMinutes } from './per-minute';

const MINUTE = 60_000;
const now = Date.parse('2026-03-01T14:22:30Z');
const current = Date.parse('2026-03-01T14:22:00Z');
const none = new Map();

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
  expect(newestMinutes(addToMinutes(none, events), now, 3)).toEqual([
    { from: current - 2 * MINUTE, finished: 2, failed: 1 },
    { from: current - MINUTE, finished: 0, failed: 0 },
    { from: current, finished: 2, failed: 1 },
  ]);
});

it('goes on from what the server has counted', () => {
  const counted = minutesOf({ steps: [{ at: current, completed: 3, failed: 1, cancelled: 1 }] });
  expect(newestMinutes(addToMinutes(counted, [ended('failed', current)]), now, 1)).toEqual([
    { from: current, finished: 6, failed: 2 },
  ]);
});

it('stays what it was where nothing has ended', () => {
  expect(addToMinutes(none, [ended('started', current)])).toBe(none);
});

it('goes back an hour, and leaves out what is older', () => {
  const minutes = newestMinutes(addToMinutes(none, [ended('completed', current - 60 * MINUTE)]), now);
  expect(minutes).toHaveLength(60);
  expect(minutes.every(({ finished }) => finished === 0)).toBe(true);
});

it('puts what a clock ahead of ours has stamped into the minute that goes on', () => {
  const minutes = newestMinutes(addToMinutes(none, [ended('completed', current + 5 * MINUTE)]), now, 2);
  expect(minutes.map(({ finished }) => finished)).toEqual([0, 1]);
});
