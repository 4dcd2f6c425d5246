import { perLocale } from './locale';

const UNITS = ['kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

const whole = perLocale(
  (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit: 'byte', unitDisplay: 'long' }),
);
const short = perLocale((locale) =>
  UNITS.map((unit) => new Intl.NumberFormat(locale, { style: 'unit', unit, useGrouping: false })),
);

/** In powers of a thousand, with three digits: "1.43 GB"; below a thousand "512 bytes". */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return whole().format(bytes);
  const amountIn = (power: number): number => Number((bytes / 1_000 ** power).toPrecision(3));
  // What is rounded up to a thousand of a unit is one of the next.
  const power = UNITS.findIndex((_, index) => amountIn(index + 1) < 1_000) + 1 || UNITS.length;
  return short()[power - 1]?.format(amountIn(power)) ?? '';
}
