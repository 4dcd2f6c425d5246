import { formatDate, formatTime } from '@jobwire/angular';

/** "13:18", with the date where it is not today's. */
export function formatMinute(at: string | number, timeZone: string | undefined): string {
  const iso = new Date(at).toISOString();
  const date = formatDate(iso, { now: Date.now(), timeZone });
  const time = formatTime(iso, { to: 'minute', timeZone });
  return date === undefined ? time : $localize`:A moment:${date}:DATE:, ${time}:TIME:`;
}
