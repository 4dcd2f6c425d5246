import type { PlaceHold } from '../store/event-store.ts';
import type { RunSubject } from './run-context.ts';

/** A place that a run has. */
export interface TakenPlace {
  readonly jobName: string;
  readonly jobId: string;
  /** The run that gave it to this one, which may not be stored yet. */
  readonly follows?: string;
}

/** What came of taking a place: the run has it now, or another one had it already, whose `jobId` is `holder`. */
export type Taking =
  { readonly hold: PlaceHold; readonly holder?: undefined } | { readonly hold?: undefined; readonly holder: string };

/**
 * The place that each job has on each server. A run has it from before it is stored as queued until its end is stored: so a
 * job runs once at a time. What begins the run is stored with `EventStore.appendHeld`: whoever has slept may have lost the place.
 */
export abstract class JobPlaces {
  abstract take(run: RunSubject): Promise<Taking>;

  abstract has(run: RunSubject): Promise<boolean>;

  /** The places on a server that are taken. */
  abstract taken(serverId: number): Promise<readonly TakenPlace[]>;

  /**
   * Gives a run's place to another run of the job, also where that has it already and is not stored: no earlier hold of it is
   * true then. `undefined` where the place was neither's any more.
   */
  abstract passOn(run: RunSubject, next: RunSubject): Promise<PlaceHold | undefined>;

  /** With which the start of a run is stored, by whoever is the first to begin it: it has its place as one that goes on then. */
  abstract beginning(run: RunSubject): PlaceHold;

  /** Gives a run's place up, where it has one. */
  abstract leave(run: RunSubject): Promise<void>;

  /** Gives a place up that was taken, where the run was not stored and has it still. */
  abstract giveBack(hold: PlaceHold): Promise<void>;
}
