import type { RunSubject } from './run-context.ts';

/**
 * The place that each job has on each server. A run has it from before it is stored as queued until its end is stored: so a
 * job runs once at a time.
 */
export abstract class JobPlaces {
  /** Takes the place for a run. Resolves with the `jobId` of the run that has it already, `undefined` where nobody had it. */
  abstract take(run: RunSubject): Promise<string | undefined>;

  abstract has(run: RunSubject): Promise<boolean>;

  /** Gives a run's place to another run of the job. `false` where it was not the run's any more. */
  abstract passOn(run: RunSubject, next: RunSubject): Promise<boolean>;

  /** Gives a run's place up, where it has one. */
  abstract leave(run: RunSubject): Promise<void>;
}
