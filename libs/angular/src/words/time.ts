import { formatRoughDuration } from './duration';
import { dateFormat } from './locale';

/** A moment: milliseconds since 1970, or ISO 8601. */
export type Moment = number | string;

/** A moment in milliseconds since 1970. */
export function toEpochMs(moment: Moment): number {
  return typeof moment === 'number' ? moment : Date.parse(moment);
}

/** How long ago it was, in its largest unit: `4 m ago`. A moment ahead of `now`, as by a clock that goes wrong, is `just now`. */
export function formatAgo(moment: Moment, now: number): string {
  const ms = now - toEpochMs(moment);
  return ms < 1_000 ? $localize`just now` : $localize`${formatRoughDuration(ms)}:DURATION: ago`;
}

/** How to write a time of day. */
export interface TimeFormat {
  /** `second`: `14:22:08`. `minute`: `14:22`. Default: `second`. */
  readonly to?: 'second' | 'minute';
  /** Default: that of the machine. `UTC` where the page shows UTC. */
  readonly timeZone?: string | undefined;
}

/** The time of day on a 24-hour clock: `14:22:08`. */
export function formatTime(moment: Moment, { to = 'second', timeZone }: TimeFormat = {}): string {
  const second = to === 'second' ? ({ second: '2-digit' } as const) : {};
  const format = dateFormat({ hour: '2-digit', minute: '2-digit', ...second, hourCycle: 'h23', timeZone });
  return format.format(toEpochMs(moment));
}

/** The date and the time of day: `01/03/2026, 14:22:08`. */
export function formatDateTime(moment: Moment, timeZone: string | undefined): string {
  const format = dateFormat({ dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23', timeZone });
  return format.format(toEpochMs(moment));
}
