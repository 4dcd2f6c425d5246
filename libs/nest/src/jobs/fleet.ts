/** A schedule, as all servers know it. */
export interface FleetSchedule {
  readonly cron: string;
  readonly timeZone: string;
}

/** A job that a server runs. */
export interface FleetJob {
  readonly jobName: string;
  readonly key: string;
  readonly label: string;
  /** What the server runs it by itself by. */
  readonly schedules: readonly FleetSchedule[];
}

/** A server that runs jobs. */
export interface FleetServer {
  readonly serverId: number;
  readonly name: string;
  readonly isOnline: boolean;
  /** When its process was last known to live, in epoch milliseconds. */
  readonly seenMs: number;
  readonly jobs: readonly FleetJob[];
}

/**
 * The servers of a deployment that run jobs, this process's own among them. A server is one process at a time: who joins as a
 * server takes it over from a process that was it before.
 */
export abstract class Fleet {
  /** Aborted when another process has become this server. From then on this one runs nothing. */
  abstract readonly replaced: AbortSignal;

  /**
   * Makes this process the server. `died` is told of servers whose process is gone, again and again while it is: `isGone` asks
   * whether that still holds.
   */
  abstract join(died: (serverId: number, isGone: () => Promise<boolean>) => void): Promise<void>;

  /** Says that this process is no server any more. */
  abstract leave(): Promise<void>;

  /**
   * One of them; there may be hundreds. `undefined` where nobody knows it. Rejects with a `StoreError` where nobody can be
   * asked now.
   */
  abstract find(serverId: number): Promise<FleetServer | undefined>;

  /** In the order of their ids. As they were last known, where nobody can be asked now. */
  abstract servers(): Promise<readonly FleetServer[]>;

  /** The same, as they were when somebody last looked. */
  abstract known(): readonly FleetServer[];
}
