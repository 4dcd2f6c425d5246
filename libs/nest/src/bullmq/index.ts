export { BullMqBridgeModule } from './bullmq-bridge.module.ts';
export type { BullMqBridgeOptions } from './bullmq-bridge.ts';
export type { BullMqJob, JobMapping } from './job-mapping.ts';
