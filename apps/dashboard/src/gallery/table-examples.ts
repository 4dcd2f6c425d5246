import { signal } from '@angular/core';
import { RunSelection, type RunRow } from '@jobwire/angular/runs';
import { INTERRUPTED, type JobRun } from '@jobwire/events';
import { toExamples, type Example, type ExampleSketch } from './example';

export interface TableExample extends Example {
  readonly runs: readonly JobRun[] | readonly RunRow[];
  readonly selection?: RunSelection;
  readonly loading?: boolean;
  /** What the host says above it: what has come in and waits. */
  readonly news?: string;
  /** In a place as wide as a phone. */
  readonly narrow?: boolean;
  /** What the host says below the rows, or in their place. */
  readonly said?: { readonly title?: string; readonly text: string; readonly button?: string };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SERVERS = ['app-01', 'app-02', 'db-01', 'edge-01'];
/** More than fit: all but those that are seen are not drawn. */
const MANY = 1_284;

export const serverName = (serverId: number): string => SERVERS[serverId % SERVERS.length] ?? '';
export const aheadOf = ({ state }: JobRun): number | undefined => (state === 'queued' ? 1 : undefined);

/** The runs table in each state that it or its host can be in. */
export function tableExamples(now: number): readonly TableExample[] {
  const states = statesOf(now);
  const rows = states.map((run, index) => toRow(run, { isMatching: index % 3 !== 1 }));
  const sketches: readonly (ExampleSketch & Omit<TableExample, keyof Example>)[] = [
    {
      title: 'Full: runs in all states, the end of the list',
      runs: states,
      selection: new RunSelection(),
      said: { text: `End of the list. ${states.length} match.` },
    },
    { title: 'Selected', runs: states, selection: selectionOf(rowsOf(states).slice(1, 4)) },
    {
      title: 'Focused: Tab leads to it, arrows go on',
      runs: many(now, MANY),
      selection: new RunSelection(),
    },
    { title: 'New ones wait, some do not match any more', runs: rows, news: 'Show 12 new' },
    { title: 'Loading', runs: [], loading: true },
    {
      title: 'Empty',
      runs: [],
      said: { title: 'No runs yet', text: 'Jobs on 3 servers are ready.', button: 'Run a job' },
    },
    {
      title: 'Filtered empty',
      runs: [],
      said: {
        title: 'No run matches',
        text: '10,284 runs in the last 24 hours, none with state failed and server app-01.',
        button: 'Clear all filters',
      },
    },
    {
      title: 'Error',
      runs: [],
      said: {
        title: 'Runs could not be loaded',
        text: 'The job server did not answer within 10 s (502). The stream is still live.',
        button: 'Try again',
      },
    },
    { title: 'Little room: items of two lines', runs: states, narrow: true },
    {
      title: 'Not live',
      runs: states,
      play: (stream) => {
        stream.hello();
        stream.connection({ status: 'offline' });
      },
    },
  ];
  return toExamples(61, sketches) as readonly TableExample[];
}

function statesOf(now: number): readonly JobRun[] {
  const ago = (ms: number): string => new Date(now - ms).toISOString();
  const began = (ms: number, lasted: number): Partial<JobRun> => ({
    startedAt: ago(ms),
    finishedAt: ago(ms - lasted),
    durationMs: lasted,
  });
  const mira = { kind: 'person', name: 'Mira K.' } as const;
  const schedule = { kind: 'schedule' } as const;
  const sketches: readonly (Partial<JobRun> & Pick<JobRun, 'jobName' | 'state'>)[] = [
    { jobName: 'auth-log-scan', state: 'queued', queuedAt: ago(12 * SECOND), by: mira },
    {
      jobName: 'disk-usage-scan',
      state: 'running',
      startedAt: ago(207 * SECOND),
      progress: { current: 48_120, total: 77_400, percent: 62.2 },
      by: schedule,
    },
    {
      jobName: 'disk-usage-scan',
      state: 'running',
      startedAt: ago(606 * SECOND),
      usualDurationMs: 263 * SECOND,
      progress: { current: 311_204, total: 820_000, percent: 38 },
      by: schedule,
    },
    { jobName: 'auth-log-scan', state: 'running', startedAt: ago(40 * SECOND), progress: { current: 48_120 } },
    {
      jobName: 'file-integrity-check',
      state: 'running',
      startedAt: ago(MINUTE),
      cancelRequested: true,
      cancelledBy: mira,
      progress: { current: 6_102, total: 77_390, percent: 7.9 },
      by: mira,
    },
    { jobName: 'disk-usage-scan', state: 'completed', ...began(10 * MINUTE, 302 * SECOND), result: RESULT },
    { jobName: 'auth-log-scan', state: 'completed', ...began(12 * MINUTE, 31 * SECOND), anomalies: 1, by: schedule },
    {
      jobName: 'db-backup',
      state: 'failed',
      ...began(20 * MINUTE, 964 * SECOND),
      error: 'ENOSPC: no space left on device, write',
      by: mira,
    },
    { jobName: 'file-integrity-check', state: 'failed', ...began(51 * MINUTE, 72 * SECOND), error: INTERRUPTED },
    {
      jobName: 'file-integrity-check',
      state: 'cancelled',
      ...began(63 * MINUTE, 41 * SECOND),
      by: schedule,
      cancelledBy: mira,
    },
  ];
  return sketches.map((run, index) => ({ jobId: `k7q4m${index}xd`, serverId: index, anomalies: 0, ...run }));
}

const RESULT = { path: '/srv', files: 77_102, bytes: 412e9 };

function many(now: number, count: number): readonly JobRun[] {
  return Array.from({ length: count }, (_, index) => ({
    jobId: `r${index}`,
    jobName: 'invoice-export',
    serverId: index,
    state: 'completed' as const,
    startedAt: new Date(now - index * 7 * SECOND).toISOString(),
    finishedAt: new Date(now - index * 7 * SECOND + 8 * SECOND).toISOString(),
    durationMs: 8 * SECOND,
    result: { invoices: 180 + (index % 40) },
    by: { kind: 'api' as const },
    anomalies: 0,
  }));
}

function rowsOf(runs: readonly JobRun[]): readonly RunRow[] {
  return runs.map((run) => toRow(run, { isMatching: true }));
}

function toRow(run: JobRun, { isMatching }: { readonly isMatching: boolean }): RunRow {
  return { jobId: run.jobId, run: signal(run), isMatching: signal(isMatching) };
}

function selectionOf(rows: readonly RunRow[]): RunSelection {
  const selection = new RunSelection();
  selection.add(rows);
  return selection;
}
