import {
  compareParts,
  compileFilter,
  filterKey,
  type EventFilter,
  type EventSubject,
  type PositionParts,
} from '@jobwire/events';
import type { LoggedEvent } from '../store/event-log.ts';
import { encodeFrame } from './frame.ts';

/** How much of the newest history stands ready in memory. */
export interface WindowBounds {
  /** Default: 2,000. */
  readonly maxEvents: number;
  /** In milliseconds. Default: 300,000, which is 5 minutes. */
  readonly maxAgeMs: number;
}

export const DEFAULT_WINDOW: WindowBounds = { maxEvents: 2_000, maxAgeMs: 5 * 60_000 };

/** Ready-made bytes for every connection that stands at one cursor with one filter. */
export interface Slice {
  /** Absent where the filter lets nothing through. */
  readonly buffer: Buffer | undefined;
  /** The cursor after it. */
  readonly next: PositionParts;
  /** Whether more events follow in the window. */
  readonly more: boolean;
}

/** A filter with its compiled test; connections with equal filters share slices by `key`. */
export interface CompiledFilter {
  readonly filter: EventFilter;
  readonly key: string;
  readonly test: ((event: EventSubject) => boolean) | undefined;
}

export function compile(filter: EventFilter): CompiledFilter {
  return { filter, key: filterKey(filter), test: compileFilter(filter) };
}

interface Entry {
  readonly at: PositionParts;
  /** All that later readers want of the event itself, which may be large and would be here for minutes. */
  readonly subject: EventSubject;
  /** Encoded once, when the first reader comes to it: where nobody reads, nothing is. */
  frame: Buffer | LoggedEvent;
}

/** A slice ends at the first event that brings it to this size: large enough to be cheap, small enough for a socket's buffer. */
const SLICE_BYTES = 64 * 1024;

/** Slices kept for sharing until the next event: replays of one storm of reconnects start at few different places. */
const MAX_SHARED_SLICES = 256;

/** The newest events, each encoded at most once. Readers are cursors into it; it knows nothing of them. */
export class ReplayWindow {
  #entries: Entry[] = [];
  /** Entries before this index are gone; the array is cut now and then, not at every push. */
  #first = 0;
  #start: PositionParts;
  #head: PositionParts;
  /** By filter and cursor. Connections at one cursor hold the very same object: the place of the event they were last sent. */
  readonly #slices = new Map<string, Map<PositionParts, Slice>>();
  #shared = 0;

  constructor(
    readonly bounds: WindowBounds,
    head: PositionParts,
  ) {
    this.#start = head;
    this.#head = head;
  }

  /** Every event after this position, up to the head, is here. */
  get start(): PositionParts {
    return this.#start;
  }

  /** The newest position; without events the one it began with. */
  get head(): PositionParts {
    return this.#head;
  }

  /** How many events are here. */
  get size(): number {
    return this.#entries.length - this.#first;
  }

  push(batch: readonly LoggedEvent[]): void {
    for (const logged of batch) {
      if (compareParts(logged.at, this.#head) <= 0) continue;
      const { type, jobName, serverId, jobId } = logged.event;
      this.#entries.push({ at: logged.at, subject: { type, jobName, serverId, jobId }, frame: logged });
      this.#head = logged.at;
    }
    while (this.size > this.bounds.maxEvents) this.#shift();
    this.#forgetSlices();
  }

  /** Lets go of events older than the window's age. */
  expire(nowMs: number): void {
    const oldest = nowMs - this.bounds.maxAgeMs;
    while (this.size > 0 && (this.#entries[this.#first] as Entry).at.epochMs < oldest) this.#shift();
    this.#compact();
  }

  /** Forgets everything and goes on after `head`. */
  restart(head: PositionParts): void {
    this.#entries = [];
    this.#first = 0;
    this.#start = head;
    this.#head = head;
    this.#forgetSlices();
  }

  /** The next bytes after a cursor, `undefined` where the window does not reach back that far. */
  sliceAfter(cursor: PositionParts, { key, test }: CompiledFilter): Slice | undefined {
    const ready = this.#slices.get(key)?.get(cursor);
    if (ready) return ready;
    if (compareParts(cursor, this.#start) < 0) return undefined;
    if (compareParts(cursor, this.#head) >= 0) return { buffer: undefined, next: cursor, more: false };
    const index = this.#indexAfter(cursor);
    // Another connection may have come here by another object.
    const place = index > this.#first ? (this.#entries[index - 1] as Entry).at : this.#start;
    const slice = this.#slices.get(key)?.get(place) ?? this.#makeSlice(index, test);
    return this.#share(key, [place, cursor], slice);
  }

  /** How many events of the window follow a cursor. */
  countAfter(cursor: PositionParts, { test }: CompiledFilter): number {
    let count = 0;
    for (let index = this.#indexAfter(cursor); index < this.#entries.length; index++) {
      if (!test || test((this.#entries[index] as Entry).subject)) count++;
    }
    return count;
  }

  #share(key: string, cursors: readonly PositionParts[], slice: Slice): Slice {
    if (++this.#shared > MAX_SHARED_SLICES) this.#forgetSlices();
    const slices = this.#slices.get(key) ?? new Map<PositionParts, Slice>();
    for (const cursor of cursors) slices.set(cursor, slice);
    this.#slices.set(key, slices);
    return slice;
  }

  #forgetSlices(): void {
    this.#slices.clear();
    this.#shared = 0;
  }

  #makeSlice(from: number, test: CompiledFilter['test']): Slice {
    const frames: Buffer[] = [];
    let bytes = 0;
    let index = from;
    while (index < this.#entries.length && bytes < SLICE_BYTES) {
      const entry = this.#entries[index++] as Entry;
      if (test && !test(entry.subject)) continue;
      const frame = frameOf(entry);
      frames.push(frame);
      bytes += frame.length;
    }
    return {
      buffer: frames.length > 1 ? Buffer.concat(frames, bytes) : frames[0],
      next: (this.#entries[index - 1] as Entry).at,
      more: index < this.#entries.length,
    };
  }

  /** Binary search: positions increase. */
  #indexAfter(cursor: PositionParts): number {
    let low = this.#first;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareParts((this.#entries[middle] as Entry).at, cursor) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #shift(): void {
    this.#start = (this.#entries[this.#first] as Entry).at;
    this.#first++;
    if (this.#first > this.bounds.maxEvents) this.#compact();
  }

  #compact(): void {
    if (this.#first === 0) return;
    this.#entries = this.#entries.slice(this.#first);
    this.#first = 0;
    this.#forgetSlices();
  }
}

function frameOf(entry: Entry): Buffer {
  const { frame } = entry;
  if (Buffer.isBuffer(frame)) return frame;
  return (entry.frame = encodeFrame('job', frame.position, frame.json));
}
