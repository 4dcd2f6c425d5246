const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The two largest units of a time span in milliseconds: `9 s`, `3 m 27 s`, `1 h 04 m`, `2 d 3 h`; below a second `0.4 s`. */
export function formatDuration(ms: number): string {
  if (ms < SECOND) return ms > 0 ? `${Math.max(1, Math.floor(ms / 100)) / 10} s` : '0 s';
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m ${pad((ms % MINUTE) / SECOND)} s`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${pad((ms % HOUR) / MINUTE)} m`;
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}

/** The largest unit alone: `12 s`, `4 m`, `1 h`, `3 d`. */
export function formatRoughDuration(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(Math.max(0, ms) / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

function pad(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
