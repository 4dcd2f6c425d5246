import { formatCount } from '@jobwire/angular';
import { LIMITS } from '@jobwire/events';

export const DELAY_UNITS = ['seconds', 'minutes', 'hours', 'days'] as const;
export type DelayUnit = (typeof DELAY_UNITS)[number];

export const DELAY_UNIT_WORDS: Readonly<Record<DelayUnit, string>> = {
  seconds: $localize`:A unit of time:seconds`,
  minutes: $localize`:A unit of time:minutes`,
  hours: $localize`:A unit of time:hours`,
  days: $localize`:A unit of time:days`,
};

const UNIT_MS: Readonly<Record<DelayUnit, number>> = {
  seconds: 1_000,
  minutes: 60_000,
  hours: 3_600_000,
  days: 86_400_000,
};

/** A time that was typed in, in milliseconds, or what is wrong with it. */
export function readDelay(text: string, unit: DelayUnit): { readonly delayMs?: number; readonly problem?: string } {
  const amount = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(amount)) return { problem: $localize`Write it as a number.` };
  const delayMs = Math.round(amount * UNIT_MS[unit]);
  if (delayMs <= 0) return { problem: $localize`Use more than ${formatCount(0)}:NUMBER:.` };
  if (delayMs > LIMITS.delayMs) {
    const days = formatCount(LIMITS.delayMs / UNIT_MS.days);
    return { problem: $localize`:A time:Use ${days}:DAYS: days or less.` };
  }
  return { delayMs };
}
