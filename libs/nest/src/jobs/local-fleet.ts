import type { FleetJobs } from './fleet-jobs.ts';
import { Fleet, type FleetServer } from './fleet.ts';
import type { ServerIdentity } from './server-identity.ts';

/** This process alone. */
export class LocalFleet extends Fleet {
  readonly replaced: AbortSignal = new AbortController().signal;

  constructor(
    private readonly server: ServerIdentity,
    private readonly jobs: FleetJobs,
  ) {
    super();
  }

  async join(): Promise<void> {
    // There is nobody to tell.
  }

  async leave(): Promise<void> {
    // As above.
  }

  async find(serverId: number): Promise<FleetServer | undefined> {
    return this.known().find((server) => server.serverId === serverId);
  }

  async servers(): Promise<readonly FleetServer[]> {
    return this.known();
  }

  known(): readonly FleetServer[] {
    const { serverId, name } = this.server;
    return [{ serverId, name, isOnline: true, seenMs: Date.now(), jobs: this.jobs.all() }];
  }
}
