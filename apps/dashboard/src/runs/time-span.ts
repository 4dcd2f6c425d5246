import { formatAnyDate, formatTime } from '@jobwire/angular';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Spans that move on with the clock. */
export const SPANS = ['1h', '24h', 'today', '7d', '30d', 'all'] as const;
export type MovingSpan = (typeof SPANS)[number];

/** In milliseconds since 1970; `to` is not part of it. */
export interface FixedSpan {
  readonly from: number;
  readonly to: number;
}

export type TimeSpan = MovingSpan | FixedSpan;

export const DEFAULT_SPAN: MovingSpan = '24h';

const LENGTHS: Readonly<Partial<Record<MovingSpan, number>>> = {
  '1h': HOUR,
  '24h': DAY,
  '7d': 7 * DAY,
  '30d': 30 * DAY,
};

const WORDS: Readonly<Record<MovingSpan, string>> = {
  '1h': $localize`:A span of time:Last hour`,
  '24h': $localize`:A span of time:Last 24 hours`,
  today: $localize`:A span of time:Today`,
  '7d': $localize`:A span of time:Last 7 days`,
  '30d': $localize`:A span of time:Last 30 days`,
  all: $localize`:A span of time:All that is kept`,
};

const IN_WORDS: Readonly<Record<MovingSpan, string>> = {
  '1h': $localize`:As in "10 runs in the last hour":in the last hour`,
  '24h': $localize`:As in "10 runs in the last 24 hours":in the last 24 hours`,
  today: $localize`:As in "10 runs today":today`,
  '7d': $localize`:As in "10 runs in the last 7 days":in the last 7 days`,
  '30d': $localize`:As in "10 runs in the last 30 days":in the last 30 days`,
  all: $localize`:As in "10 runs in all":in all`,
};

/** Where a span begins and ends at this moment; what is `undefined` has no bound. */
export function rangeOf(
  span: TimeSpan,
  now: number,
  timeZone?: string,
): { readonly from?: number; readonly to?: number } {
  if (typeof span === 'object') return span;
  if (span === 'today') return { from: midnight(now, timeZone) };
  const length = LENGTHS[span];
  return length === undefined ? {} : { from: now - length };
}

/** "Last 24 hours", "26 Nov, 08:00 to 09:00", "26 Nov 2025, 08:00 to 09:00". */
export function describeSpan(span: TimeSpan, timeZone?: string, now = Date.now()): string {
  if (typeof span === 'string') return WORDS[span];
  const time = (moment: number): string => formatTime(moment, { to: 'minute', timeZone });
  const [first, last] = [span.from, span.to].map((moment) => formatAnyDate(moment, { now, timeZone }));
  return first === last
    ? $localize`:A span of time:${first}:DATE:, ${time(span.from)}:FROM: to ${time(span.to)}:TO:`
    : $localize`:A span of time:${first}:DATE:, ${time(span.from)}:FROM: to ${last}:END_DATE:, ${time(span.to)}:TO:`;
}

/** Within a sentence: "in the last 24 hours". */
export function spanInWords(span: TimeSpan): string {
  return typeof span === 'object' ? $localize`:As in "10 runs in this time span":in this time span` : IN_WORDS[span];
}

function midnight(now: number, timeZone: string | undefined): number {
  return timeZone === 'UTC' ? Math.floor(now / DAY) * DAY : new Date(now).setHours(0, 0, 0, 0);
}
