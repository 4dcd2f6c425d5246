import type * as OverRedis from '../fleet/open-redis-job-system.ts';
import type { Stores } from '../store/open-stores.ts';
import { StoreError } from '../store/store-error.ts';
import type { FleetJobs } from './fleet-jobs.ts';
import type { Fleet } from './fleet.ts';
import type { JobPlaces } from './job-places.ts';
import { LocalFleet } from './local-fleet.ts';
import { LocalJobPlaces } from './local-job-places.ts';
import { LocalRunQueue } from './local-run-queue.ts';
import { LocalScheduleClock } from './local-schedule-clock.ts';
import type { RunEnds } from './run-ends.ts';
import type { RunQueue } from './run-queue.ts';
import type { ScheduleClock } from './schedule-clock.ts';
import type { ServerIdentity } from './server-identity.ts';

/** How many runs work at the same time, and how long a server lives without a sign of life. */
export class RunnerOptions {
  constructor(
    readonly concurrency: number,
    readonly leaseMs: number,
  ) {}
}

/** What jobs are run with: in this process alone, or among many. */
export abstract class JobSystem {
  abstract readonly fleet: Fleet;
  abstract readonly places: JobPlaces;
  abstract readonly queue: RunQueue;
  abstract readonly clock: ScheduleClock;
  /** When runs have come to their end, and before the store is closed. */
  abstract readonly beforeApplicationShutdown?: () => Promise<void>;
}

export async function openJobSystem(
  { events, redis }: Stores,
  server: ServerIdentity,
  jobs: FleetJobs,
  ends: RunEnds,
  options: RunnerOptions,
): Promise<JobSystem> {
  if (redis) {
    const { openRedisJobSystem } = await loadFleet();
    return openRedisJobSystem({ redis, events, server, jobs, ends, ...options });
  }
  return {
    fleet: new LocalFleet(server, jobs),
    places: new LocalJobPlaces(),
    queue: new LocalRunQueue(server.serverId, options.concurrency),
    clock: new LocalScheduleClock(),
  };
}

/** Its packages are optional ones: they are loaded only where they are used. */
async function loadFleet(): Promise<typeof OverRedis> {
  try {
    return await import('../fleet/open-redis-job-system.ts');
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new StoreError('Running jobs with Redis needs a package: npm install bullmq', 'failed', { cause });
  }
}
