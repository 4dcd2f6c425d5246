import { inject } from '@angular/core';
import { Router } from '@angular/router';
import type { JobRun, JobStatus, StoredJobEvent } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { injectShortcuts } from '../keys/shortcuts';
import { Notices } from '../shell';
import { NeighbourRuns } from './neighbour-runs';

export interface RunKeys {
  readonly run: () => JobRun | undefined;
  /** What its job does on its server. */
  readonly status: () => JobStatus | undefined;
  /** Of the run, oldest first. */
  readonly events: () => readonly StoredJobEvent[];
  readonly copyId: () => void;
}

/** The keys of a run's page: to the next run and the one before, and its id. */
export function injectRunKeys({ run: read, status, events, copyId }: RunKeys): void {
  const neighbours = inject(NeighbourRuns);
  const notices = inject(Notices);
  const router = inject(Router);
  const fleet = inject(Fleet);

  const goTo = async (which: 'newer' | 'older'): Promise<void> => {
    const run = read();
    if (!run) return;
    try {
      const jobId = await neighbours[which]({ run, begunMs: begunMsOf(run, events()) }, status());
      if (jobId !== undefined) await router.navigate(['/runs', jobId]);
      else notices.say(edge(which, run.jobName, fleet.nameOf(run.serverId)));
    } catch (error) {
      // An ApiProblem: the server does not answer.
      notices.problem($localize`The other run was not found`, error);
    }
  };
  injectShortcuts({ j: () => void goTo('newer'), k: () => void goTo('older'), y: copyId });
}

function edge(which: 'newer' | 'older', job: string, server: string): string {
  return which === 'newer'
    ? $localize`This is the newest run of ${job}:JOB: on ${server}:SERVER:.`
    : $localize`This is the oldest run kept of ${job}:JOB: on ${server}:SERVER:.`;
}

/** Runs are listed by when the store first heard of them. Of a long run the first events may be missing. */
function begunMsOf({ queuedAt, startedAt = '' }: JobRun, [first]: readonly StoredJobEvent[]): number {
  const isBegin = first?.type === 'queued' || first?.type === 'started';
  return isBegin ? first.epochMs : Date.parse(queuedAt ?? startedAt);
}
