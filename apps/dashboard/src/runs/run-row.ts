import { signal, type WritableSignal } from '@angular/core';
import type { RunRow as ShownRow } from '@jobwire/angular/runs';
import type { JobRun } from '@jobwire/events';

/** A run in the list: it changes in place. */
export interface RunRow extends ShownRow {
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
  const waiting = newer.toSorted((a, b) => beganAt(a.run()) - beganAt(b.run()));
  const merged: RunRow[] = [];
  let at = 0;
  // What is new stands at the top, mostly: the rest is taken as it is.
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const began = beganAt(next.run());
    for (let row = rows[at]; row && beganAt(row.run()) > began; row = rows[++at]) merged.push(row);
    merged.push(next);
  }
  return [...merged, ...rows.slice(at)];
}
