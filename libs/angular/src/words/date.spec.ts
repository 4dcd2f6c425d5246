import { formatAnyDate, formatDate } from './date';

const NOW = Date.parse('2026-01-01T14:22:08Z');
const read = (timestamp: string, timeZone = 'UTC') => formatDate(timestamp, { now: NOW, timeZone });

it('leaves today out, and says the year where it is not this one', () => {
  expect(read('2026-01-01T00:00:00Z')).toBeUndefined();
  expect(read('2026-11-02T22:40:00Z')).toBe('2 Nov');
  expect(read('2025-12-31T23:59:59Z')).toBe('31 Dec 2025');
});

it('takes a day a year ago for another one', () => {
  expect(read('2025-01-01T14:22:08Z')).toBe('1 Jan 2025');
});

it('knows the year of the time zone', () => {
  expect(read('2025-12-31T23:30:00Z', 'Europe/Berlin')).toBeUndefined();
  expect(formatAnyDate('2025-12-31T23:30:00Z', { now: NOW, timeZone: 'Europe/Berlin' })).toBe('1 Jan');
});
