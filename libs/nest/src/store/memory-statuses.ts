import { applyToStatus, idleStatus, type JobStatus, type StoredJobEvent } from '@jobwire/events';
import { MAX_STATUSES, type SeenServer } from './event-store.ts';

interface KeptStatus {
  readonly heardMs: number;
  readonly status: JobStatus;
}

/** The statuses of a {@link MemoryEventStore}. */
export class MemoryStatuses {
  /** By serverId and job name, in the order they were first seen. */
  readonly #kept = new Map<number, Map<string, KeptStatus>>();

  /** The status before the event. */
  fold(event: StoredJobEvent): JobStatus {
    const { serverId, jobName, epochMs } = event;
    const ofServer = this.#kept.get(serverId) ?? new Map<string, KeptStatus>();
    const before = ofServer.get(jobName)?.status ?? idleStatus(jobName);
    this.#kept.set(serverId, ofServer.set(jobName, { heardMs: epochMs, status: applyToStatus(before, event) }));
    return before;
  }

  of(serverId: number): JobStatus[] {
    return [...(this.#kept.get(serverId)?.values() ?? [])].map(({ status }) => status);
  }

  servers(): SeenServer[] {
    return [...this.#kept].map(([serverId, ofServer]) => ({
      serverId,
      lastEventMs: [...ofServer.values()].reduce((newest, { heardMs }) => Math.max(newest, heardMs), 0),
    }));
  }

  trim(): void {
    const count = [...this.#kept.values()].reduce((sum, { size }) => sum + size, 0);
    if (count <= MAX_STATUSES) return;
    const newestFirst = [...this.#kept]
      .flatMap(([serverId, ofServer]) =>
        [...ofServer].map(([jobName, { heardMs }]) => ({ serverId, jobName, heardMs })),
      )
      .sort((a, b) => b.heardMs - a.heardMs);
    for (const { serverId, jobName } of newestFirst.slice(MAX_STATUSES)) {
      const ofServer = this.#kept.get(serverId);
      ofServer?.delete(jobName);
      if (ofServer?.size === 0) this.#kept.delete(serverId);
    }
  }
}
