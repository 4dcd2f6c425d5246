import { computed, signal } from '@angular/core';
import type { RunRow } from './run-row';

/** Runs that somebody has ticked, by hand or by code. They stay so while the table goes on. */
export class RunSelection {
  readonly #chosen = signal<ReadonlyMap<string, RunRow>>(new Map());
  /** Where a range begins. */
  #anchor: string | undefined;

  readonly count = computed(() => this.#chosen().size);
  readonly runs = computed(() => [...this.#chosen().values()].map(({ run }) => run()));

  has(jobId: string): boolean {
    return this.#chosen().has(jobId);
  }

  toggle(row: RunRow): void {
    this.#anchor = row.jobId;
    this.#chosen.update((before) => {
      const after = new Map(before);
      if (!after.delete(row.jobId)) after.set(row.jobId, row);
      return after;
    });
  }

  /** Ticks all from the row that was toggled last to this one. */
  extendTo(row: RunRow, rows: readonly RunRow[]): void {
    const [from, to] = [rows.findIndex(({ jobId }) => jobId === this.#anchor), rows.indexOf(row)];
    if (from < 0 || to < 0) return this.toggle(row);
    this.add(rows.slice(Math.min(from, to), Math.max(from, to) + 1));
  }

  add(rows: readonly RunRow[]): void {
    this.#chosen.update((before) => new Map([...before, ...rows.map((row) => [row.jobId, row] as const)]));
  }

  clear(): void {
    this.#anchor = undefined;
    if (this.count() > 0) this.#chosen.set(new Map());
  }
}
