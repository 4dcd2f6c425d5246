import type { Position, StoredJobEvent } from '@jobwire/events';

/** A place in the feed where events are missing. */
export interface FeedGap {
  readonly type: 'gap';
  /** Tells it from other entries. */
  readonly position: Position;
  readonly epochMs: number;
  readonly words: string;
}

export type FeedEntry = StoredJobEvent | FeedGap;

/** The entries without the progress that a later event of its run has overtaken; as many of it, the oldest first, as `most`. */
export function withoutSuperseded(entries: readonly FeedEntry[], most = Infinity): readonly FeedEntry[] {
  const runs = new Set<string>();
  const superseded = new Set<number>();
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (!entry || entry.type === 'gap' || entry.jobId === undefined) continue;
    if (entry.type === 'progress' && runs.has(entry.jobId)) superseded.add(index);
    else runs.add(entry.jobId);
  }
  if (superseded.size === 0) return entries;
  const first = superseded.size - most;
  let seen = 0;
  // They were found from the newest on: the oldest are the last of them.
  const left = first <= 0 ? superseded : new Set([...superseded].filter(() => seen++ >= first));
  return entries.filter((_, index) => !left.has(index));
}
