import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { FakeJobEventsConnection, provideFakeJobEvents, ServerJobStatusCardHarness } from '@jobwire/angular/testing';
import type { JobStatus } from '@jobwire/events';
import { aServer, aSnapshot, aStatus } from '../jobs/snapshots.fixture';
import { JobAction } from './job-action';
import { ServerJobStatusCard } from './server-job-status-card';

@Component({
  imports: [JobAction, ServerJobStatusCard],
  template: `
    <jw-server-job-status-card [serverId]="serverId()" [readOnly]="readOnly()">
      <button jwCardAction>More</button>
      @if (hasAction()) {
        <ng-template jwJobAction let-job let-serverId="serverId">{{ job.jobName }} on {{ serverId }}</ng-template>
      }
    </jw-server-job-status-card>
  `,
})
class Host {
  readonly serverId = signal(1);
  readonly readOnly = signal(false);
  readonly hasAction = signal(false);
}

const FRAME_MS = 16;
const scan = { jobName: 'disk-usage-scan', serverId: 1, jobId: 'a1' } as const;

let fake: FakeJobEventsConnection;
let http: HttpTestingController;
let fixture: ComponentFixture<Host>;
let card: ServerJobStatusCardHarness;

beforeEach(async () => {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents(), provideHttpClientTesting()] });
  fake = TestBed.inject(FakeJobEventsConnection);
  http = TestBed.inject(HttpTestingController);
  fixture = TestBed.createComponent(Host);
  card = await TestbedHarnessEnvironment.loader(fixture).getHarness(ServerJobStatusCardHarness);
});

async function goLive(jobs: readonly JobStatus[] = [aStatus('disk-usage-scan')], server = aServer(1)): Promise<void> {
  fake.hello();
  http.expectOne('/api/servers').flush([server]);
  http.expectOne('/api/servers/1/jobs').flush(aSnapshot(fake.position, jobs));
  await fixture.whenStable();
}

it('says that it loads, then names the server and its jobs', async () => {
  expect(await card.isLoading()).toBe(true);
  expect(await card.getTitle()).toBe('Server 1');
  await goLive([aStatus('disk-usage-scan', { label: 'Disk usage scan' }), aStatus('sync', { state: 'queued' })]);
  expect(await card.isLoading()).toBe(false);
  expect(await card.getTitle()).toBe('app-01');
  const jobs = await card.getJobs();
  expect(await Promise.all(jobs.map((job) => job.getName()))).toEqual(['Disk usage scan', 'sync']);
  expect(await Promise.all(jobs.map((job) => job.getWord()))).toEqual(['Never run', 'Queued']);
});

it('follows a run to its end', async () => {
  await goLive();
  const job = await card.getJob('disk-usage-scan');
  expect(await job.getProgress()).toBeNull();

  fake.event({ type: 'started', ...scan });
  fake.event({ type: 'progress', ...scan, progress: { current: 48_120, total: 77_400 } });
  await fake.frame();
  expect([await job.getWord(), await job.getDetail()]).toEqual(['Running 62\u00a0%', '48.1k of 77.4k']);
  expect(await job.getMoment()).toBe('for 0 s');
  expect(await job.getProgress()).toBe('62 percent');
  expect(await (await job.getButton())?.getWord()).toBe('Cancel');

  fake.event({ type: 'failed', ...scan, error: 'ENOSPC: no space left' });
  await fake.frame();
  expect([await job.getWord(), await job.getDetail()]).toEqual(['Failed', 'ENOSPC: no space left']);
  expect(await job.getProgress()).toBeNull();
  expect(await card.getTags()).toEqual(['1 failed']);
});

it('draws only the row of the job that has changed', async () => {
  await goLive([aStatus('disk-usage-scan'), aStatus('sync')]);
  const rows = [...(fixture.nativeElement as Element).querySelectorAll('jw-job-row')];
  const changed = new Set<Element | undefined>();
  const observer = new MutationObserver((records) => {
    for (const { target } of records) changed.add(rows.find((row) => row.contains(target)));
  });
  observer.observe(fixture.nativeElement, { subtree: true, childList: true, characterData: true, attributes: true });
  fake.event({ type: 'started', ...scan });
  await fake.frame();
  await fixture.whenStable();
  observer.disconnect();
  expect([...changed]).toEqual([rows[0]]);
});

describe('the wire', () => {
  const scale = (): string =>
    (fixture.nativeElement as Element).querySelector<HTMLElement>('.done')?.style.transform ?? '';

  beforeEach(async () => {
    await goLive();
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  });
  afterEach(() => jest.useRealTimers());

  async function pass(ms: number): Promise<void> {
    jest.advanceTimersByTime(ms);
    TestBed.tick();
    await Promise.resolve();
  }

  async function progress(jobId: string, percent: number): Promise<void> {
    fake.event({ type: 'progress', ...scan, jobId, progress: { percent } });
    await pass(FRAME_MS);
  }

  it('goes on with its texts, at most four times a second', async () => {
    fake.event({ type: 'started', ...scan });
    await pass(FRAME_MS);
    const job = await card.getJob('disk-usage-scan');
    await progress('a1', 10);
    await progress('a1', 20);
    expect([scale(), await job.getWord()]).toEqual(['scaleX(0)', 'Running']);
    await pass(250);
    expect([scale(), await job.getWord()]).toEqual(['scaleX(0.2)', 'Running 20\u00a0%']);
  });

  it('does not go back within a run, and begins anew with the next', async () => {
    fake.event({ type: 'started', ...scan });
    await progress('a1', 60);
    await pass(250);
    await progress('a1', 40);
    await pass(250);
    expect(scale()).toBe('scaleX(0.6)');
    fake.event({ type: 'completed', ...scan });
    fake.event({ type: 'started', ...scan, jobId: 'a2' });
    await progress('a2', 20);
    await pass(250);
    expect(scale()).toBe('scaleX(0.2)');
  });
});

it('says when it was last true, once it is not live, and lets its clocks stand still', async () => {
  const heardAt = Date.now();
  const lastFinishedAt = new Date(heardAt - 240_000).toISOString();
  await goLive([aStatus('disk-usage-scan', { lastFinishedAt, lastDurationMs: 72_000 })]);
  expect([await card.isLive(), await card.getTags()]).toEqual([true, []]);
  const job = await card.getJob('disk-usage-scan');
  expect([await job.getWord(), await job.getDetail(), await job.getMoment()]).toEqual(['Done', '1 m 12 s', '4 m ago']);

  fake.connection({ status: 'offline', lastHeardAt: heardAt + 600_000 });
  expect(await card.isLive()).toBe(false);
  expect(await card.getTags()).toEqual([expect.stringMatching(/^as of \d\d:\d\d:\d\d$/)]);
  expect(await job.getMoment()).toBe('14 m ago');
  expect(await (await job.getButton())?.isDisabled()).toBe(true);
});

it('gives no estimate while only the job server is away, and says up to when it is true', async () => {
  const now = Date.now();
  const activeSince = new Date(now - 60_000).toISOString();
  await goLive([aStatus('disk-usage-scan', { state: 'running', jobId: 'a1', activeSince, progress: { percent: 50 } })]);
  const job = await card.getJob('disk-usage-scan');
  expect([await card.isLive(), await job.getMoment()]).toEqual([true, '1 m left']);

  fake.connection({ status: 'live', sourceLostSince: new Date(now - 10_000).toISOString() });
  expect(await card.isLive()).toBe(false);
  expect(await card.getTags()).toEqual([expect.stringMatching(/^as of \d\d:\d\d:\d\d$/)]);
  expect(await job.getMoment()).toMatch(/^for /);

  fake.connection({ status: 'live' });
  expect([await card.isLive(), await card.getTags(), await job.getMoment()]).toEqual([true, [], '1 m left']);
});

it('does not know how the jobs of a server are that is offline', async () => {
  await goLive([aStatus('disk-usage-scan', { state: 'running' })], aServer(1, { online: false }));
  const job = await card.getJob('disk-usage-scan');
  expect([await job.getWord(), await job.getDetail()]).toEqual(['Unknown', 'was running']);
  expect(await job.getProgress()).toBeNull();
});

it('keeps what has ended on a server that only publishes, but does not know what it does now', async () => {
  const jobs = [aStatus('sync', { state: 'failed', lastError: 'no' }), aStatus('scan', { state: 'running' })];
  await goLive(jobs, aServer(1, { online: false, publishesOnly: true }));
  const words = (await card.getJobs()).map((job) => job.getWord());
  expect(await Promise.all(words)).toEqual(['Failed', 'Unknown']);
  expect((fixture.nativeElement as Element).querySelector('.id')?.textContent?.trim()).toBe('#1');
});

it('says what failed to load, and loads again when asked', async () => {
  fake.hello();
  http.expectOne('/api/servers').flush([aServer(1)]);
  http
    .expectOne('/api/servers/1/jobs')
    .flush({ detail: 'Nothing is known of this server.' }, { status: 404, statusText: 'Not Found' });
  expect(await card.getError()).toBe('Jobs could not be loaded. Nothing is known of this server.');
  await card.tryAgain();
  http.expectOne('/api/servers/1/jobs').flush(aSnapshot(fake.position));
  expect(await card.getError()).toBeNull();
  expect(await card.getJobs()).toHaveLength(1);
});

it('says so where a server has no jobs', async () => {
  await goLive([]);
  expect(await card.getNote()).toMatch(/^No jobs yet/);
});

it('counts open anomalies where nothing failed', async () => {
  const anomaly = { position: '1-1', severity: 'critical', summary: 'odd', timestamp: '' } as const;
  await goLive([aStatus('auth-log-scan', { lastFinishedAt: '2026-03-01T14:00:00Z', openAnomalies: [anomaly] })]);
  expect(await card.getTags()).toEqual(['1 anomaly']);
  expect(await (await card.getJob('auth-log-scan')).getDetail()).toBe('1 critical');
});

it('does not offer to run jobs on a server that is offline, nor on one that only publishes', async () => {
  await goLive(undefined, aServer(1, { online: false }));
  const job = await card.getJob('disk-usage-scan');
  expect(await (await job.getButton())?.getReason()).toBe('app-01 is offline.');
  fake.hello({ gap: 'evicted' });
  http.expectOne('/api/servers').flush([aServer(1, { publishesOnly: true })]);
  expect(await job.getButton()).toBeNull();
});

it('shows no buttons where it is read-only', async () => {
  await goLive();
  fixture.componentInstance.readOnly.set(true);
  expect(await (await card.getJob('disk-usage-scan')).getButton()).toBeNull();
});

it('takes content for its head, and a template in place of the buttons', async () => {
  await goLive();
  const element = fixture.nativeElement as Element;
  expect(element.querySelector('header')?.textContent).toContain('More');
  fixture.componentInstance.hasAction.set(true);
  await fixture.whenStable();
  expect(element.querySelector('.action')?.textContent?.trim()).toBe('disk-usage-scan on 1');
});
