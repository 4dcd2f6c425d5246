import type { Actor, JobStatus } from '@jobwire/events';
import type { JobDescription } from '../jobs/describe-job';
import { byPerson } from '../run/run-words';

/** The second line of a job: what its description says or, of a run that somebody has cancelled, who that was. */
export function jobDetail({ icon, tone, detail }: JobDescription, { cancelledBy }: JobStatus): string {
  const isCancel = (icon === 'cancelled' || icon === 'cancelling') && tone === 'quiet';
  const name = isCancel && cancelledBy ? nameOf(cancelledBy) : undefined;
  return name === undefined ? detail : byPerson(name);
}

function nameOf({ kind, name, person }: Actor): string | undefined {
  return kind === 'retry' ? person : name;
}
