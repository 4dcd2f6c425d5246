import type { LogLine } from '@jobwire/events';

/** A line as a job writes it. */
export type NewLogLine = Omit<LogLine, 'line'>;

/** Lines kept of one run. Beyond it the run's log ends with a line that says so. */
export const MAX_LOG_LINES = 100_000;

/** Characters kept of one line. */
export const MAX_LINE_LENGTH = 8_192;

/**
 * The log lines of runs. They are not events: they would push the events that matter out of the window.
 *
 * - Lines are numbered from 1 without holes, in the order of `append`; longer ones are cut at {@link MAX_LINE_LENGTH}.
 * - `append` resolves when the lines are kept; a follower hears only kept lines.
 * - A run's lines go when the run goes.
 */
export abstract class RunLog {
  abstract append(jobId: string, lines: readonly NewLogLine[]): Promise<void>;

  /** As {@link append}, or, where the lines can only be kept later, resolves when they wait for it in this process. */
  accept(jobId: string, lines: readonly NewLogLine[]): Promise<void> {
    return this.append(jobId, lines);
  }

  /** Lines after a line number, oldest first, at most `limit`. */
  abstract read(jobId: string, after: number, limit: number): Promise<readonly LogLine[]>;

  /** Be told that a run has new lines; read them with {@link read}. Returns the function that ends it. */
  abstract follow(jobId: string, onLines: () => void): () => void;
}
