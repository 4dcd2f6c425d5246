/** An entry of the stream of a queue's events. */
export interface QueueEvent {
  /** Its id, `<ms>-<seq>` by the clock of Redis. */
  readonly at: string;
  readonly type: string;
  /** Absent where it is of the queue as a whole. */
  readonly jobId?: string;
  readonly fields: Readonly<Record<string, string | undefined>>;
}

/** As ioredis answers it: the id, then names and values in turn. */
export type StreamEntry = readonly [at: string, namesAndValues: readonly string[]];

export function parseQueueEvent([at, list]: StreamEntry): QueueEvent {
  const fields: Record<string, string | undefined> = {};
  for (let index = 0; index < list.length; index += 2) fields[list[index] as string] = list[index + 1];
  const { event: type = '', jobId } = fields;
  return { at, type, ...(jobId === undefined ? {} : { jobId }), fields };
}

export function msOf(at: string): number {
  return Number(at.split('-')[0]);
}

/** Whether one id is at or before another. */
export function isUpTo(at: string, other: string): boolean {
  const [ms = 0, seq = 0] = at.split('-').map(Number);
  const [otherMs = 0, otherSeq = 0] = other.split('-').map(Number);
  return ms < otherMs || (ms === otherMs && seq <= otherSeq);
}

/** The value that an event carries as JSON. What is none is told as it stands. */
export function parseValue(json: string | undefined): unknown {
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    // SyntaxError: another program than BullMQ wrote it.
    return json;
  }
}
