import type { LogLine } from '@jobwire/events';
import { Followers } from './followers.ts';
import { keptLines } from './kept-lines.ts';
import type { MemoryEventStore } from './memory-event-store.ts';
import { RunLog, type NewLogLine } from './run-log.ts';

/** Keeps the lines in memory as long as the store keeps the run. */
export class MemoryRunLog extends RunLog {
  readonly #lines = new Map<string, LogLine[]>();
  readonly #followers = new Followers();

  constructor(store: MemoryEventStore) {
    super();
    store.watchRemovedRuns((jobId) => this.#lines.delete(jobId));
  }

  async append(jobId: string, lines: readonly NewLogLine[]): Promise<void> {
    const before = this.#lines.get(jobId) ?? [];
    const kept = keptLines(before.length, lines);
    if (kept.length === 0) return;
    for (const line of kept) before.push(line);
    this.#lines.set(jobId, before);
    this.#followers.tell(jobId);
  }

  async read(jobId: string, after: number, limit: number): Promise<readonly LogLine[]> {
    return (this.#lines.get(jobId) ?? []).slice(after, after + limit);
  }

  follow(jobId: string, onLines: () => void): () => void {
    return this.#followers.add(jobId, onLines);
  }
}
