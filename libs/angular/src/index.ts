export { ApiProblem } from './api/api-problem';
export {
  JobsApi,
  type Acknowledgement,
  type AnomaliesQuery,
  type CancelRequest,
  type HistoryQuery,
  type RetryRequest,
  type RunsOrder,
  type RunsQuery,
  type TriggerRequest,
} from './api/jobs-api';
export { ConnectionBadge } from './badge/connection-badge';
export { ConnectionIcon } from './badge/connection-icon';
export { describeConnection, type ConnectionDescription, type ConnectionMoment } from './badge/describe-connection';
export { describeReason, isSignedOut } from './badge/describe-reason';
export { PulseTicks } from './badge/pulse-ticks';
export { JobAction, type JobActionContext } from './card/job-action';
export { jobDetail } from './card/job-detail';
export { ServerJobStatusCard } from './card/server-job-status-card';
export { StateIcon, type IconState } from './icon/state-icon';
export {
  countAhead,
  countOfSeverity,
  describeJob,
  estimateTimeLeft,
  formatStartsIn,
  formatTimesUsual,
  isServerOffline,
  isStatusKnown,
  timesUsual,
  type DescribeOptions,
  type JobDescription,
} from './jobs/describe-job';
export type { TriggerState } from './jobs/followed-run';
export { injectJobTrigger, type JobTrigger } from './jobs/inject-job-trigger';
export { injectServerJobs, type ServerJobs } from './jobs/inject-server-jobs';
export { injectLiveQuery, LiveQuery, type LiveQueryHandlers, type LoadStatus } from './jobs/live-query';
export type { ServerJob } from './jobs/live-snapshot';
export { injectJobView, type JobMoment, type JobView } from './jobs/job-view';
export { injectServers, type ServerList } from './jobs/servers';
export { describeResult } from './run/describe-result';
export { statusOfRun } from './run/run-status';
export {
  byPerson,
  countAnomalies,
  countFailed,
  countOf,
  countRuns,
  describeActor,
  describeProgress,
  shortId,
} from './run/run-words';
export { RunSparkline } from './sparkline/run-sparkline';
export {
  provideJobEvents,
  withFetchTransport,
  withReconnect,
  withTabSharing,
  withWorker,
  type JobEventsFeature,
  type JobEventsOptions,
} from './provide-job-events';
export { JobEvents, type HeardPing, type StreamGap } from './stream/job-events';
export { JobEventsConnection, type ConnectionStart, type TabShare } from './stream/job-events-connection';
export type { TabSharingOptions } from './stream/job-events-settings';
export type { StreamLag } from './stream/lag';
export { injectTurn, type Turn } from './stream/turn';
export { JobTriggerButton, type Refusal } from './trigger/job-trigger-button';
export { formatBytes } from './words/bytes';
export { formatCount, formatDecimal, formatFactor, formatRate, formatShortCount } from './words/count';
export { formatAnyDate, formatDate, formatWeekday, isThisYear, type Reading } from './words/date';
export { formatDuration, formatRoughDuration } from './words/duration';
export { formatIcu, type IcuValues } from './words/icu';
export { toLabel, upperFirst } from './words/label';
export { dateFormat } from './words/locale';
export { injectAgo, injectNow } from './words/now';
export { formatPercent } from './words/percent';
export { severityWord } from './words/severity';
export { formatAgo, formatTime, type Moment, type TimeFormat } from './words/time';
