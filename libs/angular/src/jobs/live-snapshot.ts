import { computed, signal, type Signal } from '@angular/core';
import { applyJobEvent, withoutSuperseded, type JobStatus, type ServerSnapshot } from '@jobwire/events';
import type { JobsApi } from '../api/jobs-api';
import type { JobEvents } from '../stream/job-events';
import { LiveQuery } from './live-query';

/** A job of a server. It is the same object as long as the job is listed: only what reads its status follows it. */
export interface ServerJob {
  readonly jobName: string;
  readonly status: Signal<JobStatus>;
}

/** A server's jobs: loaded once, from then on kept up to date by events, loaded anew only after a gap. */
export class LiveSnapshot {
  readonly #snapshot = signal<ServerSnapshot | undefined>(undefined);
  readonly #loadedAt = signal<number | undefined>(undefined);
  readonly #rows = new Map<string, ServerJob>();
  readonly #names = computed(() => this.#snapshot()?.jobs.map(({ jobName }) => jobName) ?? [], { equal: isSameList });

  readonly query: LiveQuery<ServerSnapshot>;
  readonly snapshot: Signal<ServerSnapshot | undefined> = this.#snapshot.asReadonly();
  readonly jobs: Signal<readonly ServerJob[]> = computed(() => this.#names().map((jobName) => this.#row(jobName)));
  readonly asOf: Signal<number | undefined> = computed(() => {
    const loadedAt = this.#loadedAt();
    if (this.events.isCurrent() || loadedAt === undefined) return undefined;
    return Math.max(loadedAt, this.events.asOf() ?? 0);
  });

  constructor(
    readonly serverId: number,
    private readonly events: JobEvents,
    api: JobsApi,
  ) {
    this.query = new LiveQuery<ServerSnapshot>(events, {
      only: (event) => event.serverId === serverId,
      load: () => api.snapshot(serverId),
      loaded: (loaded, meanwhile) => {
        this.#snapshot.set(meanwhile.reduce(applyJobEvent, loaded));
        this.#loadedAt.set(Date.now());
      },
      take: (news) =>
        this.#snapshot.update((snapshot) => snapshot && withoutSuperseded(news).reduce(applyJobEvent, snapshot)),
    });
  }

  #row(jobName: string): ServerJob {
    const row = this.#rows.get(jobName) ?? { jobName, status: this.#statusOf(jobName) };
    this.#rows.set(jobName, row);
    return row;
  }

  #statusOf(jobName: string): Signal<JobStatus> {
    let last: JobStatus | undefined;
    return computed(() => {
      last = this.#snapshot()?.jobs.find((job) => job.jobName === jobName) ?? last;
      if (!last) throw new Error(`Job "${jobName}" was never listed on server ${this.serverId}.`);
      return last;
    });
  }
}

function isSameList(before: readonly string[], after: readonly string[]): boolean {
  return before.length === after.length && before.every((name, index) => name === after[index]);
}
