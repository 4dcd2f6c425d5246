import { signal, type WritableSignal } from '@angular/core';
import type { JobRun } from '@jobwire/events';

/** A run in the list: it changes in place. */
export interface RunRow {
  readonly jobId: string;
  readonly run: WritableSignal<JobRun>;
  /** Whether it still fits the filter. A row that does not stays until the next "Show". */
  readonly isMatching: WritableSignal<boolean>;
}

export function toRow(run: JobRun): RunRow {
  return { jobId: run.jobId, run: signal(run), isMatching: signal(true) };
}

/** When a run began, in milliseconds since 1970. */
export function beganAt({ queuedAt, startedAt, finishedAt }: JobRun): number {
  return Date.parse(queuedAt ?? startedAt ?? finishedAt ?? '');
}

/** Two lists, newest first, as one. */
export function mergeRows(newer: readonly RunRow[], rows: readonly RunRow[]): readonly RunRow[] {
  const sorted = newer.toSorted((a, b) => beganAt(b.run()) - beganAt(a.run()));
  const merged: RunRow[] = [];
  let at = 0;
  for (const row of rows) {
    const began = beganAt(row.run());
    for (let next = sorted[at]; next && beganAt(next.run()) >= began; next = sorted[++at]) merged.push(next);
    merged.push(row);
  }
  return [...merged, ...sorted.slice(at)];
}
