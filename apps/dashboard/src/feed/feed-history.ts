import type { FeedEntry } from './feed-entry';

/** What is shown: the newest entries, and the newest without the progress that a later event of its run has overtaken. */
export class FeedHistory {
  #all: readonly FeedEntry[] = [];
  #folded: readonly FeedEntry[] = [];
  /** The progress that stands in the folded list, by run. */
  readonly #progress = new Map<string, FeedEntry>();

  constructor(private readonly most: number) {}

  /** Oldest first. */
  get all(): readonly FeedEntry[] {
    return this.#all;
  }

  /** Oldest first. */
  get folded(): readonly FeedEntry[] {
    return this.#folded;
  }

  add(entries: readonly FeedEntry[]): void {
    this.#all = [...this.#all, ...entries].slice(-this.most);
    const overtaken = this.#overtakenBy(entries);
    const folded = without([...this.#folded, ...entries], overtaken);
    for (const gone of folded.slice(0, -this.most)) this.#forget(gone);
    this.#folded = folded.slice(-this.most);
  }

  /** Gives out what it holds and begins anew. */
  take(): readonly FeedEntry[] {
    const entries = this.#all;
    this.#all = [];
    this.#folded = [];
    this.#progress.clear();
    return entries;
  }

  #overtakenBy(entries: readonly FeedEntry[]): ReadonlySet<FeedEntry> {
    const overtaken = new Set<FeedEntry>();
    for (const entry of entries) {
      if (entry.type === 'gap' || entry.jobId === undefined) continue;
      const before = this.#progress.get(entry.jobId);
      if (before) overtaken.add(before);
      if (entry.type === 'progress') this.#progress.set(entry.jobId, entry);
      else this.#progress.delete(entry.jobId);
    }
    return overtaken;
  }

  #forget(entry: FeedEntry): void {
    if (entry.type === 'progress' && this.#progress.get(entry.jobId) === entry) this.#progress.delete(entry.jobId);
  }
}

/** What is overtaken is mostly new: the end of the list is all that is looked at. */
function without(entries: FeedEntry[], overtaken: ReadonlySet<FeedEntry>): readonly FeedEntry[] {
  let first = entries.length;
  for (let left = overtaken.size; left > 0 && first > 0;) {
    const entry = entries[--first];
    if (entry && overtaken.has(entry)) left--;
  }
  const end = entries.splice(first).filter((entry) => !overtaken.has(entry));
  return [...entries, ...end];
}
