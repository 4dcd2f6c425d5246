import { formatCount, formatShortCount } from './count';

it('writes every digit, in groups', () => {
  expect(formatCount(48_120)).toBe('48,120');
  expect(formatCount(7)).toBe('7');
});

it.each([
  [58, '58'],
  [9_310, '9,310'],
  [9_999, '9,999'],
  [13_112, '13.1k'],
  [48_120, '48.1k'],
  [113_000, '113k'],
  [999_999, '1M'],
  [1_943_000, '1.94M'],
])('writes %d for small places as %s', (count, text) => expect(formatShortCount(count)).toBe(text));
