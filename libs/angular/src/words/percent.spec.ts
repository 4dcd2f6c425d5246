import { formatPercent } from './percent';

it('sets a no-break space before the sign', () => expect(formatPercent(62)).toBe('62\u00a0%'));

it('does not say 100 before all is done', () => {
  expect(formatPercent(99.9)).toBe('99\u00a0%');
  expect(formatPercent(100)).toBe('100\u00a0%');
});
