import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { hostname } from 'node:os';
import { Acknowledgements } from './anomalies/acknowledgements.ts';
import { AnomaliesController } from './anomalies/anomalies.controller.ts';
import { FleetJobs, ScheduleOptions } from './jobs/fleet-jobs.ts';
import { Fleet } from './jobs/fleet.ts';
import { ForeignRuns } from './jobs/foreign-runs.ts';
import { IdempotentTriggers } from './jobs/idempotent-triggers.ts';
import { InterruptedRuns } from './jobs/interrupted-runs.ts';
import { JobPlaces } from './jobs/job-places.ts';
import { JobRegistry } from './jobs/job-registry.ts';
import { JobRunner } from './jobs/job-runner.ts';
import { JobSchedules } from './jobs/job-schedules.ts';
import { JobsController } from './jobs/jobs.controller.ts';
import { NextTries } from './jobs/next-tries.ts';
import { JobSystem, openJobSystem, RunnerOptions } from './jobs/open-job-system.ts';
import { PlannedRuns } from './jobs/planned-runs.ts';
import { RunEnds } from './jobs/run-ends.ts';
import { RunExecutor } from './jobs/run-executor.ts';
import { RunIntake } from './jobs/run-intake.ts';
import { RunQueue } from './jobs/run-queue.ts';
import { ScheduleClock } from './jobs/schedule-clock.ts';
import { RunsController } from './jobs/runs.controller.ts';
import { ScheduleController } from './jobs/schedule.controller.ts';
import { ServerIdentity } from './jobs/server-identity.ts';
import { Drain } from './ops/drain.ts';
import { HealthController } from './ops/health.controller.ts';
import { MetricsController } from './ops/metrics.controller.ts';
import { StreamMetrics } from './ops/stream-metrics.ts';
import { EventsController } from './publish/events.controller.ts';
import { JobEvents } from './publish/job-events.ts';
import { StatsController } from './stats/stats.controller.ts';
import { ServerStatuses } from './status/server-statuses.ts';
import { ServersController } from './status/servers.controller.ts';
import { EventLog } from './store/event-log.ts';
import { EventStore } from './store/event-store.ts';
import { IdempotencyKeys } from './store/idempotency-keys.ts';
import { openStores, Stores, type StoreOptions } from './store/open-stores.ts';
import { RunLog } from './store/run-log.ts';
import { EventStream, type StreamOptions } from './stream/event-stream.ts';
import { SideStreams } from './stream/side-streams.ts';

/** Options of {@link JobEventsModule}. All have defaults. */
export interface JobEventsOptions extends StoreOptions {
  /** Identifies the machine that jobs work on. Default: 1. */
  readonly serverId?: number;
  /** What people call it. Default: the host's name. */
  readonly serverName?: string;
  /** How many runs may work at the same time; further ones wait as `queued`. Default: 4. */
  readonly concurrency?: number;
  /**
   * How long a server counts as online without a sign of life, in milliseconds: then its runs end as interrupted. Only with
   * Redis. Default: 30,000.
   */
  readonly leaseMs?: number;
  /** `off`: jobs are not run by their schedules. Default: `on`. */
  readonly schedules?: 'on' | 'off';
  /** How the stream is served. What is left out is as in `DEFAULT_STREAM`. */
  readonly stream?: Partial<StreamOptions>;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<JobEventsOptions>()
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/** A value that follows from the module's options. */
const fromOptions = <Value>(provide: unknown, make: (options: JobEventsOptions) => Value) => ({
  provide: provide as string,
  inject: [MODULE_OPTIONS_TOKEN],
  useFactory: make,
});

/** One of the stores that are opened together. */
const fromStores = <Value>(provide: unknown, pick: (stores: Stores) => Value) => ({
  provide: provide as string,
  inject: [Stores],
  useFactory: pick,
});

/** One of the parts that jobs are run with. */
const fromJobSystem = <Value>(provide: unknown, pick: (system: JobSystem) => Value) => ({
  provide: provide as string,
  inject: [JobSystem],
  useFactory: pick,
});

/**
 * Everything of a job server: publish, store, stream, run jobs, and the REST API. Import it once; what it provides is
 * global (`isGlobal: false` keeps it to the importing module).
 */
@Module({
  imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
  controllers: [
    EventsController,
    ServersController,
    JobsController,
    RunsController,
    ScheduleController,
    AnomaliesController,
    StatsController,
    HealthController,
    MetricsController,
  ],
  providers: [
    fromOptions(Stores, openStores),
    fromOptions(
      ServerIdentity,
      ({ serverId = 1, serverName = hostname() }) => new ServerIdentity(serverId, serverName),
    ),
    fromOptions(ScheduleOptions, ({ schedules = 'on' }) => new ScheduleOptions(schedules)),
    fromOptions(RunnerOptions, ({ concurrency = 4, leaseMs = 30_000 }) => new RunnerOptions(concurrency, leaseMs)),
    {
      provide: JobSystem,
      inject: [Stores, ServerIdentity, FleetJobs, RunEnds, RunnerOptions],
      useFactory: openJobSystem,
    },
    fromJobSystem(Fleet, ({ fleet }) => fleet),
    fromJobSystem(JobPlaces, ({ places }) => places),
    fromJobSystem(RunQueue, ({ queue }) => queue),
    fromJobSystem(ScheduleClock, ({ clock }) => clock),
    fromStores(EventStore, ({ events }) => events),
    fromStores(RunLog, ({ runLog }) => runLog),
    fromStores(IdempotencyKeys, ({ keys }) => keys),
    { provide: EventLog, useExisting: EventStore },
    {
      provide: EventStream,
      inject: [EventLog, MODULE_OPTIONS_TOKEN],
      useFactory: (log: EventLog, { stream = {} }: JobEventsOptions) => new EventStream(log, stream),
    },
    JobEvents,
    Acknowledgements,
    JobRegistry,
    FleetJobs,
    PlannedRuns,
    RunEnds,
    RunExecutor,
    RunIntake,
    ForeignRuns,
    InterruptedRuns,
    NextTries,
    IdempotentTriggers,
    JobRunner,
    JobSchedules,
    ServerStatuses,
    StreamMetrics,
    SideStreams,
    Drain,
  ],
  exports: [
    JobEvents,
    EventStore,
    EventLog,
    EventStream,
    JobRegistry,
    JobRunner,
    JobSchedules,
    RunLog,
    ServerIdentity,
    ForeignRuns,
  ],
})
export class JobEventsModule extends ConfigurableModuleClass {}
