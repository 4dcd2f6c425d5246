import { formatAgo, formatDateTime, formatTime, toEpochMs } from './time';

const NOW = Date.parse('2026-03-01T14:22:08.500Z');

it('reads a moment as a number or as ISO 8601 with microseconds', () => {
  expect(toEpochMs(NOW)).toBe(NOW);
  expect(toEpochMs('2026-03-01T14:22:08.500123Z')).toBe(NOW);
});

it('says how long ago it was in the largest unit', () => {
  expect(formatAgo(NOW - 6_000, NOW)).toBe('6 s ago');
  expect(formatAgo('2026-03-01T14:18:00Z', NOW)).toBe('4 m ago');
});

it('does not count moments ahead of now', () => {
  expect(formatAgo(NOW + 90_000, NOW)).toBe('just now');
  expect(formatAgo(NOW, NOW)).toBe('just now');
});

it('writes the time of day on a 24-hour clock', () => {
  expect(formatTime(NOW, { timeZone: 'UTC' })).toBe('14:22:08');
  expect(formatTime(NOW, { to: 'minute', timeZone: 'UTC' })).toBe('14:22');
  expect(formatTime('2026-03-01T00:05:09Z', { timeZone: 'UTC' })).toBe('00:05:09');
  expect(formatTime(NOW, { timeZone: 'Asia/Tokyo' })).toBe('23:22:08');
});

it('writes the date with the time of day', () => {
  expect(formatDateTime(NOW, 'UTC')).toBe('01/03/2026, 14:22:08');
  expect(formatDateTime(NOW, 'Asia/Tokyo')).toBe('01/03/2026, 23:22:08');
});
