export { JobEventsModule, type JobEventsOptions } from './job-events.module.ts';
export { CancelledError } from './jobs/cancelled-error.ts';
export type { JobContext, JobHandler } from './jobs/job-context.ts';
export { ScheduleError } from './jobs/job-plan.ts';
export { JobRegistry } from './jobs/job-registry.ts';
export { JobRunner, type Trigger } from './jobs/job-runner.ts';
export { JobSchedules } from './jobs/job-schedules.ts';
export { Job } from './jobs/job.ts';
export { ServerIdentity } from './jobs/server-identity.ts';
export { serveApiDocs } from './ops/api-docs.ts';
export { refuseCrossSite } from './ops/cross-site.ts';
export { Drain } from './ops/drain.ts';
export { refuseForeignHosts } from './ops/foreign-hosts.ts';
export { PROGRAM_OPTIONS, runProgram, type Program, type ProgramSettings } from './ops/run-program.ts';
export {
  allowedHostsSetting,
  graceSetting,
  hostSetting,
  numberSetting,
  readSettings,
  redisSettings,
  SettingsError,
  streamOptionsFrom,
  streamSettings,
  workersSetting,
} from './ops/settings.ts';
export { ProblemFilter } from './problem/problem-filter.ts';
export { ProblemException, sendProblem, type Problem } from './problem/problem.ts';
export { JobEvents } from './publish/job-events.ts';
export { publishJobEvent } from './publish/publish-job-event.ts';
export type { TrackedContext, TrackedRun } from './publish/track.ts';
export type { OutboxBounds } from './redis/outbox-file.ts';
export type { RedisOptions } from './redis/redis-address.ts';
export { JobRelayModule, type JobRelayOptions } from './relay/job-relay.module.ts';
export { Upstreams } from './relay/upstreams.ts';
export { EventLog, type GapReport, type LoggedEvent, type LogPage, type LogTailer } from './store/event-log.ts';
export {
  DEFAULT_RETENTION,
  EventStore,
  StoreError,
  type AnomalyQuery,
  type EventStoreOptions,
  type Retention,
  type RunEnd,
  type RunFilter,
  type FoundRuns,
  type RunQuery,
  type RunSearch,
  type RunSummary,
  type StatsQuery,
  type StoreErrorType,
} from './store/event-store.ts';
export type { StoreOptions } from './store/open-stores.ts';
export { RunLog, type NewLogLine } from './store/run-log.ts';
export { asksForPage } from './stream/event-page.ts';
export { DEFAULT_STREAM, EventStream, type StreamOptions } from './stream/event-stream.ts';
export { SideStreams } from './stream/side-streams.ts';
export type { WindowBounds } from './stream/replay-window.ts';
export { StreamController } from './stream/stream.controller.ts';
