import type { JobRun } from '@jobwire/events';
import { ProblemException } from '../problem/problem.ts';
import type { EventStore } from '../store/event-store.ts';

/** A run that somebody asks for by its id. Rejects with a {@link ProblemException} 404 where there is none. */
export async function findRun(store: EventStore, jobId: string): Promise<JobRun> {
  const run = await store.run(jobId);
  if (!run) throw new ProblemException(404, 'There is no such run, or it is no longer kept. See GET /api/runs.');
  return run;
}
