/** The keys of the dashboard, as the sheet shows them. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly (readonly [what: string, ...keys: string[]])[];
}

export const KEY_GUIDE: readonly KeyGroup[] = [
  {
    title: 'Anywhere',
    keys: [
      ['Search or go to', 'Ctrl', 'K'],
      ['This sheet', '?'],
      ['Go to Overview', 'G', 'O'],
      ['Go to Runs', 'G', 'R'],
      ['Go to Anomalies', 'G', 'A'],
      ['Go to Live feed', 'G', 'F'],
      ['Local time or UTC', 'U'],
      ['Light, dark, system', 'Shift', 'D'],
      ['Close', 'Esc'],
    ],
  },
  {
    title: 'Overview',
    keys: [
      ['Board or matrix', 'V'],
      ['Move between servers of the matrix', '←', '↑', '→', '↓'],
      ['Show the runs of a server', 'Enter'],
    ],
  },
];
