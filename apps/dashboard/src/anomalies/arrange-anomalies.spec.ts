import type { AnomalyRecord, Severity } from '@jobwire/events';
import { arrange } from './arrange-anomalies';

const NOON = Date.parse('2026-03-02T12:00:00Z');

function anomaly(position: string, severity: Severity, timestamp: string, acknowledgedAt?: string): AnomalyRecord {
  const acknowledged = acknowledgedAt && { acknowledged: { position: '9-9', timestamp: acknowledgedAt } };
  return { position, severity, summary: 'odd', timestamp, serverId: 1, jobName: 'scan', ...(acknowledged || {}) };
}

const all = [
  anomaly('1-1', 'low', '2026-03-02T11:00:00Z'),
  anomaly('2-1', 'critical', '2026-03-02T09:00:00Z'),
  anomaly('3-1', 'critical', '2026-03-02T10:00:00Z'),
  anomaly('4-1', 'high', '2026-02-20T08:00:00Z', '2026-03-02T08:00:00Z'),
  anomaly('5-1', 'high', '2026-02-20T09:00:00Z', '2026-03-02T09:00:00Z'),
  anomaly('6-1', 'high', '2026-02-20T09:00:00Z', '2026-03-01T09:00:00Z'),
];
const everything = (): boolean => true;

it('puts the worst first, then the newest', () => {
  expect(arrange(all, { state: 'all' }, everything, NOON).open).toEqual(['3-1', '2-1', '1-1']);
});

it('lists what was acknowledged in the last 24 hours below the open ones, the last first', () => {
  expect(arrange(all, { state: 'open' }, everything, NOON).acknowledged).toEqual(['5-1', '4-1']);
  expect(arrange(all, { state: 'all' }, everything, NOON).acknowledged).toEqual(['5-1', '4-1', '6-1']);
});

it('leaves out what does not fit, and the open ones where they are not asked for', () => {
  const isCritical = ({ severity }: AnomalyRecord): boolean => severity === 'critical';
  expect(arrange(all, { state: 'open' }, isCritical, NOON)).toEqual({ open: ['3-1', '2-1'], acknowledged: [] });
  expect(arrange(all, { state: 'acknowledged' }, everything, NOON).open).toEqual([]);
});
