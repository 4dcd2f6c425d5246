import { inject, Injectable } from '@angular/core';
import type { JobInfo, JobRun } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Catalog } from './catalog';

/** What servers run for us. */
@Injectable({ providedIn: 'root' })
export class OwnJobs {
  readonly #catalog = inject(Catalog);
  readonly #fleet = inject(Fleet);

  /** A job that a server runs; `undefined` where it only publishes it: then nobody here starts it, nor stops it. */
  find({ serverId, jobName }: Pick<JobRun, 'serverId' | 'jobName'>): JobInfo | undefined {
    return this.#fleet.infoOf(serverId)?.publishesOnly ? undefined : this.#catalog.jobs().get(jobName);
  }
}
