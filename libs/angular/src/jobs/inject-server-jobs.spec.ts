import { provideHttpClientTesting, HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { createEnvironmentInjector, EnvironmentInjector, runInInjectionContext, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FakeJobEventsConnection, provideFakeJobEvents } from '@jobwire/angular/testing';
import type { Progress } from '@jobwire/events';
import { injectServerJobs, type ServerJobs } from './inject-server-jobs';
import { aSnapshot, aStatus } from './snapshots.fixture';

const scan = { jobName: 'disk-usage-scan', serverId: 1, jobId: 'a1' } as const;
const url = '/api/servers/1/jobs';

let fake: FakeJobEventsConnection;
let http: HttpTestingController;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents(), provideHttpClientTesting()] });
  fake = TestBed.inject(FakeJobEventsConnection);
  http = TestBed.inject(HttpTestingController);
});

const serverJobs = (serverId: number | (() => number) = 1): ServerJobs =>
  TestBed.runInInjectionContext(() => injectServerJobs(serverId));

const states = (jobs: ServerJobs): string[] => jobs.jobs().map(({ status }) => `${status().jobName} ${status().state}`);

function progressOf(jobs: ServerJobs): Progress | undefined {
  return jobs.snapshot()?.jobs[0]?.progress;
}

function fail(request: TestRequest, status: number, detail: string): void {
  request.flush({ detail }, { status, statusText: 'no' });
}

it('loads the snapshot once the stream is open, and only once', async () => {
  const jobs = serverJobs();
  http.expectNone(url);
  fake.hello();
  expect(jobs.status()).toBe('loading');
  http.expectOne(url).flush(aSnapshot(fake.position));
  expect(jobs.status()).toBe('ready');
  expect(states(jobs)).toEqual(['disk-usage-scan idle']);

  fake.event({ type: 'started', ...scan });
  fake.event({ type: 'progress', ...scan, progress: { current: 1, total: 4 } });
  fake.connection({ status: 'reconnecting' });
  fake.hello();
  await fake.frame();
  expect(states(jobs)).toEqual(['disk-usage-scan running']);
  expect(progressOf(jobs)?.percent).toBe(25);
  http.verify();
});

it('lets events wait that come while the snapshot is on its way, and leaves out those that it holds', async () => {
  const jobs = serverJobs();
  fake.hello();
  const request = http.expectOne(url);
  const { position, timestamp } = fake.event({ type: 'started', ...scan });
  fake.event({ type: 'progress', ...scan, progress: { percent: 70 } });
  await fake.frame();
  request.flush(
    aSnapshot(position, [aStatus('disk-usage-scan', { state: 'running', jobId: 'a1', activeSince: timestamp })]),
  );
  expect(progressOf(jobs)?.percent).toBe(70);
});

it('applies events that wait for their frame when the snapshot comes', async () => {
  const jobs = serverJobs();
  fake.hello();
  const before = fake.position;
  fake.event({ type: 'started', ...scan });
  http.expectOne(url).flush(aSnapshot(before));
  await fake.frame();
  expect(states(jobs)).toEqual(['disk-usage-scan running']);
});

it('changes only the signal of the job that an event is of', async () => {
  const jobs = serverJobs();
  fake.hello();
  http.expectOne(url).flush(aSnapshot(fake.position, [aStatus('disk-usage-scan'), aStatus('auth-log-scan')]));
  const list = jobs.jobs();
  const [first, second] = list.map(({ status }) => status());
  fake.event({ type: 'started', ...scan });
  await fake.frame();
  expect(jobs.jobs()).toBe(list);
  expect(list[0]?.status()).not.toBe(first);
  expect(list[1]?.status()).toBe(second);
});

it('lists a job that appears, and keeps the objects of the others', async () => {
  const jobs = serverJobs();
  fake.hello();
  http.expectOne(url).flush(aSnapshot(fake.position));
  const [first] = jobs.jobs();
  fake.event({ type: 'started', jobName: 'sync', serverId: 1, jobId: 's1' });
  await fake.frame();
  expect(states(jobs)).toEqual(['disk-usage-scan idle', 'sync running']);
  expect(jobs.jobs()[0]).toBe(first);
});

it('leaves events of other servers out', async () => {
  const jobs = serverJobs();
  fake.hello();
  http.expectOne(url).flush(aSnapshot(fake.position));
  const before = jobs.snapshot();
  fake.event({ type: 'started', ...scan, serverId: 2 });
  await fake.frame();
  expect(jobs.snapshot()).toBe(before);
});

it('loads anew after a gap and shows what it had until then', () => {
  const jobs = serverJobs();
  fake.hello();
  http.expectOne(url).flush(aSnapshot(fake.position));
  fake.hello({ gap: 'evicted' });
  expect([jobs.status(), states(jobs)]).toEqual(['ready', ['disk-usage-scan idle']]);
  http.expectOne(url).flush(aSnapshot(fake.position, [aStatus('disk-usage-scan', { state: 'failed' })]));
  expect(states(jobs)).toEqual(['disk-usage-scan failed']);
});

it('does not take the answer to a request that a gap has made old', () => {
  const jobs = serverJobs();
  fake.hello();
  const old = http.expectOne(url);
  fake.hello({ gap: 'evicted' });
  expect(old.cancelled).toBe(true);
  http.expectOne(url).flush(aSnapshot(fake.position));
  expect(jobs.status()).toBe('ready');
});

it('says why loading failed and loads again when asked', () => {
  const jobs = serverJobs();
  fake.hello();
  fail(http.expectOne(url), 404, 'Nothing is known of this server.');
  expect(jobs.status()).toBe('error');
  expect(jobs.error()).toMatchObject({ type: 'refused', status: 404, detail: 'Nothing is known of this server.' });

  jobs.reload();
  expect(jobs.status()).toBe('loading');
  http.expectOne(url).flush(aSnapshot(fake.position));
  expect([jobs.status(), jobs.error()]).toEqual(['ready', undefined]);
});

it('loads again by itself when the connection is back', () => {
  const jobs = serverJobs();
  fake.hello();
  fail(http.expectOne(url), 403, 'Not yours.');
  fake.connection({ status: 'reconnecting' });
  http.expectNone(url);
  fake.hello();
  http.expectOne(url).flush(aSnapshot(fake.position));
  expect(jobs.status()).toBe('ready');
});

it('loads again by itself when the job server behind the stream is back', () => {
  const jobs = serverJobs();
  fake.hello({ sourceLostSince: '2026-03-01T14:22:08Z' });
  fail(http.expectOne(url), 502, 'The job server does not answer.');
  expect(jobs.error()?.type).toBe('unreachable');
  fake.connection({ status: 'live' });
  http.expectOne(url).flush(aSnapshot(fake.position));
  expect(jobs.status()).toBe('ready');
});

describe('in time', () => {
  beforeEach(() => jest.useFakeTimers({ now: Date.parse('2026-03-01T14:22:08Z') }));
  afterEach(() => jest.useRealTimers());

  it('loads again now and then where there was no answer', () => {
    const jobs = serverJobs();
    fake.hello();
    fail(http.expectOne(url), 502, 'The job server does not answer.');
    jest.advanceTimersByTime(2_250);
    fail(http.expectOne(url), 502, 'The job server does not answer.');
    expect(jobs.status()).toBe('error');
    jest.advanceTimersByTime(4_500);
    http.expectOne(url).flush(aSnapshot(fake.position));
    expect(jobs.status()).toBe('ready');
  });

  it('says when it was last true, once it is not live', () => {
    const jobs = serverJobs();
    fake.hello();
    http.expectOne(url).flush(aSnapshot(fake.position));
    expect(jobs.asOf()).toBeUndefined();
    const heardAt = Date.now();
    jest.advanceTimersByTime(60_000);
    fake.connection({ status: 'offline', lastHeardAt: heardAt });
    expect(jobs.asOf()).toBe(heardAt);
    jobs.reload();
    http.expectOne(url).flush(aSnapshot(fake.position));
    expect(jobs.asOf()).toBe(heardAt + 60_000);
  });
});

it('is shared: who comes second for a server loads nothing', () => {
  const first = serverJobs();
  fake.hello();
  http.expectOne(url).flush(aSnapshot(fake.position));
  const second = serverJobs();
  expect([first.status(), second.status()]).toEqual(['ready', 'ready']);
  http.verify();
});

it('loads nothing for a server that nobody shows any more', () => {
  const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
  runInInjectionContext(injector, () => injectServerJobs(1));
  fake.hello();
  http.expectOne(url).flush(aSnapshot(fake.position));
  injector.destroy();
  fake.hello({ gap: 'evicted' });
  http.verify();
  expect(serverJobs().status()).toBe('loading');
  http.expectOne(url);
});

it('follows the server that is asked for', async () => {
  const serverId = signal(1);
  const jobs = serverJobs(() => serverId());
  TestBed.tick();
  fake.hello();
  http.expectOne(url).flush(aSnapshot(fake.position));

  serverId.set(2);
  TestBed.tick();
  expect([jobs.status(), jobs.snapshot()]).toEqual(['loading', undefined]);
  http.expectOne('/api/servers/2/jobs').flush(aSnapshot(fake.position, [aStatus('sync')], 2));
  expect(states(jobs)).toEqual(['sync idle']);

  serverId.set(1);
  TestBed.tick();
  http.expectOne(url).flush(aSnapshot(fake.position));
  fake.event({ type: 'started', ...scan });
  await fake.frame();
  expect(states(jobs)).toEqual(['disk-usage-scan running']);
});
