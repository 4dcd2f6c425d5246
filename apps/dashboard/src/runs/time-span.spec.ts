import { describeSpan, rangeOf, spanInWords } from './time-span';

const NOW = Date.parse('2026-03-01T14:22:08Z');

it('begins a moving span before now and has no end', () => {
  expect(rangeOf('1h', NOW)).toEqual({ from: NOW - 3_600_000 });
  expect(rangeOf('today', NOW, 'UTC')).toEqual({ from: Date.parse('2026-03-01T00:00:00Z') });
  expect(rangeOf('all', NOW)).toEqual({});
});

it('keeps a fixed span', () => {
  const span = { from: NOW, to: NOW + 3_600_000 };
  expect(rangeOf(span, NOW + 5)).toEqual(span);
  expect(describeSpan(span, 'UTC', NOW)).toBe('1 Mar, 14:22 to 15:22');
  expect(describeSpan({ from: NOW, to: NOW + 86_400_000 }, 'UTC', NOW)).toBe('1 Mar, 14:22 to 2 Mar, 14:22');
  const yearsLater = Date.parse('2028-03-01T14:22:08Z');
  expect(describeSpan(span, 'UTC', yearsLater)).toBe('1 Mar 2026, 14:22 to 15:22');
});

it('fits into a sentence', () => {
  expect(spanInWords('24h')).toBe('in the last 24 hours');
  expect(spanInWords('today')).toBe('today');
  expect(spanInWords({ from: 1, to: 2 })).toBe('in this time span');
});
