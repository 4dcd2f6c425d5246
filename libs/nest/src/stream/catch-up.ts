import { formatPosition, positionParts, type PositionParts } from '@jobwire/events';
import type { EventLog } from '../store/event-log.ts';
import { encodeFrame } from './frame.ts';
import type { CompiledFilter } from './replay-window.ts';

/** Events read from the log at a time. */
const PAGE_EVENTS = 200;

/** Pages kept ready, and how large they may be. Who fell behind together reads on at the same places. */
const PAGES = 32;
const PAGE_BYTES = 256 * 1024;

/** What follows a cursor in the log; `undefined` where events after it are gone. */
export type CatchUpPage = { readonly buffer: Buffer | undefined; readonly next: PositionParts } | undefined;

/** Reads the log for connections that have fallen behind the window: what one of them has read is ready for the others. */
export class CatchUp {
  readonly #pages = new Map<string, Promise<CatchUpPage>>();

  constructor(private readonly log: EventLog) {}

  /** Rejects where the log cannot be read. */
  async pageAfter(cursor: PositionParts, filter: CompiledFilter): Promise<CatchUpPage> {
    const after = formatPosition(cursor);
    const key = `${after} ${filter.key}`;
    const ready = this.#pages.get(key) ?? this.#read(key, after, filter);
    // The one used last is the last to go.
    this.#pages.delete(key);
    this.#pages.set(key, ready);
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > PAGES && oldest !== undefined) this.#pages.delete(oldest);
    return ready;
  }

  /** The log began anew: what was read from it stands nowhere any more. */
  forget(): void {
    this.#pages.clear();
  }

  async #read(key: string, after: string, { filter }: CompiledFilter): Promise<CatchUpPage> {
    let isWorthKeeping = false;
    try {
      const page = await this.log.read(after, { limit: PAGE_EVENTS, filter });
      // Asked after the read: had events been removed meanwhile, the page could have a hole.
      const { gap } = await this.log.gapAfter(after);
      if (gap) return undefined;
      // Of an event that is only handed on nothing but its JSON is looked at.
      const frames = page.events.map(({ position, json }) => encodeFrame('job', position, json));
      const buffer = frames.length > 0 ? Buffer.concat(frames) : undefined;
      // The last page grows.
      isWorthKeeping = page.more && (buffer?.length ?? 0) <= PAGE_BYTES;
      return { buffer, next: positionParts(page.position) };
    } finally {
      // Also what failed: it may succeed the next time.
      if (!isWorthKeeping) this.#pages.delete(key);
    }
  }
}
