import { computed, linkedSignal, type Signal } from '@angular/core';
import type { JobRun } from '@jobwire/events';

/** A run in a table. It stays the same row while its run changes. */
export interface RunRow {
  readonly jobId: string;
  readonly run: Signal<JobRun>;
  /** Whether the run still is what is listed: a row whose run is not stays, greyed. Default: it is. */
  readonly isMatching?: Signal<boolean>;
}

/** Runs as rows: a run that was there before keeps its row. What are rows already stay as they are. */
export function rowsOf(given: () => readonly JobRun[] | readonly RunRow[]): Signal<readonly RunRow[]> {
  const runs = computed(() => {
    const all = given();
    return new Map(areRows(all) ? [] : all.map((run) => [run.jobId, run]));
  });
  return linkedSignal<readonly JobRun[] | readonly RunRow[], readonly RunRow[]>({
    source: given,
    computation: (all, previous) => {
      if (areRows(all)) return all;
      const before = new Map(previous?.value.map((row) => [row.jobId, row]));
      return all.map((run) => before.get(run.jobId) ?? toRow(run, runs));
    },
  }).asReadonly();
}

function areRows(all: readonly JobRun[] | readonly RunRow[]): all is readonly RunRow[] {
  const [first] = all;
  return first !== undefined && 'run' in first;
}

/** A run that has left the list stays as it was: it may still be selected. */
function toRow(first: JobRun, runs: Signal<ReadonlyMap<string, JobRun>>): RunRow {
  const run = linkedSignal<JobRun | undefined, JobRun>({
    source: () => runs().get(first.jobId),
    computation: (now, previous) => now ?? previous?.value ?? first,
  });
  return { jobId: first.jobId, run: run.asReadonly() };
}
