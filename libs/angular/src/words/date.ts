import { dateFormat } from './locale';
import { toEpochMs, type Moment } from './time';

/** Where and when somebody reads a time. */
export interface Reading {
  /** In milliseconds since 1970. */
  readonly now: number;
  /** Default: that of the machine. */
  readonly timeZone: string | undefined;
}

/** "2 Nov", of another year "2 Nov 2025"; `undefined` of a time that is today. */
export function formatDate(timestamp: string, reading: Reading): string | undefined {
  const date = formatAnyDate(timestamp, reading);
  return date === formatAnyDate(reading.now, reading) ? undefined : date;
}

/** "2 Nov", of another year "2 Nov 2025", whether or not it is today. */
export function formatAnyDate(moment: Moment, reading: Reading): string {
  return formatOf(isThisYear(moment, reading) ? 'date' : 'fullDate', reading.timeZone).format(toEpochMs(moment));
}

export function isThisYear(moment: Moment, { now, timeZone }: Reading): boolean {
  const year = formatOf('year', timeZone);
  return year.format(toEpochMs(moment)) === year.format(now);
}

/** "Sun". */
export function formatWeekday(timestamp: string, timeZone: string | undefined): string {
  return formatOf('weekday', timeZone).format(Date.parse(timestamp));
}

const PARTS = {
  date: { day: 'numeric', month: 'short' },
  fullDate: { day: 'numeric', month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
  weekday: { weekday: 'short' },
} as const;

function formatOf(kind: keyof typeof PARTS, timeZone: string | undefined): Intl.DateTimeFormat {
  return dateFormat({ ...PARTS[kind], timeZone });
}
