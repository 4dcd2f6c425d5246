export { ConnectionBadgeHarness } from './connection-badge-harness';
export { FakeJobEventsConnection, type FakeHello } from './fake-job-events-connection';
export { JobRowHarness, type JobRowHarnessFilters } from './job-row-harness';
export { JobTriggerButtonHarness, type JobTriggerButtonHarnessFilters } from './job-trigger-button-harness';
export { provideFakeJobEvents } from './provide-fake-job-events';
export { ServerJobStatusCardHarness, type ServerJobStatusCardHarnessFilters } from './server-job-status-card-harness';
