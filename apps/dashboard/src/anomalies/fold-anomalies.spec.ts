import type { AnomalyRecord, Position, StoredJobEvent } from '@jobwire/events';
import { foldAnomalies } from './fold-anomalies';

const subject = { jobName: 'scan', serverId: 1, timestamp: '2026-03-01T14:22:08Z', epochMs: 1 } as const;
const found: StoredJobEvent = {
  type: 'anomaly_detected',
  position: '1-1',
  jobId: 'a1',
  ...subject,
  data: { severity: 'high', summary: 'odd', evidence: { address: '203.0.113.7' } },
};

function seen(by: string, position: Position, more: Partial<StoredJobEvent> = {}): StoredJobEvent {
  const event = { type: 'anomaly_acknowledged', position, ...subject, by: { kind: 'person', name: by }, ...more };
  return { ...event, data: { position: '1-1', note: 'blocked' } } as StoredJobEvent;
}

const fold = (...events: StoredJobEvent[]): AnomalyRecord[] => [...foldAnomalies(new Map(), events).values()];

it('keeps what an anomaly tells, with its evidence', () => {
  expect(fold(found)).toEqual([
    {
      position: '1-1',
      jobId: 'a1',
      jobName: 'scan',
      serverId: 1,
      timestamp: subject.timestamp,
      severity: 'high',
      summary: 'odd',
      evidence: { address: '203.0.113.7' },
    },
  ]);
});

it('says who acknowledged it first, and keeps to that', () => {
  const [record] = fold(found, seen('Mira K.', '2-1'), seen('Tom B.', '3-1'), found);
  expect(record?.acknowledged).toEqual({
    position: '2-1',
    timestamp: subject.timestamp,
    by: { kind: 'person', name: 'Mira K.' },
    note: 'blocked',
  });
});

it('takes an acknowledgement only from the same job on the same server, and none of what it does not know', () => {
  const [record, ...others] = fold(seen('Mira K.', '0-1'), found, seen('Tom B.', '3-1', { serverId: 2 }));
  expect([record?.acknowledged, others]).toEqual([undefined, []]);
});
