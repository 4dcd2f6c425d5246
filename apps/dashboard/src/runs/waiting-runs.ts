import { computed, signal, type Signal } from '@angular/core';
import type { JobRun } from '@jobwire/events';
import type { RunRow } from './run-row';

/** More do not wait one by one: the list is loaded anew instead. */
const MOST = 2_000;

/** What has come in while somebody reads: it waits for "Show". */
export class WaitingRuns {
  readonly #rows = new Map<string, RunRow>();
  readonly #count = signal(0);
  readonly #failed = signal(0);

  readonly count: Signal<number> = this.#count.asReadonly();
  readonly failed: Signal<number> = this.#failed.asReadonly();
  readonly isFull = computed(() => this.count() > MOST);

  rows(): readonly RunRow[] {
    return [...this.#rows.values()];
  }

  get(jobId: string): RunRow | undefined {
    return this.#rows.get(jobId);
  }

  add(rows: readonly RunRow[]): void {
    if (this.isFull()) return;
    for (const row of rows) {
      this.#rows.set(row.jobId, row);
      this.recount(undefined, row.run());
    }
    this.#count.set(this.#rows.size);
  }

  /** A run that waits has changed. */
  recount(before: JobRun | undefined, after: JobRun | undefined): void {
    const change = Number(after?.state === 'failed') - Number(before?.state === 'failed');
    if (change !== 0) this.#failed.update((failed) => failed + change);
  }

  delete(jobId: string): void {
    this.recount(this.#rows.get(jobId)?.run(), undefined);
    this.#rows.delete(jobId);
    this.#count.set(this.#rows.size);
  }

  clear(): void {
    this.#rows.clear();
    this.#count.set(0);
    this.#failed.set(0);
  }
}
