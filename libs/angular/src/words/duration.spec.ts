import { formatDuration, formatRoughDuration } from './duration';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [40, '0.1 s'],
    [999, '0.9 s'],
    [9 * SECOND, '9 s'],
    [MINUTE - 1, '59 s'],
    [MINUTE, '1 m 00 s'],
    [3 * MINUTE + 27 * SECOND, '3 m 27 s'],
    [2 * MINUTE + 9 * SECOND, '2 m 09 s'],
    [HOUR - 1, '59 m 59 s'],
    [HOUR + 4 * MINUTE, '1 h 04 m'],
    [DAY - 1, '23 h 59 m'],
    [2 * DAY + 3 * HOUR, '2 d 3 h'],
  ])('writes %d ms as %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('formatRoughDuration', () => {
  it.each([
    [-5 * SECOND, '0 s'],
    [12 * SECOND, '12 s'],
    [MINUTE, '1 m'],
    [59 * MINUTE + 59 * SECOND, '59 m'],
    [HOUR, '1 h'],
    [3 * DAY + 23 * HOUR, '3 d'],
  ])('writes %d ms as %s', (ms, text) => expect(formatRoughDuration(ms)).toBe(text));
});
