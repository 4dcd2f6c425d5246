import { computed, signal, type Signal } from '@angular/core';
import type { RunRow } from './run-row';

/** More do not wait one by one: the list is loaded anew instead. */
const MOST = 2_000;

/** What has come in while somebody reads: it waits for "Show". */
export class WaitingRuns {
  readonly #rows = signal<ReadonlyMap<string, RunRow>>(new Map());

  readonly rows: Signal<readonly RunRow[]> = computed(() => [...this.#rows().values()]);
  readonly count = computed(() => this.#rows().size);
  readonly failed = computed(() => this.rows().filter(({ run }) => run().state === 'failed').length);
  readonly isFull = computed(() => this.count() > MOST);

  get(jobId: string): RunRow | undefined {
    return this.#rows().get(jobId);
  }

  add(rows: readonly RunRow[]): void {
    if (rows.length === 0 || this.isFull()) return;
    this.#rows.update((before) => new Map([...before, ...rows.map((row) => [row.jobId, row] as const)]));
  }

  delete(jobId: string): void {
    this.#rows.update((before) => new Map([...before].filter(([id]) => id !== jobId)));
  }

  clear(): void {
    if (this.count() > 0) this.#rows.set(new Map());
  }
}
