/**
 * The keys of one deployment. The hash tag (what stands in braces) puts them into one slot of a cluster, as transactions and
 * scripts ask for.
 */
export interface RedisKeys {
  /** A stream: the events. */
  readonly events: string;
  /** A hash: `origin` and `birth` (where the log began, first and last), `trimmed` (the newest event removed). */
  readonly marks: string;
  /** What outlives the events that were removed, as JSON. */
  readonly checkpoint: string;
  /** Who removes events now. */
  readonly trimmer: string;
  /** A channel: which run has new log lines. */
  readonly lines: string;
  /** A stream: the log of a run. */
  readonly runLog: (jobId: string) => string;
  /** That a run has ended, for those who have not read so yet. */
  readonly ended: (jobId: string) => string;
  /** The number of the newest append of a process that may send one twice. */
  readonly sent: (process: string) => string;
  /** A hash: each server's name, jobs and sign of life, as JSON, by its id. */
  readonly servers: string;
  /** Which process is a server now. */
  readonly lease: (serverId: number) => string;
  /** A hash: the run that has the place of a job on a server, and since when, by server and job. */
  readonly places: string;
  /** What the keys of BullMQ begin with. */
  readonly queues: string;
  /** What an `Idempotency-Key` stands for, as JSON. */
  readonly idempotencyKey: (key: string) => string;
}

export function redisKeys(prefix: string): RedisKeys {
  const name = (key: string): string => `{${prefix}}:${key}`;
  return {
    events: name('events'),
    marks: name('marks'),
    checkpoint: name('checkpoint'),
    trimmer: name('trimmer'),
    lines: name('lines'),
    runLog: (jobId) => name(`run-log:${jobId}`),
    ended: (jobId) => name(`ended:${jobId}`),
    sent: (process) => name(`sent:${process}`),
    servers: name('servers'),
    lease: (serverId) => name(`lease:${serverId}`),
    places: name('places'),
    queues: name('queues'),
    idempotencyKey: (key) => name(`idempotency-key:${key}`),
  };
}
