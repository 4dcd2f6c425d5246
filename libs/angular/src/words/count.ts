import { perLocale } from './locale';

const exact = perLocale((locale) => new Intl.NumberFormat(locale));
const short = perLocale(
  (locale) => new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 }),
);
const large = perLocale(
  (locale) => new Intl.NumberFormat(locale, { notation: 'scientific', maximumSignificantDigits: 3 }),
);
const decimal = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1, useGrouping: false }));
const factor = perLocale(
  (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);

/** Every digit, in groups: `48,120`. Beyond 2^53 digits are not known, and there may be 300 of them: `1.5E308`. */
export function formatCount(count: number): string {
  return (isLarge(count) ? large : exact)().format(count);
}

/** For small places: up to `9,999` exact, then three digits: `48.1k`, `1.94M`. */
export function formatShortCount(count: number): string {
  return Math.abs(count) < 10_000 || isLarge(count) ? formatCount(count) : short().format(count).replace('K', 'k');
}

/** At most one decimal: `0.4`, `42`. */
export function formatDecimal(value: number): string {
  return (isLarge(value) ? large : decimal)().format(value);
}

/** Events per second: `42/s`, `0.4/s`. */
export function formatRate(rate: number): string {
  return $localize`:Events per second:${rate < 10 ? formatDecimal(rate) : formatCount(Math.round(rate))}:EVENTS:/s`;
}

/** With one decimal, always: `2.3`, `2.0`. */
export function formatFactor(value: number): string {
  return factor().format(value);
}

function isLarge(value: number): boolean {
  return Math.abs(value) > Number.MAX_SAFE_INTEGER;
}
