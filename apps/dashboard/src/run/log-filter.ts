import type { LogLevel, LogLine } from '@jobwire/events';

const LOG_LEVELS = ['all', 'warn', 'error'] as const;
/** Which lines: all, warnings and worse, or errors. */
type LogFloor = (typeof LOG_LEVELS)[number];

/** Which lines of a log are shown, as the address says it. */
export interface LogFilter {
  readonly text: string;
  readonly floor: LogFloor;
}

export const ALL_LINES: LogFilter = { text: '', floor: 'all' };

/** Reads the parameters `log` and `level` of an address. What they say wrongly counts as not said. */
export function readLogFilter(text: string | undefined, level: string | undefined): LogFilter {
  return { text: text ?? '', floor: LOG_LEVELS.find((known) => known === level) ?? 'all' };
}

/** The parameters of an address. Defaults are left out: `null` takes them away. */
export function writeLogFilter({ text, floor }: LogFilter): {
  readonly log: string | null;
  readonly level: string | null;
} {
  return { log: text === '' ? null : text, level: floor === 'all' ? null : floor };
}

/** A test for the lines of a filter. */
export function matchLine({ text, floor }: LogFilter): (line: LogLine) => boolean {
  const wanted = text.toLowerCase();
  return (line) => isLevel(line.level, floor) && (wanted === '' || line.text.toLowerCase().includes(wanted));
}

function isLevel(level: LogLevel, floor: LogFloor): boolean {
  return floor === 'all' || level === 'error' || (floor === 'warn' && level === 'warn');
}
