import { Injectable } from '@nestjs/common';
import type { FleetJob } from './fleet.ts';
import { JobRegistry } from './job-registry.ts';

/** Whether jobs are run by their schedules. */
export class ScheduleOptions {
  constructor(readonly schedules: 'on' | 'off') {}
}

/** What this server tells others of its jobs. */
@Injectable()
export class FleetJobs {
  constructor(
    private readonly registry: JobRegistry,
    private readonly options: ScheduleOptions,
  ) {}

  all(): FleetJob[] {
    return this.registry.definitions.map(({ name, key, label }) => ({
      ...{ jobName: name, key, label },
      schedules: this.options.schedules === 'on' ? this.#schedulesOf(name) : [],
    }));
  }

  #schedulesOf(jobName: string): FleetJob['schedules'] {
    return (this.registry.find(jobName)?.plans ?? []).map(({ cron, timeZone }) => ({ cron, timeZone }));
  }
}
