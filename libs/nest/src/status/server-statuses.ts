import { Injectable } from '@nestjs/common';
import { idleStatus, type JobDefinition, type JobStatus, type ServerInfo, type ServerSnapshot } from '@jobwire/events';
import { JobRegistry } from '../jobs/job-registry.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { JobSchedules } from '../jobs/job-schedules.ts';
import { ServerIdentity } from '../jobs/server-identity.ts';
import { EventStore } from '../store/event-store.ts';
import { queuedBefore } from './queued-before.ts';

/** A server that only publishes counts as online this long after its newest event. */
const ONLINE_MS = 5 * 60_000;

/** What the store knows of servers and their jobs, joined with what this process can run. */
@Injectable()
export class ServerStatuses {
  constructor(
    private readonly store: EventStore,
    private readonly registry: JobRegistry,
    private readonly server: ServerIdentity,
    private readonly runner: JobRunner,
    private readonly schedules: JobSchedules,
  ) {}

  /** What people call a server, of which perhaps only the number is known. */
  nameOf(serverId: number): string {
    return serverId === this.server.serverId ? this.server.name : `server-${serverId}`;
  }

  async servers(): Promise<ServerInfo[]> {
    const { serverId, name } = this.server;
    const others = (await this.store.servers()).filter((seen) => seen.serverId !== serverId);
    return [
      { serverId, name, online: true, lastSeenAt: new Date().toISOString() },
      ...others.map((seen): ServerInfo => ({
        serverId: seen.serverId,
        name: this.nameOf(seen.serverId),
        online: Date.now() - seen.lastEventMs < ONLINE_MS,
        lastSeenAt: new Date(seen.lastEventMs).toISOString(),
        publishesOnly: true,
      })),
    ];
  }

  /** The statuses of a server's jobs: those it can run, then others it has published. `undefined` where nobody knows the server. */
  async snapshot(serverId: number): Promise<ServerSnapshot | undefined> {
    const snapshot = await this.store.snapshot(serverId);
    const isOwn = serverId === this.server.serverId;
    if (!isOwn && snapshot.jobs.length === 0) return undefined;
    const seen = new Map(snapshot.jobs.map((status) => [status.jobName, status]));
    const definitions = this.registry.definitions.filter(({ name }) => isOwn || seen.has(name));
    const known = definitions.map((definition) => named(seen.get(definition.name), definition));
    const foreign = snapshot.jobs.filter(({ jobName }) => !this.registry.find(jobName));
    const jobs = [...known, ...foreign];
    return { ...snapshot, jobs: jobs.map((status) => this.#withWhatIsAhead(status, snapshot.serverId, jobs)) };
  }

  /** With the runs before it in the queue, and with its next turn. */
  #withWhatIsAhead(status: JobStatus, serverId: number, jobs: readonly JobStatus[]): JobStatus {
    const { jobName, state, jobId } = status;
    const isOwn = serverId === this.server.serverId;
    const inQueue = isOwn && jobId !== undefined ? this.runner.queuedBefore(jobId) : undefined;
    const nextRunAt = isOwn ? this.schedules.nextRunAt(jobName) : undefined;
    return {
      ...status,
      ...(state === 'queued' ? { queuePosition: inQueue ?? queuedBefore(status, jobs) } : {}),
      ...(nextRunAt === undefined ? {} : { nextRunAt }),
    };
  }
}

function named(status: JobStatus | undefined, { name, key, label }: JobDefinition): JobStatus {
  return { ...(status ?? idleStatus(name)), key, label };
}
