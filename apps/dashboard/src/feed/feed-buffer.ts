import { withoutSuperseded, type FeedEntry } from './feed-entry';

/** Keeps the newest entries: where there are too many, progress that is overtaken goes first, then the oldest. */
export class FeedBuffer {
  #entries: readonly FeedEntry[] = [];
  #leftOut = 0;

  constructor(private readonly most: number) {}

  /** Oldest first. */
  get entries(): readonly FeedEntry[] {
    return this.#entries;
  }

  /** How many of the oldest are gone, other than progress that was overtaken. */
  get leftOut(): number {
    return this.#leftOut;
  }

  add(entries: readonly FeedEntry[]): void {
    const all = [...this.#entries, ...entries];
    const kept = all.length > this.most ? withoutSuperseded(all, all.length - this.most) : all;
    this.#entries = kept.slice(-this.most);
    this.#leftOut += kept.length - this.#entries.length;
  }

  keepOnly(isWanted: (entry: FeedEntry) => boolean): void {
    this.#entries = this.#entries.filter(isWanted);
  }

  /** Gives out what it holds and begins anew. */
  take(): readonly FeedEntry[] {
    const entries = this.#entries;
    this.#entries = [];
    this.#leftOut = 0;
    return entries;
  }
}
