import type { JobEventType, StoredJobEvent } from '@jobwire/events';
import { foldProgress } from './fold-progress';

const events = (...types: JobEventType[]): StoredJobEvent[] =>
  types.map((type, index) => ({ type, position: `1-${index}` }) as StoredJobEvent);

const positions = (folded: readonly StoredJobEvent[]): string[] => folded.map(({ position }) => position);

it('keeps the last of each stretch of progress', () => {
  const folded = foldProgress(events('started', 'progress', 'progress', 'anomaly_detected', 'progress', 'progress'));
  expect(positions(folded)).toEqual(['1-0', '1-2', '1-3', '1-5']);
});

it('leaves everything else as it is', () => {
  const all = events('queued', 'started', 'cancel_requested', 'cancelled');
  expect(foldProgress(all)).toEqual(all);
  expect(foldProgress([])).toEqual([]);
});
