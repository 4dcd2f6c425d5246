import { signal } from '@angular/core';
import type { LogLevel, LogLine } from '@jobwire/events';
import { readLogFilter, writeLogFilter } from './log-filter';
import { LogFollow } from './log-follow';
import { LogLines } from './log-lines';

const line = (number: number, text: string, level: LogLevel = 'info'): LogLine => ({
  line: number,
  text,
  level,
  timestamp: '2026-03-01T14:22:08Z',
});

it('filters what is there and what comes, by text and by level', () => {
  const lines = new LogLines();
  const shown = (): number[] => lines.shown().map((shownLine) => shownLine.line);
  lines.add([line(1, 'counting'), line(2, 'skipped .LOCK', 'warn')]);
  lines.filter({ text: 'lock', floor: 'all' });
  expect(shown()).toEqual([2]);
  lines.add([line(3, 'lock is gone', 'error'), line(4, 'counting')]);
  expect(shown()).toEqual([2, 3]);
  lines.filter({ text: '', floor: 'error' });
  expect(shown()).toEqual([3]);
  lines.filter({ text: '', floor: 'warn' });
  expect([shown(), lines.warnings(), lines.errors(), lines.newest()]).toEqual([[2, 3], 1, 1, 4]);
});

it('stands in the address, where defaults are left out', () => {
  expect(readLogFilter('lock', 'warn')).toEqual({ text: 'lock', floor: 'warn' });
  expect(readLogFilter(undefined, 'nonsense')).toEqual({ text: '', floor: 'all' });
  expect(writeLogFilter({ text: '', floor: 'all' })).toEqual({ log: null, level: null });
});

it('is followed until somebody goes up, and again from the end on', () => {
  const newest = signal(100);
  const follow = new LogFollow(newest);
  follow.scrolled({ fromTop: 500, fromBottom: 0 });
  follow.scrolled({ fromTop: 500, fromBottom: 200 });
  expect(follow.isFollowing()).toBe(true);
  follow.scrolled({ fromTop: 300, fromBottom: 400 });
  newest.set(314);
  expect([follow.isFollowing(), follow.unread()]).toEqual([false, 214]);
  follow.scrolled({ fromTop: 900, fromBottom: 0 });
  expect([follow.isFollowing(), follow.unread()]).toEqual([true, 0]);
});
