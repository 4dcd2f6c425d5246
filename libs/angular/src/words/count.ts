const exact = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** Every digit, in groups: `48,120`. */
export function formatCount(count: number): string {
  return exact.format(count);
}

/** For small places: up to `9,999` exact, then three digits: `48.1k`, `1.94M`. */
export function formatShortCount(count: number): string {
  return Math.abs(count) < 10_000 ? exact.format(count) : short.format(count).replace('K', 'k');
}
