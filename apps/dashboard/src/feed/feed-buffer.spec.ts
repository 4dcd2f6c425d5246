import type { StoredJobEvent } from '@jobwire/events';
import { FeedBuffer } from './feed-buffer';
import { withoutSuperseded, type FeedEntry } from './feed-entry';

let seq = 0;
beforeEach(() => (seq = 0));

function an(type: StoredJobEvent['type'], jobId: string): StoredJobEvent {
  const position = `1-${++seq}`;
  return { type, jobId, jobName: 'sync', serverId: 1, timestamp: '', epochMs: 1, position } as StoredJobEvent;
}

const said = (entries: readonly FeedEntry[]): string[] => entries.map(({ type, position }) => `${type} ${position}`);

it('folds the progress of a run that something later of the run has overtaken', () => {
  const entries = [an('started', 'a'), an('progress', 'a'), an('progress', 'b'), an('progress', 'a')];
  expect(said(withoutSuperseded(entries))).toEqual(['started 1-1', 'progress 1-3', 'progress 1-4']);
  expect(said(withoutSuperseded([...entries, an('completed', 'a')]))).toEqual([
    'started 1-1',
    'progress 1-3',
    'completed 1-5',
  ]);
});

it('keeps a gap, and an anomaly that belongs to no run', () => {
  const gap = { type: 'gap', position: 'gap-1', epochMs: 1, words: 'missed' } as const;
  const { jobId: _, ...anomaly } = an('anomaly_detected', 'a');
  const entries = [gap, anomaly as StoredJobEvent, an('progress', 'a')];
  expect(withoutSuperseded(entries)).toBe(entries);
});

it('lets overtaken progress go first, no more of it than there is too much, the oldest first', () => {
  const buffer = new FeedBuffer(4);
  buffer.add([an('progress', 'a'), an('started', 'b'), an('progress', 'a'), an('progress', 'a')]);
  buffer.add([an('progress', 'b')]);
  expect([said(buffer.entries), buffer.leftOut]).toEqual([
    ['started 1-2', 'progress 1-3', 'progress 1-4', 'progress 1-5'],
    0,
  ]);
});

it('then leaves out the oldest, and counts them', () => {
  const buffer = new FeedBuffer(2);
  buffer.add([an('started', 'a'), an('progress', 'a'), an('failed', 'a'), an('started', 'b'), an('failed', 'b')]);
  expect([said(buffer.entries), buffer.leftOut]).toEqual([['started 1-4', 'failed 1-5'], 2]);
  buffer.take();
  expect([buffer.entries, buffer.leftOut]).toEqual([[], 0]);
});
