import type { RunSubject } from './run-context.ts';

/** A place that a run has. */
export interface TakenPlace {
  readonly jobName: string;
  readonly jobId: string;
  /** The run that gave it to this one, which may not be stored yet. */
  readonly follows?: string;
}

/**
 * The place that each job has on each server. A run has it from before it is stored as queued until its end is stored: so a
 * job runs once at a time.
 */
export abstract class JobPlaces {
  /** Takes the place for a run. Resolves with the `jobId` of the run that has it already, `undefined` where nobody had it. */
  abstract take(run: RunSubject): Promise<string | undefined>;

  abstract has(run: RunSubject): Promise<boolean>;

  /** The places on a server that are taken. */
  abstract taken(serverId: number): Promise<readonly TakenPlace[]>;

  /** Gives a run's place to another run of the job. `false` where it was not the run's any more. */
  abstract passOn(run: RunSubject, next: RunSubject): Promise<boolean>;

  /** Gives a run's place up, where it has one. */
  abstract leave(run: RunSubject): Promise<void>;
}
