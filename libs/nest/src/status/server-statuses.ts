import { Injectable } from '@nestjs/common';
import { idleStatus, type JobStatus, type ServerInfo, type ServerSnapshot } from '@jobwire/events';
import { Fleet, type FleetJob, type FleetServer } from '../jobs/fleet.ts';
import { JobRegistry } from '../jobs/job-registry.ts';
import { PlannedRuns } from '../jobs/planned-runs.ts';
import { RunQueue } from '../jobs/run-queue.ts';
import { EventStore, StoreError } from '../store/event-store.ts';
import { queuedBefore } from './queued-before.ts';

/** A server that only publishes counts as online this long after its newest event. */
const ONLINE_MS = 5 * 60_000;

/** What the store knows of servers and their jobs, joined with what they can run. */
@Injectable()
export class ServerStatuses {
  constructor(
    private readonly store: EventStore,
    private readonly registry: JobRegistry,
    private readonly fleet: Fleet,
    private readonly queue: RunQueue,
    private readonly planned: PlannedRuns,
  ) {}

  /** What people call a server, of which perhaps only the number is known. */
  nameOf(serverId: number): string {
    return this.fleet.known().find((server) => server.serverId === serverId)?.name ?? `server-${serverId}`;
  }

  /** Those that run jobs, then those that only publish. */
  async servers(): Promise<ServerInfo[]> {
    const servers = await this.fleet.servers();
    const ids = new Set(servers.map(({ serverId }) => serverId));
    const others = (await this.store.servers()).filter(({ serverId }) => !ids.has(serverId));
    return [
      ...servers.map(({ serverId, name, isOnline, seenMs }): ServerInfo => ({
        serverId,
        name,
        online: isOnline,
        lastSeenAt: new Date(seenMs).toISOString(),
      })),
      ...others.map(({ serverId, lastEventMs }): ServerInfo => ({
        serverId,
        name: this.nameOf(serverId),
        online: Date.now() - lastEventMs < ONLINE_MS,
        lastSeenAt: new Date(lastEventMs).toISOString(),
        publishesOnly: true,
      })),
    ];
  }

  /** The statuses of a server's jobs: those it can run, then others it has published. `undefined` where nobody knows the server. */
  async snapshot(serverId: number): Promise<ServerSnapshot | undefined> {
    const snapshot = await this.store.snapshot(serverId);
    const server = await this.#find(serverId);
    if (!server && snapshot.jobs.length === 0) return undefined;
    const own = new Map((server?.jobs ?? []).map((job) => [job.jobName, job]));
    const seen = new Map(snapshot.jobs.map((status) => [status.jobName, status]));
    const labelled = [...own.values(), ...this.#seenOnly(seen, own)];
    const foreign = snapshot.jobs.filter(({ jobName }) => !labelled.some((job) => job.jobName === jobName));
    const jobs = [...labelled.map((job) => named(seen.get(job.jobName), job)), ...foreign];
    const hasQueue = server && jobs.some(({ state }) => state === 'queued');
    const waiting = hasQueue ? await this.queue.waiting(serverId) : undefined;
    return {
      ...snapshot,
      jobs: jobs.map((status) => ({
        ...status,
        ...placeInQueue(status, jobs, waiting),
        ...this.#nextRun(own.get(status.jobName)),
      })),
    };
  }

  async #find(serverId: number): Promise<FleetServer | undefined> {
    try {
      return await this.fleet.find(serverId);
    } catch (error) {
      // Nobody can be asked now: what is there can be shown.
      if (!(error instanceof StoreError)) throw error;
      return this.fleet.known().find((server) => server.serverId === serverId);
    }
  }

  /** Jobs of the catalog that somebody else published for the server. */
  #seenOnly(seen: ReadonlyMap<string, unknown>, own: ReadonlyMap<string, unknown>): Labelled[] {
    return this.registry.definitions
      .filter(({ name }) => seen.has(name) && !own.has(name))
      .map(({ name, key, label }) => ({ jobName: name, key, label }));
  }

  #nextRun(job: FleetJob | undefined): Pick<JobStatus, 'nextRunAt'> {
    const nextRunAt = job && this.planned.nextRunAt(job);
    return nextRunAt === undefined ? {} : { nextRunAt };
  }
}

type Labelled = Pick<FleetJob, 'jobName' | 'key' | 'label'>;

function named(status: JobStatus | undefined, { jobName, key, label }: Labelled): JobStatus {
  return { ...(status ?? idleStatus(jobName)), key, label };
}

/** How many runs are before it in the queue, where it waits for room. */
function placeInQueue(
  status: JobStatus,
  jobs: readonly JobStatus[],
  waiting: readonly string[] | undefined,
): Pick<JobStatus, 'queuePosition'> {
  const { state, jobId = '', startsAt } = status;
  const inQueue = waiting?.indexOf(jobId) ?? -1;
  if (state !== 'queued' || (inQueue < 0 && startsAt !== undefined)) return {};
  return { queuePosition: inQueue < 0 ? queuedBefore(status, jobs) : inQueue };
}
