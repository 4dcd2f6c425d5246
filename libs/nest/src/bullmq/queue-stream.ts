import type { Redis } from 'ioredis';
import { isDeepStrictEqual } from 'node:util';
import { isUpTo, parseQueueEvent, type QueueEvent, type StreamEntry } from './queue-event.ts';

/** Before the first id that a stream can have. */
export const STREAM_START = '0-0';

const BATCH = 500;

/**
 * The events of a queue, in batches: the next is read when the one before is published. `QueueEvents` of BullMQ emits without
 * waiting for its listeners, reads all there is at once, and does not say what it has missed.
 */
export class QueueStream {
  /** @param blocking A connection of its own: it waits. */
  constructor(
    private readonly blocking: Redis,
    private readonly key: string,
  ) {}

  /** The next events after an id, none where nothing comes in time. */
  async read(after: string, waitMs: number): Promise<QueueEvent[]> {
    const answer = await this.blocking.xread('COUNT', BATCH, 'BLOCK', waitMs, 'STREAMS', this.key, after);
    const [[, entries = []] = []] = (answer ?? []) as [key: string, entries: StreamEntry[]][];
    return entries.map(parseQueueEvent);
  }

  /** The newest id it has given, trimmed or not; where it is empty, one before all that it will give. */
  async lastId(): Promise<string> {
    return (await this.#facts()).lastId;
  }

  /** The oldest that is kept. */
  async oldest(): Promise<QueueEvent | undefined> {
    const [entry] = await this.blocking.xrange(this.key, '-', '+', 'COUNT', 1);
    return entry && parseQueueEvent(entry);
  }

  /**
   * Whether nothing after an id is lost. The oldest are trimmed first: as long as what has that id is there, all after it is.
   * May say no although nothing is lost.
   *
   * @param read The event with that id, where it was read: obliterated and begun anew within one millisecond, a stream gives
   *   the same ids again.
   */
  async hasAllAfter(id: string, read?: QueueEvent): Promise<boolean> {
    const [entry] = await this.blocking.xrange(this.key, id, id);
    if (entry) return !read || isDeepStrictEqual(parseQueueEvent(entry), read);
    const { lastId, isWhole } = await this.#facts();
    return lastId === id || (isWhole && isUpTo(id, lastId));
  }

  /** The id to go on from: streams that began anew after their clock was set back never get to an id of the one before. */
  async resumeFrom(id: string): Promise<string> {
    const last = await this.lastId();
    return isUpTo(id, last) ? id : last;
  }

  async #facts(): Promise<{ readonly lastId: string; readonly isWhole: boolean }> {
    // Asked first: what is added after it has a later id.
    const [seconds = 0, micros = 0] = await this.blocking.time();
    try {
      const list = (await this.blocking.xinfo('STREAM', this.key)) as unknown[];
      const fact = (name: string): unknown => list[list.indexOf(name) + 1];
      return { lastId: String(fact('last-generated-id')), isWhole: fact('entries-added') === fact('length') };
    } catch (error) {
      // There is no such key: nothing was ever added, or the queue was obliterated. Anything else is Redis.
      if (!(error instanceof Error && error.message.includes('no such key'))) throw error;
      return { lastId: `${seconds * 1_000 + Math.floor(micros / 1_000) - 1}-0`, isWhole: true };
    }
  }
}
