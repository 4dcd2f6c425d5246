import type { Anomaly, JobDefinition, JobInput, JobResult, LogLevel, Progress } from '@jobwire/events';

/** What a run of a job gets to work with. */
export interface JobContext<Job extends JobDefinition = JobDefinition> {
  readonly jobId: string;
  readonly serverId: number;
  /** The input, checked against the job's schema, defaults filled in. */
  readonly input: JobInput<Job>;
  /** Aborted when somebody cancels the run or the server shuts down. Throw `signal.reason` (or call `throwIfAborted()`). */
  readonly signal: AbortSignal;
  /** Say how far the work is. Call it as often as you like: at most ten a second are published, the first and the last always. */
  readonly progress: (progress: Progress) => void;
  /** Add a line to the run's log. */
  readonly log: (text: string, level?: LogLevel) => void;
  /** Say that something is strange. Resolves when it is stored. */
  readonly anomaly: (anomaly: Anomaly) => Promise<void>;
}

/** A class that does a job: mark it with `@Job(definition)` and list it among a module's providers. */
export interface JobHandler<Job extends JobDefinition = JobDefinition> {
  /** Does the work. What it returns becomes `data` of the `completed` event, what it throws the `error` of `failed`. */
  run(context: JobContext<Job>): Promise<JobResult<Job>>;
}
