import { inject, Injectable } from '@angular/core';
import type { JobInfo, JobRun } from '@jobwire/events';
import { Fleet, type FleetServer } from '../fleet/fleet';
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

  /** The servers that run a job, by name. */
  serversOf(jobName: string): readonly FleetServer[] {
    return this.#fleet
      .servers()
      .filter(({ serverId, jobs }) => {
        const hasIt = jobs.jobs().some((job) => job.jobName === jobName);
        return hasIt && this.find({ serverId, jobName }) !== undefined;
      })
      .sort((a, b) => a.info().name.localeCompare(b.info().name, 'en', { numeric: true }));
  }
}
