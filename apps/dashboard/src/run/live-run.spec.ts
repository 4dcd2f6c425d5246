import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { RunDetails } from '@jobwire/events';
import { FakeServer, provideFakeServer } from '../testing/fake-server';
import { injectLiveRun, type LiveRun } from './live-run';

const scan = { jobName: 'disk-usage-scan', serverId: 1, jobId: 'a1' } as const;

let server: FakeServer;
let live: LiveRun;
const jobId = signal('a1');

beforeEach(() => {
  jobId.set('a1');
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  live = TestBed.runInInjectionContext(() => injectLiveRun(jobId));
});

/** A run that the server knows, as its events so far tell. */
function aRun(more: Partial<RunDetails> = {}): RunDetails {
  return {
    ...scan,
    state: 'queued',
    anomalies: 0,
    events: [server.stream.event({ type: 'queued', ...scan })],
    ...more,
  };
}

const types = (): string[] => live.events().map(({ type }) => type);

it('loads the run once and follows it by its events', async () => {
  server.runs.set('a1', aRun());
  await server.open();
  expect([live.status(), live.run()?.state]).toEqual(['ready', 'queued']);
  await server.publish({ type: 'started', ...scan }, { type: 'progress', ...scan, progress: { percent: 10 } });
  await server.publish(
    { type: 'progress', ...scan, progress: { percent: 62 } },
    { type: 'completed', ...scan, jobId: 'other' },
  );
  expect(live.run()).toMatchObject({ state: 'running', progress: { percent: 62 } });
  expect(types()).toEqual(['queued', 'started', 'progress']);
  await server.publish({ type: 'completed', ...scan, data: { files: 7 } });
  expect(live.run()).toMatchObject({ state: 'completed', result: { files: 7 } });
  expect(server.asked).toEqual(['/api/runs/a1']);
});

it('misses nothing that happens while it loads, and takes nothing twice', async () => {
  const run = aRun();
  server.stream.hello();
  TestBed.tick();
  const question = server.http.expectOne('/api/runs/a1');
  const found = server.stream.event({
    type: 'anomaly_detected',
    ...scan,
    data: { severity: 'low', summary: 'counted already' },
  });
  server.stream.event({ type: 'started', ...scan });
  await server.stream.frame();
  question.flush({ ...run, anomalies: 1, events: [...run.events, found] });
  expect(live.run()).toMatchObject({ state: 'running', anomalies: 1 });
  expect(types()).toEqual(['queued', 'anomaly_detected', 'started']);
});

it('loads it anew after a gap', async () => {
  server.runs.set('a1', aRun());
  await server.open();
  server.runs.set('a1', aRun({ state: 'failed', error: 'Interrupted' }));
  server.stream.hello({ gap: 'evicted' });
  await server.settle();
  expect(live.run()).toMatchObject({ state: 'failed', error: 'Interrupted' });
});

it('says why it could not be loaded, and tries again when the job server is back', async () => {
  server.problems.set('/api/runs/a1', { status: 502, detail: 'The job server does not answer.' });
  await server.open();
  expect([live.status(), live.error()?.status]).toEqual(['error', 502]);
  server.problems.clear();
  server.runs.set('a1', aRun());
  server.stream.connection({ status: 'live', sourceLostSince: '2026-03-01T14:22:08Z' });
  server.stream.connection({ status: 'live' });
  await server.settle();
  expect([live.status(), live.error(), live.run()?.jobId]).toEqual(['ready', undefined, 'a1']);
});

it('follows another run when the page shows another', async () => {
  server.runs.set('a1', aRun()).set('b2', aRun({ jobId: 'b2', state: 'running' }));
  await server.open();
  jobId.set('b2');
  TestBed.tick();
  expect(live.run()).toBeUndefined();
  await server.settle();
  expect(live.run()?.jobId).toBe('b2');
  await server.publish({ type: 'started', ...scan });
  expect(live.run()?.jobId).toBe('b2');
});
