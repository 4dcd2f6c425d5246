import { inject, Injectable } from '@angular/core';
import { JobsApi } from '@jobwire/angular';
import type { JobRun, JobStatus } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';

/** How far is looked for a newer run at first, in milliseconds; each time four times as far. */
const FIRST_SPAN_MS = 600_000;
const MOST_RUNS = 1_000;

/** A run, and when the store first heard of it, in milliseconds since 1970. */
export interface PlacedRun {
  readonly run: JobRun;
  readonly begunMs: number;
}

/** Finds the run of the same job on the same server that came after another, or before it. */
@Injectable({ providedIn: 'root' })
export class NeighbourRuns {
  readonly #api = inject(JobsApi);

  /** `undefined` where there is none. Rejects with an `ApiProblem`. */
  async newer({ run, begunMs }: PlacedRun, status: JobStatus | undefined): Promise<string | undefined> {
    const known = knownRuns(status);
    const index = known.indexOf(run.jobId);
    if (index >= 0) return known[index + 1];
    for (let to = begunMs + FIRST_SPAN_MS; ; to = begunMs + 4 * (to - begunMs)) {
      const items = await this.#list(run, { from: begunMs, to, limit: MOST_RUNS });
      const next = items.findLast(({ jobId }) => jobId !== run.jobId);
      if (next || !(to <= Date.now())) return next?.jobId;
    }
  }

  /** `undefined` where there is none. Rejects with an `ApiProblem`. */
  async older({ run, begunMs }: PlacedRun, status: JobStatus | undefined): Promise<string | undefined> {
    const known = knownRuns(status);
    const index = known.indexOf(run.jobId);
    if (index > 0) return known[index - 1];
    const items = await this.#list(run, { to: begunMs + 1, limit: 2 });
    return items.find(({ jobId }) => jobId !== run.jobId)?.jobId;
  }

  async #list(
    { serverId, jobName }: JobRun,
    range: { readonly from?: number; readonly to: number; readonly limit: number },
  ): Promise<readonly JobRun[]> {
    return (await firstValueFrom(this.#api.runs({ serverId, jobName, ...range }))).items;
  }
}

/** The newest runs of a job, oldest first, the one that goes on too. */
export function knownRuns(status: JobStatus | undefined): readonly string[] {
  const { recentRuns = [], state, jobId } = status ?? {};
  const ended = recentRuns.flatMap((run) => run.jobId ?? []);
  return (state === 'running' || state === 'queued') && jobId !== undefined ? [...ended, jobId] : ended;
}
