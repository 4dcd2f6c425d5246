import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { ForeignRuns } from '../jobs/foreign-runs.ts';
import { ServerIdentity } from '../jobs/server-identity.ts';
import { EventStore } from '../store/event-store.ts';
import { RunLog } from '../store/run-log.ts';
import { BullMqBridge, type BullMqBridgeOptions } from './bullmq-bridge.ts';
import { RunPublisher } from './run-publisher.ts';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } = new ConfigurableModuleBuilder<BullMqBridgeOptions>()
  .setClassMethodName('forRoot')
  .build();

/** Tells the jobs of BullMQ's queues as job events. Import it once, beside a global `JobEventsModule`. */
@Module({
  providers: [
    {
      provide: RunPublisher,
      inject: [EventStore, RunLog],
      useFactory: (store: EventStore, runLog: RunLog) => new RunPublisher(store, runLog),
    },
    {
      provide: BullMqBridge,
      inject: [MODULE_OPTIONS_TOKEN, RunPublisher, ServerIdentity, ForeignRuns],
      useFactory: (
        options: BullMqBridgeOptions,
        publisher: RunPublisher,
        server: ServerIdentity,
        foreignRuns: ForeignRuns,
      ) => new BullMqBridge(options, publisher, server, foreignRuns),
    },
  ],
})
export class BullMqBridgeModule extends ConfigurableModuleClass {}
