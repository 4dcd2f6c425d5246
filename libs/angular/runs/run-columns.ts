/** The columns of a runs table, in their order. */
export const RUN_COLUMNS = ['state', 'job', 'server', 'run', 'started', 'duration', 'result', 'by'] as const;
export type RunColumn = (typeof RUN_COLUMNS)[number];

/** What stands in the heads of the columns. */
export const RUN_COLUMN_WORDS: Readonly<Record<RunColumn, string>> = {
  state: $localize`:Head of a column:State`,
  job: $localize`:Head of a column:Job`,
  server: $localize`:Head of a column:Server`,
  run: $localize`:A run of a job|Noun:Run`,
  started: $localize`:Head of a column:Started`,
  duration: $localize`:Head of a column:Duration`,
  result: $localize`:Head of a column:Progress or result`,
  by: $localize`:Who wanted a run|Head of a column:By`,
};

/** Where there is room. */
const WIDTHS: Readonly<Record<RunColumn, string>> = {
  state: '118px',
  job: 'minmax(120px, 235fr)',
  server: 'minmax(80px, 98fr)',
  run: '106px',
  started: '92px',
  duration: '146px',
  result: 'minmax(120px, 416fr)',
  by: 'minmax(72px, 104fr)',
};

/** As much as fits in 600 pixels. */
const TIGHT: typeof WIDTHS = {
  ...WIDTHS,
  state: '100px',
  job: 'minmax(92px, 235fr)',
  server: 'minmax(60px, 98fr)',
  duration: '84px',
  result: 'minmax(80px, 416fr)',
};

/** What a row has besides its columns, and how much room. */
interface RowShape {
  /** A box that selects it. */
  readonly hasBox: boolean;
  readonly hasAction: boolean;
  readonly isTight: boolean;
}

/** The tracks of the table's grid. */
export function tracksOf(columns: readonly RunColumn[], { hasBox, hasAction, isTight }: RowShape): string {
  const widths = columns.map((column) => (isTight ? TIGHT : WIDTHS)[column]);
  return [...(hasBox ? ['46px'] : []), ...widths, ...(hasAction ? ['44px'] : [])].join(' ');
}
