import { CronTurns } from '../jobs/cron-turns.ts';
import type { FleetJobs } from '../jobs/fleet-jobs.ts';
import type { JobSystem } from '../jobs/open-job-system.ts';
import type { RunEnds } from '../jobs/run-ends.ts';
import type { ServerIdentity } from '../jobs/server-identity.ts';
import type { RedisConnection } from '../redis/redis-connection.ts';
import type { EventStore } from '../store/event-store.ts';
import { BullConnections } from './bull-connections.ts';
import { BullRunQueue } from './bull-run-queue.ts';
import { BullScheduleClock } from './bull-schedule-clock.ts';
import { QueueRepair } from './queue-repair.ts';
import { RedisFleet } from './redis-fleet.ts';
import { RedisJobPlaces } from './redis-job-places.ts';

export interface RedisJobSystemOptions {
  readonly redis: RedisConnection;
  readonly events: EventStore;
  readonly server: ServerIdentity;
  readonly jobs: FleetJobs;
  readonly ends: RunEnds;
  readonly concurrency: number;
  readonly leaseMs: number;
}

/** What jobs are run with among many servers. */
export function openRedisJobSystem(options: RedisJobSystemOptions): JobSystem {
  const { redis, events, server, jobs, ends, concurrency, leaseMs } = options;
  const { serverId } = server;
  const bull = new BullConnections(redis, { repeatStrategy: nextTurn });
  const places = new RedisJobPlaces(redis, events);
  const repair = new QueueRepair(serverId, events, places, ends);
  return {
    fleet: new RedisFleet(redis, server, jobs, leaseMs),
    places,
    queue: new BullRunQueue(bull, repair, { serverId, concurrency, leaseMs }),
    clock: new BullScheduleClock(bull, { serverId, leaseMs }),
    beforeApplicationShutdown: () => bull.close(),
  };
}

/** As without Redis: BullMQ's own differs where clocks are changed. */
function nextTurn(afterMs: number, { pattern = '', tz = '' }: { pattern?: string; tz?: string }): number {
  return new CronTurns(pattern, tz).next(afterMs);
}
