import type { NewJobEvent, StoredJobEvent } from '@jobwire/events';
import { toFeedLines } from './feed-line';

let seq = 0;

function at(
  epochMs: number,
  event: Omit<NewJobEvent, 'jobName' | 'serverId'> & Record<string, unknown>,
): StoredJobEvent {
  const timestamp = new Date(epochMs).toISOString();
  return {
    jobName: 'db-backup',
    serverId: 4,
    timestamp,
    position: `${epochMs}-${++seq}`,
    epochMs,
    ...event,
  } as StoredJobEvent;
}

const said = (...events: StoredJobEvent[]): string[] =>
  toFeedLines(events, 40).map(({ word, text }) => `${word} ${text}`);

it('tells each event in words, the newest first', () => {
  const lines = said(
    at(0, { type: 'queued', jobId: 'b1' }),
    at(1_000, { type: 'started', jobId: 'b2' }),
    at(10_000, { type: 'completed', jobId: 'b2' }),
    at(11_000, { type: 'failed', jobId: 'b3', error: 'ENOSPC: no space left' }),
    at(12_000, { type: 'cancelled', jobId: 'b4' }),
    at(13_000, { type: 'anomaly_detected', data: { severity: 'critical', summary: '412 failed logins' } }),
  );
  expect(lines).toEqual([
    'Critical db-backup: 412 failed logins',
    'Cancelled db-backup',
    'Failed db-backup: ENOSPC: no space left',
    'Done in 9 s db-backup',
    'Started db-backup',
    'Queued db-backup',
  ]);
});

it('has nothing after the job where a run failed without a message', () => {
  expect(said(at(0, { type: 'failed', jobId: 'b1', error: '' }))).toEqual(['Failed db-backup']);
});

it('leaves the queue out once the run has started', () => {
  expect(said(at(0, { type: 'queued', jobId: 'b1' }), at(1, { type: 'started', jobId: 'b1' }))).toEqual([
    'Started db-backup',
  ]);
});

it('says how long a run took, though both ends were stored at once', () => {
  const [started, ended] = [at(0, { type: 'started', jobId: 'b1' }), at(9_000, { type: 'completed', jobId: 'b1' })];
  expect(said({ ...started, epochMs: 9_000 }, ended)[0]).toBe('Done in 9 s db-backup');
});

it('does not say how long a run took whose start is not known', () => {
  expect(said(at(0, { type: 'completed', jobId: 'b1' }))).toEqual(['Done db-backup']);
});

it('has no line for what nobody would read', () => {
  expect(
    said(
      at(0, { type: 'progress', jobId: 'b1', progress: { current: 1 } }),
      at(1, { type: 'anomaly_acknowledged', data: { position: '1-1' } }),
    ),
  ).toEqual([]);
});

it('shows the newest, up to a limit', () => {
  const events = [1, 2, 3].map((ms) => at(ms, { type: 'started', jobId: `b${ms}` }));
  expect(toFeedLines(events, 2).map(({ jobId }) => jobId)).toEqual(['b3', 'b2']);
});

it('marks what failed and what is strange, and only that', () => {
  const events = [
    at(0, { type: 'started', jobId: 'b1' }),
    at(1, { type: 'completed', jobId: 'b1' }),
    at(2, { type: 'failed', jobId: 'b2' }),
    at(3, { type: 'anomaly_detected', data: { severity: 'low', summary: 'slow' } }),
  ];
  expect(toFeedLines(events, 4).map(({ tone }) => tone)).toEqual(['warn', 'fail', 'quiet', 'live']);
});
