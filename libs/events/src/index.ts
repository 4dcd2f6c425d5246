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
  type JobSpec,
} from './define-jobs.ts';
export { compileFilter, filterKey, filterQuery, filterToQuery, type EventFilter } from './event-filter.ts';
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
export { applyToRun, isOver, jobRunSchema, type JobRun, type RunState } from './job-run.ts';
export {
  jobStatusSchema,
  MAX_OPEN_ANOMALIES,
  openAnomalySchema,
  serverInfoSchema,
  serverSnapshotSchema,
  type JobState,
  type JobStatus,
  type OpenAnomaly,
  type ServerInfo,
  type ServerSnapshot,
} from './job-status.ts';
export { LIMITS } from './limits.ts';
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
  type Position,
  type PositionParts,
} from './position.ts';
export { nowIsoMicroUtc } from './timestamp.ts';
