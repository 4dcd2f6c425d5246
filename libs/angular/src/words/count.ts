import { perLocale } from './locale';

const exact = perLocale((locale) => new Intl.NumberFormat(locale));
const short = perLocale(
  (locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 }),
);
const decimal = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1, useGrouping: false }));
const factor = perLocale(
  (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);

/** Every digit, in groups: `48,120`. */
export function formatCount(count: number): string {
  return exact().format(count);
}

/** For small places: up to `9,999` exact, then three digits: `48.1k`, `1.94M`. */
export function formatShortCount(count: number): string {
  return Math.abs(count) < 10_000 ? formatCount(count) : short().format(count).replace('K', 'k');
}

/** At most one decimal: `0.4`, `42`. */
export function formatDecimal(value: number): string {
  return decimal().format(value);
}

/** With one decimal, always: `2.3`, `2.0`. */
export function formatFactor(value: number): string {
  return factor().format(value);
}
