/** The columns of the table, in their order. The job's name is always there. */
export const COLUMNS = ['state', 'job', 'server', 'run', 'started', 'duration', 'result', 'by'] as const;
export type Column = (typeof COLUMNS)[number];

export const COLUMN_WORDS: Readonly<Record<Column, string>> = {
  state: 'State',
  job: 'Job',
  server: 'Server',
  run: 'Run',
  started: 'Started',
  duration: 'Duration',
  result: 'Progress or result',
  by: 'By',
};

const WIDTHS: Readonly<Record<Column, string>> = {
  state: '118px',
  job: 'minmax(120px, 235fr)',
  server: 'minmax(80px, 98fr)',
  run: '106px',
  started: '92px',
  duration: '146px',
  result: 'minmax(120px, 416fr)',
  by: 'minmax(72px, 104fr)',
};

/** The tracks of the grid, with those of the checkbox and the menu. */
export function tracksOf(columns: readonly Column[]): string {
  return ['46px', ...columns.map((column) => WIDTHS[column]), '44px'].join(' ');
}
