import { compareParts, formatPosition, positionParts, type PositionParts } from '@jobwire/events';
import type { EventLog } from '../store/event-log.ts';
import { encodeFrame } from './frame.ts';
import { InFlight } from './in-flight.ts';
import type { CompiledFilter } from './replay-window.ts';

/** Events read from the log at a time. */
const PAGE_EVENTS = 200;

/** Pages kept ready, and how large they may be. Who fell behind together reads on at about the same places. */
const PAGES = 32;
const PAGE_BYTES = 256 * 1024;

/** What follows a cursor in the log; `undefined` where events after it are gone. */
export type CatchUpSlice = { readonly buffer: Buffer | undefined; readonly next: PositionParts } | undefined;

/** Events as they were read: all that the filter lets through from a position on, up to `next`. */
interface Page {
  readonly filterKey: string;
  readonly from: PositionParts;
  readonly next: PositionParts;
  readonly buffer: Buffer;
  /** Of each event, and where it begins in the buffer. */
  readonly marks: readonly { readonly at: PositionParts; readonly offset: number }[];
}

/**
 * Reads the log for connections that have fallen behind the window: what one of them has read is ready for the others. One that
 * stands within a page gets the rest of it, and goes on together with those before it.
 */
export class CatchUp {
  /** The one used last is the last. */
  #pages: Page[] = [];
  readonly #reading = new InFlight<CatchUpSlice>();

  constructor(private readonly log: EventLog) {}

  /** Rejects where the log cannot be read. */
  async sliceAfter(cursor: PositionParts, filter: CompiledFilter): Promise<CatchUpSlice> {
    const page = this.#find(cursor, filter.key);
    if (page) return restOf(page, cursor);
    return this.#reading.ask(`${formatPosition(cursor)} ${filter.key}`, () => this.#read(cursor, filter));
  }

  /** The log began anew: what was read from it stands nowhere any more. */
  forget(): void {
    this.#pages = [];
    this.#reading.forget();
  }

  async #read(cursor: PositionParts, { key, filter }: CompiledFilter): Promise<CatchUpSlice> {
    const after = formatPosition(cursor);
    const pages = this.#pages;
    const read = await this.log.read(after, { limit: PAGE_EVENTS, filter });
    // Asked after the read: had events been removed meanwhile, the page could have a hole.
    const { gap } = await this.log.gapAfter(after);
    if (gap) return undefined;
    const next = positionParts(read.position);
    if (read.events.length === 0) return { buffer: undefined, next };
    let offset = 0;
    // Of an event that is only handed on nothing but its JSON is looked at.
    const frames = read.events.map(({ position, json }) => encodeFrame('job', position, json));
    const marks = read.events.map(({ at }, index) => {
      const mark = { at, offset };
      offset += (frames[index] as Buffer).length;
      return mark;
    });
    const buffer = Buffer.concat(frames, offset);
    // The last page grows, and is not kept; nor one of a log that has begun anew meanwhile.
    if (read.more && offset <= PAGE_BYTES && pages === this.#pages)
      this.#keep({ filterKey: key, from: cursor, next, buffer, marks });
    return { buffer, next };
  }

  #find(cursor: PositionParts, filterKey: string): Page | undefined {
    const index = this.#pages.findLastIndex(
      (page) =>
        page.filterKey === filterKey && compareParts(page.from, cursor) <= 0 && compareParts(cursor, page.next) < 0,
    );
    const [page] = index < 0 ? [] : this.#pages.splice(index, 1);
    if (page) this.#pages.push(page);
    return page;
  }

  #keep(page: Page): void {
    this.#pages.push(page);
    if (this.#pages.length > PAGES) this.#pages.shift();
  }
}

function restOf({ buffer, marks, next }: Page, cursor: PositionParts): CatchUpSlice {
  const first = marks.find(({ at }) => compareParts(at, cursor) > 0);
  return { buffer: first && buffer.subarray(first.offset), next };
}
