import { Logger } from '@nestjs/common';
import { nowIsoMicroUtc, type Anomaly, type LogLevel, type Progress } from '@jobwire/events';
import type { JobEvents } from '../publish/job-events.ts';
import { ProgressThrottle } from '../publish/progress-throttle.ts';
import type { NewLogLine, RunLog } from '../store/run-log.ts';
import type { JobContext } from './job-context.ts';

/** What the runner knows of a run when it begins. */
export interface RunSubject {
  readonly jobId: string;
  readonly jobName: string;
  readonly serverId: number;
}

/** The context of one run: publishes for it, and keeps its log. */
export class RunContext implements JobContext {
  readonly jobId: string;
  readonly serverId: number;
  readonly #logger = new Logger('RunContext');
  readonly #throttle: ProgressThrottle;
  #lines: NewLogLine[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly subject: RunSubject,
    readonly input: unknown,
    readonly signal: AbortSignal,
    private readonly events: JobEvents,
    private readonly runLog: RunLog,
  ) {
    this.jobId = subject.jobId;
    this.serverId = subject.serverId;
    this.#throttle = new ProgressThrottle((progress) => this.#publishProgress(progress));
  }

  // Functions of their own, so that a handler may take the context apart: run({ input, progress }).
  readonly progress = (progress: Progress): void => this.#throttle.push(progress);

  readonly log = (text: string, level: LogLevel = 'info'): void => {
    this.#lines.push({ timestamp: nowIsoMicroUtc(), level, text });
    // All lines of one turn are kept together.
    if (this.#lines.length === 1) this.#writing = this.#writing.then(() => this.#writeLines());
  };

  readonly anomaly = async (anomaly: Anomaly): Promise<void> => {
    await this.events.publish({ type: 'anomaly_detected', ...this.subject, data: anomaly });
  };

  /** Resolves when the last progress and all log lines are stored: the end of the run comes after them. */
  async settle(): Promise<void> {
    await this.#throttle.finish();
    await this.#writing;
  }

  async #publishProgress(progress: Progress): Promise<void> {
    try {
      await this.events.publish({ type: 'progress', ...this.subject, progress });
    } catch (error) {
      // A store that takes nothing now, or a job that counts wrongly: neither is a reason to fail the work itself.
      this.#logger.warn(`Progress of ${this.subject.jobName} (${this.jobId}) was not stored: ${String(error)}`);
    }
  }

  async #writeLines(): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    try {
      await this.runLog.accept(this.jobId, lines);
    } catch (error) {
      // As above: the log is lost, not the work.
      this.#logger.warn(
        `${lines.length} log lines of ${this.subject.jobName} (${this.jobId}) were not stored: ${String(error)}`,
      );
    }
  }
}
