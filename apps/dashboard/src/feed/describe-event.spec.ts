import type { StoredJobEvent } from '@jobwire/events';
import { describeEvent } from './describe-event';

function said(event: Record<string, unknown>, startedAt?: number): string {
  const stored = {
    jobName: 'db-backup',
    serverId: 4,
    jobId: 'a1',
    timestamp: '1970-01-01T00:00:41.000Z',
    position: '1-1',
    epochMs: 0,
    ...event,
  };
  const { word, what } = describeEvent(stored as StoredJobEvent, startedAt);
  return `${word} | ${what}`;
}

it('tells each event in words', () => {
  const mira = { kind: 'person', name: 'Mira K.' };
  expect([
    said({ type: 'queued', by: { kind: 'schedule' } }),
    said({ type: 'started' }),
    said({ type: 'progress', progress: { current: 57, total: 113, percent: 50.4 } }),
    said({ type: 'progress', progress: { current: 48_120 } }),
    said({ type: 'completed', data: { invoices: 201 } }, 33_000),
    said({ type: 'completed' }),
    said({ type: 'failed', error: 'ENOSPC: no space left\n  at write' }),
    said({ type: 'cancel_requested', by: mira }),
    said({ type: 'cancelled', by: mira }, 0),
    said({ type: 'anomaly_detected', data: { severity: 'critical', summary: '412 failed logins' } }),
    said({ type: 'anomaly_acknowledged', by: mira, data: { position: '1-1', note: 'Blocked' } }),
    said({ type: 'anomaly_acknowledged', data: { position: '1-1' } }),
  ]).toEqual([
    'Queued | by the schedule',
    'Started | ',
    'Progress | 50\u00a0%, 57 of 113',
    'Progress | 48,120',
    'Done | 201 invoices in 8 s',
    'Done | ',
    'Failed | ENOSPC: no space left',
    'Cancelling | asked by Mira K.',
    'Cancelled | by Mira K. after 41 s',
    'Anomaly | Critical: 412 failed logins',
    'Acknowledged | Mira K.: Blocked',
    'Acknowledged | ',
  ]);
});
