import { formatCount, formatDecimal } from './count';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The two largest units of a time span in milliseconds: `9 s`, `3 m 27 s`, `1 h 04 m`, `2 d 3 h`; below a second `0.4 s`. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return formatSeconds(ms > 0 ? formatDecimal(Math.max(1, Math.floor(ms / 100)) / 10) : '0');
  if (ms < MINUTE) return formatSeconds(`${Math.floor(ms / SECOND)}`);
  if (ms < HOUR) {
    return $localize`:A duration:${Math.floor(ms / MINUTE)}:MINUTES: m ${pad((ms % MINUTE) / SECOND)}:SECONDS: s`;
  }
  if (ms < DAY) {
    return $localize`:A duration:${Math.floor(ms / HOUR)}:HOURS: h ${pad((ms % HOUR) / MINUTE)}:MINUTES: m`;
  }
  return $localize`:A duration:${formatDays(ms)}:DAYS: d ${Math.floor((ms % DAY) / HOUR)}:HOURS: h`;
}

/** The largest unit alone: `12 s`, `4 m`, `1 h`, `3 d`. */
export function formatRoughDuration(ms: number): string {
  if (ms < MINUTE) return formatSeconds(`${Math.floor(Math.max(0, ms) / SECOND)}`);
  if (ms < HOUR) return $localize`:A duration:${Math.floor(ms / MINUTE)}:MINUTES: m`;
  if (ms < DAY) return $localize`:A duration:${Math.floor(ms / HOUR)}:HOURS: h`;
  return $localize`:A duration:${formatDays(ms)}:DAYS: d`;
}

/** `9 s`, of seconds that are written already. */
export function formatSeconds(seconds: string): string {
  return $localize`:A duration:${seconds}:SECONDS: s`;
}

function formatDays(ms: number): string {
  return formatCount(Math.floor(ms / DAY));
}

function pad(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
