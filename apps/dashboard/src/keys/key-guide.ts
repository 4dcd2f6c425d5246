/** The keys of the dashboard, as the sheet shows them. */
export interface KeyGroup {
  readonly title: string;
  readonly keys: readonly (readonly [what: string, ...keys: string[]])[];
}

const CTRL = $localize`:Key:Ctrl`;
const SHIFT = $localize`:Key:Shift`;
const ENTER = $localize`:Key:Enter`;
const HOME = $localize`:Key:Home`;
const ESC = $localize`:Key:Esc`;

export const KEY_GUIDE: readonly KeyGroup[] = [
  {
    title: $localize`Anywhere`,
    keys: [
      [$localize`Search or go to`, CTRL, 'K'],
      [$localize`This sheet`, '?'],
      [$localize`Go to Overview`, 'G', 'O'],
      [$localize`Go to Runs`, 'G', 'R'],
      [$localize`Go to Anomalies`, 'G', 'A'],
      [$localize`Go to Live feed`, 'G', 'F'],
      [$localize`Local time or UTC`, 'U'],
      [$localize`Light, dark, system`, SHIFT, 'D'],
      [$localize`Close`, ESC],
    ],
  },
  {
    title: $localize`Runs`,
    keys: [
      [$localize`Filter this page`, '/'],
      [$localize`Next, previous row`, 'J', 'K'],
      [$localize`Open the run`, ENTER],
      [$localize`:Verb:Select`, 'X'],
      [$localize`Select to here`, SHIFT, 'X'],
      [$localize`Select all that match`, CTRL, 'A'],
      [$localize`Menu of the row`, '.'],
      [$localize`:Verb:Retry`, 'R'],
      [$localize`:Cancel a run|Verb:Cancel`, 'C'],
      [$localize`Show new rows`, 'N'],
      [$localize`To the newest`, HOME],
    ],
  },
  {
    title: $localize`:A run of a job|Title:A run`,
    keys: [
      [$localize`:Verb:Retry`, 'R'],
      [$localize`:Cancel a run|Verb:Cancel`, 'C'],
      [$localize`Next, previous run`, 'J', 'K'],
      [$localize`Notify me when it ends`, 'F'],
      [$localize`Follow the log`, 'L'],
      [$localize`Copy the run id`, 'Y'],
    ],
  },
  {
    title: $localize`Overview`,
    keys: [
      [$localize`Board or matrix`, 'V'],
      [$localize`Move between cells`, '←', '↑', '→', '↓'],
      [$localize`Open the newest run, or the runs of a server`, ENTER],
      [$localize`Run this job here`, 'T'],
      [$localize`Menu of the cell`, '.'],
      [$localize`Into the cell, out of it`, 'F2', ESC],
    ],
  },
  {
    title: $localize`Anomalies`,
    keys: [
      [$localize`Next, previous anomaly`, 'J', 'K'],
      [$localize`Acknowledge, from the note`, CTRL, ENTER],
      [$localize`Close the details`, ESC],
    ],
  },
  {
    title: $localize`Live feed`,
    keys: [
      [$localize`Pause, resume`, 'P'],
      [$localize`Move between events`, '↑', '↓'],
      [$localize`Open the run`, ENTER],
      [$localize`Filter this page`, '/'],
    ],
  },
];
