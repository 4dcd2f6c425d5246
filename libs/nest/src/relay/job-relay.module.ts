import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Drain } from '../ops/drain.ts';
import { HealthController } from '../ops/health.controller.ts';
import { MetricsController } from '../ops/metrics.controller.ts';
import { StreamMetrics } from '../ops/stream-metrics.ts';
import { EventLog } from '../store/event-log.ts';
import { EventStream, type StreamOptions } from '../stream/event-stream.ts';
import { SideStreams } from '../stream/side-streams.ts';
import { DEFAULT_WINDOW } from '../stream/replay-window.ts';
import { UpstreamEventStore } from './upstream-event-store.ts';
import { Upstreams } from './upstreams.ts';

/** Options of {@link JobRelayModule}. */
export interface JobRelayOptions {
  /** The origins of job servers that hold the same log, tried in turn, such as `http://127.0.0.1:3005`. */
  readonly upstreams: readonly string[];
  /** How the stream is served here. What is left out is as in `DEFAULT_STREAM`. */
  readonly stream?: Partial<StreamOptions>;
}

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<JobRelayOptions>()
  .setClassMethodName('forRoot')
  .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
  .build();

/**
 * The stream of a job server, handed on: one connection to it, any number from here. Give it a path with a controller that
 * extends `StreamController`.
 */
@Module({
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController, MetricsController],
  providers: [
    {
      provide: Upstreams,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: ({ upstreams }: JobRelayOptions) => new Upstreams(upstreams),
    },
    {
      provide: EventLog,
      inject: [Upstreams, MODULE_OPTIONS_TOKEN],
      useFactory: (upstreams: Upstreams, { stream = {} }: JobRelayOptions) =>
        new UpstreamEventStore(upstreams, (stream.window ?? DEFAULT_WINDOW).maxAgeMs),
    },
    {
      provide: EventStream,
      inject: [EventLog, MODULE_OPTIONS_TOKEN],
      useFactory: (log: EventLog, { stream = {} }: JobRelayOptions) => new EventStream(log, stream),
    },
    StreamMetrics,
    SideStreams,
    Drain,
  ],
  exports: [EventLog, EventStream, SideStreams, Upstreams],
})
export class JobRelayModule extends ConfigurableModuleClass {}
