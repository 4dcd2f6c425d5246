import type { NewJobEvent, StoredJobEvent } from '@jobwire/events';
import { toTimeline } from './timeline';

let seq = 0;

function at(epochMs: number, event: Partial<NewJobEvent>): StoredJobEvent {
  const timestamp = new Date(epochMs).toISOString();
  return {
    jobName: 'scan',
    serverId: 1,
    jobId: 'a1',
    timestamp,
    position: `${epochMs}-${++seq}`,
    epochMs,
    ...event,
  } as StoredJobEvent;
}

const told = (...events: StoredJobEvent[]): string[] =>
  toTimeline(events).map(({ word, detail }) => [word, detail].filter((text) => text !== '').join(', '));

it('tells what a run has been through, oldest first', () => {
  expect(
    told(
      at(0, { type: 'queued', by: { kind: 'schedule' } }),
      at(1_000, { type: 'started' }),
      at(9_000, { type: 'anomaly_detected', data: { severity: 'high', summary: 'odd' } }),
      at(10_000, { type: 'completed' }),
    ),
  ).toEqual(['Queued, by the schedule', 'Started, waited 1 s', 'High, odd', 'Done, in 9 s']);
});

it('folds all progress into one line', () => {
  const lines = toTimeline([
    at(0, { type: 'started' }),
    at(1, { type: 'progress', progress: { percent: 10 } }),
    at(2, { type: 'anomaly_detected', data: { severity: 'low', summary: 'slow' } }),
    at(3, { type: 'progress', progress: { current: 48_120, total: 77_400, percent: 62.2 } }),
  ]);
  expect(lines.map(({ word }) => word)).toEqual(['Started', 'Low', '62\u00a0%']);
  expect(lines[2]).toMatchObject({ detail: '2 progress events, folded', share: 0.622 });
});

it('says how many events of progress there were, also those that are not given', () => {
  const last = at(0, { type: 'progress', progress: { current: 48_120, total: 77_400, percent: 62.2 } });
  expect(told(last)).toEqual(['62\u00a0%, 48,120 of 77,400']);
  expect(toTimeline([last], { progressEvents: 1_840 })[0]?.detail).toBe('1,840 progress events, folded');
});

it('says how far a run came whose end is not known', () => {
  expect(told(at(0, { type: 'progress', progress: { current: 7_000 } }))).toEqual(['Progress, 7,000']);
});

it('says why it failed in one line, and that somebody asked it to stop', () => {
  expect(
    told(at(0, { type: 'cancel_requested', by: { kind: 'person', name: 'Mira K.' } }), at(1, { type: 'cancelled' })),
  ).toEqual(['Asked to stop, by Mira K.', 'Cancelled']);
  const [failed] = toTimeline([at(0, { type: 'failed', error: 'ENOSPC: no space left\nwhile writing /backup' })]);
  expect(failed).toMatchObject({ word: 'Failed', detail: 'ENOSPC: no space left', tone: 'fail' });
});

it('leaves the middle of a long run out, and says so', () => {
  const events = Array.from({ length: 60 }, (_, index) =>
    at(index, { type: 'anomaly_detected', data: { severity: 'low', summary: `odd ${index}` } }),
  );
  const lines = told(...events);
  expect(lines).toHaveLength(51);
  expect([lines[9], lines[10], lines[11], lines.at(-1)]).toEqual([
    'Low, odd 9',
    'Show 10 more',
    'Low, odd 20',
    'Low, odd 59',
  ]);
});
