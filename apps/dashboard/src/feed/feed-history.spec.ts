import type { StoredJobEvent } from '@jobwire/events';
import type { FeedEntry } from './feed-entry';
import { FeedHistory } from './feed-history';

let seq = 0;
let history: FeedHistory;
beforeEach(() => {
  seq = 0;
  history = new FeedHistory(4);
});

function an(type: StoredJobEvent['type'], jobId: string): StoredJobEvent {
  const position = `1-${++seq}`;
  return { type, jobId, jobName: 'sync', serverId: 1, timestamp: '', epochMs: 1, position } as StoredJobEvent;
}

const said = (entries: readonly FeedEntry[]): string[] => entries.map(({ type, position }) => `${type} ${position}`);

it('folds progress that something later of its run has overtaken, in the same batch or a later one', () => {
  history.add([an('started', 'a'), an('progress', 'a'), an('progress', 'a')]);
  expect(said(history.folded)).toEqual(['started 1-1', 'progress 1-3']);
  history.add([an('progress', 'b'), an('completed', 'a')]);
  expect(said(history.folded)).toEqual(['started 1-1', 'progress 1-4', 'completed 1-5']);
  expect(said(history.all)).toEqual(['progress 1-2', 'progress 1-3', 'progress 1-4', 'completed 1-5']);
});

it('keeps a gap, and an anomaly that belongs to no run', () => {
  const gap = { type: 'gap', position: 'gap-1', epochMs: 1, words: 'missed' } as const;
  const { jobId: _, ...anomaly } = an('anomaly_detected', 'a');
  const entries = [gap, anomaly as StoredJobEvent, an('progress', 'a')];
  history.add(entries);
  expect(history.folded).toEqual(entries);
});

it('leaves out the oldest of each list where there are too many', () => {
  history.add([an('progress', 'a'), an('started', 'b'), an('failed', 'b')]);
  history.add([an('started', 'c'), an('failed', 'c')]);
  expect(said(history.folded)).toEqual(['started 1-2', 'failed 1-3', 'started 1-4', 'failed 1-5']);
  history.add([an('completed', 'a')]);
  expect(said(history.folded)).toEqual(['failed 1-3', 'started 1-4', 'failed 1-5', 'completed 1-6']);
});

it('gives out all that it holds and begins anew', () => {
  history.add([an('progress', 'a'), an('progress', 'a')]);
  expect(said(history.take())).toEqual(['progress 1-1', 'progress 1-2']);
  history.add([an('completed', 'a')]);
  expect([said(history.all), said(history.folded)]).toEqual([['completed 1-3'], ['completed 1-3']]);
});
