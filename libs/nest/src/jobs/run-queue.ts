import type { QueuedRun } from './queued-run.ts';
import type { RunSubject } from './run-context.ts';

/** Where runs wait for their turn, each until it may start and there is room for it. */
export abstract class RunQueue {
  /** Whether runs that wait outlive the process. */
  abstract readonly isDurable: boolean;

  /** Gives each run its turn from now on, those that were added before too. A turn is over when `execute` resolves. */
  abstract start(execute: (run: QueuedRun) => Promise<void>): Promise<void>;

  abstract add(run: QueuedRun): Promise<void>;

  /** Takes out a run that waits. `false` where it does not: its turn has come, somebody else took it out, or it never came. */
  abstract remove(run: RunSubject): Promise<boolean>;

  /**
   * The ids of the runs on a server that wait for room, in the order of their turns. `undefined` where its queue is not
   * known.
   */
  abstract waiting(serverId: number): Promise<readonly string[] | undefined>;

  /** Resolves when no turn is under way here, and no other will be. Those that would be lost otherwise are given first. */
  abstract finish(): Promise<void>;

  /** Gives no turns any more. Returns the runs that wait, and are lost with the process. */
  abstract abandon(): readonly QueuedRun[];
}
