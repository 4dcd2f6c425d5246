import type { LogLine } from '@jobwire/events';
import { MAX_LINE_LENGTH, MAX_LOG_LINES, type NewLogLine } from './run-log.ts';

/** What the last line of a log that is too long says. */
export const REFUSED_LINES = `The log ends here: a run keeps ${MAX_LOG_LINES.toLocaleString('en')} lines.`;

/** What is kept of new lines of a log that has `count` already: numbered, cut, and after the last one allowed a line that says so. */
export function keptLines(count: number, lines: readonly NewLogLine[]): LogLine[] {
  const kept = lines.slice(0, Math.max(0, MAX_LOG_LINES - count)).map((line, index): LogLine => {
    return { line: count + index + 1, timestamp: line.timestamp, level: line.level, text: cut(line.text) };
  });
  const refused = lines[kept.length];
  if (refused && count <= MAX_LOG_LINES) {
    kept.push({ line: MAX_LOG_LINES + 1, timestamp: refused.timestamp, level: 'warn', text: REFUSED_LINES });
  }
  return kept;
}

function cut(text: string): string {
  if (text.length <= MAX_LINE_LENGTH) return text;
  const isHighSurrogate = (text.charCodeAt(MAX_LINE_LENGTH - 1) & 0xfc00) === 0xd800;
  return text.slice(0, isHighSurrogate ? MAX_LINE_LENGTH - 1 : MAX_LINE_LENGTH);
}
