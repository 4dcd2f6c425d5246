import type { JobStatus } from '@jobwire/events';
import { aStatus } from '../jobs/snapshots.fixture';
import { describeJob } from '../jobs/describe-job';
import { jobDetail } from './job-detail';

const mira = { kind: 'person', name: 'Mira K.' } as const;
const stopped = { state: 'stopped', lastDurationMs: 3_000, lastFinishedAt: '2026-03-01T14:00:00Z' } as const;

function detail(more: Partial<JobStatus>, online = true): string {
  const status = aStatus('scan', more);
  return jobDetail(describeJob(status, { online }), status);
}

it('says who cancelled a run, or is cancelling it', () => {
  expect(detail({ ...stopped, cancelledBy: mira })).toBe('by Mira K.');
  expect(detail({ state: 'running', cancelRequested: true, cancelledBy: mira })).toBe('by Mira K.');
  expect(detail({ ...stopped, cancelledBy: { kind: 'api', name: 'nightly' } })).toBe('by nightly');
});

it('says what there is to say where nobody is named', () => {
  expect(detail(stopped)).toBe('after 3 s');
  expect(detail({ ...stopped, cancelledBy: { kind: 'api' } })).toBe('after 3 s');
});

it('leaves what is more to know: an anomaly, and that nothing is known', () => {
  const anomaly = { position: '1-0', severity: 'high', summary: 'odd', timestamp: '2026-03-01T14:00:00Z' } as const;
  expect(detail({ ...stopped, cancelledBy: mira, openAnomalies: [anomaly] })).toBe('1 high');
  expect(detail({ ...stopped, cancelledBy: mira }, false)).toBe('was cancelled');
});
