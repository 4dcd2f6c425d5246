import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import type { JobRun, StoredJobEvent } from '@jobwire/events';
import { injectJobTrigger, type JobTrigger } from './inject-job-trigger';

const scan = { jobName: 'disk-usage-scan', serverId: 1, jobId: 'a1' } as const;
const url = '/api/jobs/disk-usage-scan/trigger';

let fake: FakeJobEventsConnection;
let http: HttpTestingController;
let trigger: JobTrigger;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents(), provideHttpClientTesting()] });
  fake = TestBed.inject(FakeJobEventsConnection);
  http = TestBed.inject(HttpTestingController);
  trigger = TestBed.runInInjectionContext(() => injectJobTrigger('disk-usage-scan', 1));
  fake.hello();
});

async function run(jobId = 'a1'): Promise<void> {
  const followed = trigger.trigger();
  http.expectOne(url).flush({ jobId, position: fake.position });
  await followed;
}

function details(
  run: Partial<JobRun>,
  events: readonly StoredJobEvent[] = [],
): JobRun & { events: readonly StoredJobEvent[] } {
  return { ...scan, state: 'running', anomalies: 0, ...run, events };
}

it('sends the input, with a key that makes sending it twice safe', async () => {
  const followed = trigger.trigger({ top: 5 });
  expect(trigger.state()).toBe('sending');
  const { request } = http.expectOne(url);
  expect(request.body).toEqual({ serverId: 1, input: { top: 5 } });
  expect(request.headers.get('Idempotency-Key')).toMatch(/^[0-9a-f]{32}$/);
  http.match(() => true);
  expect(trigger.jobId()).toBeUndefined();
  void followed;
});

it('follows the run from its first event to its end', async () => {
  await run();
  expect([trigger.state(), trigger.jobId()]).toEqual(['running', 'a1']);
  fake.event({ type: 'queued', ...scan });
  fake.event({ type: 'started', ...scan });
  fake.event({ type: 'progress', ...scan, progress: { current: 1, total: 2 } });
  await fake.frame();
  expect([trigger.state(), trigger.progress()?.percent]).toEqual(['running', 50]);
  fake.event({ type: 'completed', ...scan, data: { files: 7 } });
  await fake.frame();
  expect([trigger.state(), trigger.run()?.result]).toEqual(['done', { files: 7 }]);
});

it('misses no event that is faster than the answer', async () => {
  const followed = trigger.trigger();
  fake.event({ type: 'started', ...scan });
  fake.event({ type: 'failed', ...scan, error: 'No space left.' });
  await fake.frame();
  expect(trigger.state()).toBe('sending');
  http.expectOne(url).flush({ jobId: 'a1', position: fake.position });
  expect(await followed).toBe('a1');
  expect([trigger.state(), trigger.error()]).toEqual(['failed', 'No space left.']);
});

it('leaves other runs out', async () => {
  await run();
  fake.event({ type: 'started', ...scan });
  fake.event({ type: 'completed', ...scan, jobId: 'b2' });
  await fake.frame();
  expect(trigger.state()).toBe('running');
});

it('follows the run that is there already, and says so', async () => {
  const followed = trigger.trigger();
  http.expectOne(url).flush({ detail: 'Already running as a1.', jobId: 'a1' }, { status: 409, statusText: 'Conflict' });
  expect(await followed).toBe('a1');
  expect([trigger.state(), trigger.wasRunning(), trigger.jobId()]).toEqual(['running', true, 'a1']);
  expect(trigger.problem()).toMatchObject({ status: 409, jobId: 'a1' });

  const started = { type: 'started', ...scan, timestamp: '2026-03-01T14:18:41Z', epochMs: 1, position: '1-1' } as const;
  const progress = fake.event({ type: 'progress', ...scan, progress: { percent: 40 } });
  await fake.frame();
  http.expectOne('/api/runs/a1').flush(details({ startedAt: started.timestamp }, [started]));
  expect(trigger.run()).toMatchObject({
    startedAt: '2026-03-01T14:18:41Z',
    progress: progress.type === 'progress' && progress.progress,
  });

  fake.event({ type: 'cancelled', ...scan });
  await fake.frame();
  expect(trigger.state()).toBe('cancelled');
});

it('does not count twice what it hears and loads', async () => {
  const followed = trigger.trigger();
  http.expectOne(url).flush({ detail: 'Already running as a1.', jobId: 'a1' }, { status: 409, statusText: 'Conflict' });
  await followed;
  const anomaly = fake.event({ type: 'anomaly_detected', ...scan, data: { severity: 'low', summary: 'odd' } });
  await fake.frame();
  http.expectOne('/api/runs/a1').flush(details({ anomalies: 1 }, [anomaly]));
  expect(trigger.run()?.anomalies).toBe(1);
});

it('asks for nothing more once the run is over', async () => {
  await run();
  fake.event({ type: 'started', ...scan });
  fake.event({ type: 'completed', ...scan });
  await fake.frame();
  fake.hello({ gap: 'evicted' });
  http.verify();
});

it('learns how a run ended that was over before it could be followed', async () => {
  const followed = trigger.trigger();
  http.expectOne(url).flush({ detail: 'Already running as a1.', jobId: 'a1' }, { status: 409, statusText: 'Conflict' });
  http.expectOne('/api/runs/a1').flush(details({ state: 'completed' }));
  await followed;
  expect(trigger.state()).toBe('done');
});

it('learns after a gap what the run has been through', async () => {
  await run();
  fake.hello({ gap: 'evicted' });
  http.expectOne('/api/runs/a1').flush(details({ state: 'failed', error: 'Interrupted.' }));
  expect([trigger.state(), trigger.error()]).toEqual(['failed', 'Interrupted.']);
});

it('learns it too where the gap fell into the request', async () => {
  const followed = trigger.trigger();
  fake.hello({ gap: 'evicted' });
  http.expectOne(url).flush({ jobId: 'a1', position: fake.position });
  http.expectOne('/api/runs/a1').flush(details({ state: 'completed' }));
  await followed;
  expect(trigger.state()).toBe('done');
});

it('says why it was refused and can be tried again', async () => {
  const followed = trigger.trigger({});
  http
    .expectOne(url)
    .flush({ detail: 'input of disk-usage-scan: top: too big' }, { status: 400, statusText: 'Bad Request' });
  expect(await followed).toBeUndefined();
  expect([trigger.state(), trigger.error()]).toEqual(['ready', 'input of disk-usage-scan: top: too big']);
  await run();
  expect([trigger.state(), trigger.error()]).toEqual(['running', undefined]);
});

it('sends nothing while a run is active', async () => {
  await run();
  expect(await trigger.trigger()).toBe('a1');
  http.verify();
});

it('asks the run to stop, and says why it could not', async () => {
  await run();
  fake.event({ type: 'started', ...scan });
  const cancelled = trigger.cancel();
  http.expectOne('/api/runs/a1/cancel').flush({ jobId: 'a1', position: fake.position });
  await cancelled;
  fake.event({ type: 'cancel_requested', ...scan });
  await fake.frame();
  expect([trigger.state(), trigger.run()?.cancelRequested]).toEqual(['running', true]);

  const again = trigger.cancel();
  http
    .expectOne('/api/runs/a1/cancel')
    .flush({ detail: 'Run a1 has ended.', jobId: 'a1' }, { status: 409, statusText: 'Conflict' });
  await again;
  expect(trigger.error()).toBe('Run a1 has ended.');
  http.expectOne('/api/runs/a1').flush(details({ state: 'cancelled' }));
  expect(trigger.state()).toBe('cancelled');
});

it('runs again what has ended, as a new run', async () => {
  await run();
  fake.event({ type: 'started', ...scan });
  fake.event({ type: 'failed', ...scan, error: 'No space left.' });
  await fake.frame();
  const retried = trigger.retry();
  http.expectOne('/api/runs/a1/retry').flush({ jobId: 'a2', position: fake.position });
  expect(await retried).toBe('a2');
  expect([trigger.state(), trigger.jobId(), trigger.error()]).toEqual(['running', 'a2', undefined]);
});

it('has nothing to run again before the first run', async () => {
  expect(await trigger.retry()).toBeUndefined();
  http.verify();
});

describe('without an answer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('sends the same request once more', async () => {
    const followed = trigger.trigger();
    const first = http.expectOne(url);
    const key = first.request.headers.get('Idempotency-Key');
    first.error(new ProgressEvent('error'));
    jest.advanceTimersByTime(1_000);
    const second = http.expectOne(url);
    expect(second.request.headers.get('Idempotency-Key')).toBe(key);
    second.flush({ jobId: 'a1', position: fake.position });
    expect(await followed).toBe('a1');
  });

  it('gives up after that', async () => {
    const followed = trigger.trigger();
    http.expectOne(url).error(new ProgressEvent('error'));
    jest.advanceTimersByTime(1_000);
    http.expectOne(url).error(new ProgressEvent('error'));
    expect(await followed).toBeUndefined();
    expect(trigger.problem()).toMatchObject({ type: 'unreachable', status: 0 });
    expect(trigger.state()).toBe('ready');
  });
});

it('lets go of the run when another job is meant', async () => {
  const jobName = signal('disk-usage-scan');
  trigger = TestBed.runInInjectionContext(() =>
    injectJobTrigger(
      () => jobName(),
      () => 1,
    ),
  );
  TestBed.tick();
  await run();
  TestBed.tick();
  expect(trigger.state()).toBe('running');
  jobName.set('auth-log-scan');
  TestBed.tick();
  expect([trigger.state(), trigger.jobId()]).toEqual(['ready', undefined]);
});
