export { acknowledgedAnomaly, foundAnomaly } from './anomaly-fold.ts';
export { anomalyPageSchema, anomalyRecordSchema, type AnomalyPage, type AnomalyRecord } from './anomaly-record.ts';
export { applyJobEvent, applyToStatus, idleStatus } from './apply-job-event.ts';
export {
  defineJobs,
  isEventOf,
  type CatalogEvent,
  type EventOf,
  type JobCatalog,
  type JobDefinition,
  type JobInput,
  type JobResult,
  type JobRetries,
  type JobSchedule,
  type JobSpec,
} from './define-jobs.ts';
export {
  compileFilter,
  filterKey,
  filterQuery,
  filterToQuery,
  queryList,
  type EventFilter,
  type EventSubject,
} from './event-filter.ts';
export type { EventPage } from './event-page.ts';
export {
  actorSchema,
  anomalySchema,
  failureSchema,
  gapSchema,
  helloSchema,
  isTerminal,
  jobEventSchema,
  jobIdSchema,
  JOB_EVENT_TYPES,
  nameSchema,
  pingSchema,
  positionSchema,
  progressSchema,
  serverIdSchema,
  severitySchema,
  streamEventSchema,
  utf8Length,
  type Actor,
  type Anomaly,
  type Failure,
  type Gap,
  type HelloEvent,
  type JobEvent,
  type JobEventType,
  type NewJobEvent,
  type PingEvent,
  type Progress,
  type Severity,
  type StoredJobEvent,
  type StreamEvent,
} from './job-event.ts';
export { jobInfoSchema, type JobInfo } from './job-info.ts';
export {
  acceptedRunSchema,
  applyToRun,
  INTERRUPTED,
  isInterrupted,
  isOver,
  jobRunSchema,
  type AcceptedRun,
  type JobRun,
  type RunDetails,
  type RunState,
} from './job-run.ts';
export {
  jobStatusSchema,
  MAX_OPEN_ANOMALIES,
  MAX_RECENT_RUNS,
  openAnomalySchema,
  serverInfoSchema,
  serverSnapshotSchema,
  type JobState,
  type JobStatus,
  type OpenAnomaly,
  type RecentRun,
  type ServerInfo,
  type ServerSnapshot,
} from './job-status.ts';
export { LIMITS } from './limits.ts';
export type { LogLevel, LogLine } from './log-line.ts';
export { isSlow, lastedMs, matchRun, searchedText, SLOW_FACTOR, type RunSurroundings } from './match-run.ts';
export { derivePercent, InvalidEventError, parseNewEvent } from './new-job-event.ts';
export {
  BEGINNING,
  compareParts,
  comparePositions,
  formatPosition,
  lastPositionBefore,
  MAX_EPOCH_MS,
  nextPosition,
  parsePosition,
  positionBefore,
  positionParts,
  type Position,
  type PositionParts,
} from './position.ts';
export {
  runCountsSchema,
  runHistogramSchema,
  runPageSchema,
  type RunCounts,
  type RunHistogram,
  type RunPage,
} from './run-page.ts';
export {
  fitsPattern,
  parseRunQuery,
  RunQueryError,
  type RunQueryMistake,
  writeQueryValue,
  writeTextTerm,
  type RunCondition,
  type TextPattern,
} from './run-query.ts';
export { plannedRunSchema, runStatsSchema, type PlannedRun, type RunStats } from './run-stats.ts';
export { nowIsoMicroUtc } from './timestamp.ts';
export { withoutSuperseded } from './without-superseded.ts';
