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
    title: 'Runs',
    keys: [
      ['Filter this page', '/'],
      ['Next, previous row', 'J', 'K'],
      ['Open the run', 'Enter'],
      ['Select', 'X'],
      ['Select to here', 'Shift', 'X'],
      ['Select all that match', 'Ctrl', 'A'],
      ['Menu of the row', '.'],
      ['Retry', 'R'],
      ['Cancel', 'C'],
      ['Show new rows', 'N'],
      ['To the newest', 'Home'],
    ],
  },
  {
    title: 'A run',
    keys: [
      ['Retry', 'R'],
      ['Cancel', 'C'],
      ['Next, previous run', 'J', 'K'],
      ['Notify me when it ends', 'F'],
      ['Follow the log', 'L'],
      ['Copy the run id', 'Y'],
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
  {
    title: 'Anomalies',
    keys: [
      ['Next, previous anomaly', 'J', 'K'],
      ['Acknowledge, from the note', 'Ctrl', 'Enter'],
      ['Close the details', 'Esc'],
    ],
  },
  {
    title: 'Live feed',
    keys: [
      ['Pause, resume', 'P'],
      ['Filter this page', '/'],
    ],
  },
];
