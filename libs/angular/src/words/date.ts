import { dateFormat } from './locale';

/** Where and when somebody reads a time. */
export interface Reading {
  /** In milliseconds since 1970. */
  readonly now: number;
  /** Default: that of the machine. */
  readonly timeZone: string | undefined;
}

/** "2 Nov"; `undefined` of a time that is today. */
export function formatDate(timestamp: string, { now, timeZone }: Reading): string | undefined {
  const format = formatOf('date', timeZone);
  const date = format.format(Date.parse(timestamp));
  return date === format.format(now) ? undefined : date;
}

/** "Sun". */
export function formatWeekday(timestamp: string, timeZone: string | undefined): string {
  return formatOf('weekday', timeZone).format(Date.parse(timestamp));
}

const PARTS = { date: { day: 'numeric', month: 'short' }, weekday: { weekday: 'short' } } as const;

function formatOf(kind: keyof typeof PARTS, timeZone: string | undefined): Intl.DateTimeFormat {
  return dateFormat({ ...PARTS[kind], timeZone });
}
