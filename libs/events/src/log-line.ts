/** How much a line of a log matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A line of a run's log: `data` of the messages `log` of `GET /api/runs/:jobId/log`. */
export interface LogLine {
  /** Counts from 1. */
  readonly line: number;
  /** ISO 8601, UTC, microseconds. */
  readonly timestamp: string;
  readonly level: LogLevel;
  readonly text: string;
}
