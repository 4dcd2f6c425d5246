export { injectFewerRows } from './drawn-rows';
export { RunAction, type RunActionContext } from './run-action';
export { RUN_COLUMN_WORDS, RUN_COLUMNS, type RunColumn } from './run-columns';
export type { RunRow } from './run-row';
export { RunSelection } from './run-selection';
export { RunTimeline } from './run-timeline';
export { RunsTable, type RunOpening } from './runs-table';
