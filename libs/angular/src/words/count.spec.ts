import { formatCount, formatDecimal, formatShortCount } from './count';

it('writes every digit, in groups', () => {
  expect(formatCount(48_120)).toBe('48,120');
  expect(formatCount(7)).toBe('7');
});

it('writes numbers whose digits nobody knows in a few', () => {
  expect([formatCount(1.5e308), formatShortCount(1.5e308), formatDecimal(1.66e300)]).toEqual([
    '1.5E308',
    '1.5E308',
    '1.66E300',
  ]);
  expect(formatCount(9_007_199_254_740_991)).toBe('9,007,199,254,740,991');
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
