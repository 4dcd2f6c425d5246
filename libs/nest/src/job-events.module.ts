import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { hostname } from 'node:os';
import { Acknowledgements } from './anomalies/acknowledgements.ts';
import { AnomaliesController } from './anomalies/anomalies.controller.ts';
import { JobRegistry } from './jobs/job-registry.ts';
import { JobRunner, RunnerOptions } from './jobs/job-runner.ts';
import { JobSchedules, ScheduleOptions } from './jobs/job-schedules.ts';
import { JobsController } from './jobs/jobs.controller.ts';
import { RunsController } from './jobs/runs.controller.ts';
import { ScheduleController } from './jobs/schedule.controller.ts';
import { ServerIdentity } from './jobs/server-identity.ts';
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

/** Options of {@link JobEventsModule}. All have defaults. */
export interface JobEventsOptions extends StoreOptions {
  /** Identifies the machine that jobs work on. Default: 1. */
  readonly serverId?: number;
  /** What people call it. Default: the host's name. */
  readonly serverName?: string;
  /** How many runs may work at the same time; further ones wait as `queued`. Default: 4. */
  readonly concurrency?: number;
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
    fromOptions(RunnerOptions, ({ concurrency = 4 }) => new RunnerOptions(concurrency)),
    fromOptions(ScheduleOptions, ({ schedules = 'on' }) => new ScheduleOptions(schedules)),
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
    JobRunner,
    JobSchedules,
    ServerStatuses,
    StreamMetrics,
  ],
  exports: [JobEvents, EventStore, EventLog, EventStream, JobRegistry, JobRunner, JobSchedules, RunLog, ServerIdentity],
})
export class JobEventsModule extends ConfigurableModuleClass {}
