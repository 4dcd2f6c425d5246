import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { FakeJobEventsConnection, JobTriggerButtonHarness, provideFakeJobEvents } from '@jobwire/angular/testing';
import type { JobStatus } from '@jobwire/events';
import { aSnapshot, aStatus } from '../jobs/snapshots.fixture';
import { JobTriggerButton } from './job-trigger-button';

const scan = { jobName: 'disk-usage-scan', serverId: 1, jobId: 'a1' } as const;
const triggerUrl = '/api/jobs/disk-usage-scan/trigger';

let fake: FakeJobEventsConnection;
let http: HttpTestingController;
let fixture: ComponentFixture<JobTriggerButton>;
let button: JobTriggerButtonHarness;

beforeEach(async () => {
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents(), provideHttpClientTesting()] });
  fake = TestBed.inject(FakeJobEventsConnection);
  http = TestBed.inject(HttpTestingController);
  fixture = TestBed.createComponent(JobTriggerButton);
  fixture.componentRef.setInput('jobName', 'disk-usage-scan');
  fixture.componentRef.setInput('serverId', '1');
  button = await TestbedHarnessEnvironment.harnessForFixture(fixture, JobTriggerButtonHarness);
});

async function goLive(...jobs: JobStatus[]): Promise<void> {
  fake.hello();
  http.expectOne('/api/servers/1/jobs').flush(aSnapshot(fake.position, jobs.length ? jobs : undefined));
  await fixture.whenStable();
}

async function shown(): Promise<[word: string, isDisabled: boolean]> {
  return [await button.getWord(), await button.isDisabled()];
}

it('names the job that it runs', async () => {
  await goLive();
  expect(fixture.nativeElement.querySelector('button').textContent.trim()).toBe('Run disk-usage-scan');
});

it('waits, and says why, while the page is not live', async () => {
  expect(await shown()).toEqual(['Run', true]);
  expect(await button.getReason()).toMatch(/Not live/);
  await button.press();
  http.expectNone(triggerUrl);
  await goLive();
  expect(await shown()).toEqual(['Run', false]);
  expect(await button.getReason()).toBeNull();
});

it('runs the job and cancels that run', async () => {
  await goLive();
  const accepted: string[] = [];
  fixture.componentInstance.accepted.subscribe((jobId) => accepted.push(jobId));
  fixture.componentRef.setInput('input', { top: 3 });
  await button.press();
  expect(await shown()).toEqual(['Starting…', true]);
  const request = http.expectOne(triggerUrl);
  expect(request.request.body).toEqual({ serverId: 1, input: { top: 3 } });
  request.flush({ jobId: 'a1', position: fake.position });
  expect(await shown()).toEqual(['Cancel', false]);
  expect(accepted).toEqual(['a1']);

  fake.event({ type: 'started', ...scan });
  await fake.frame();
  await button.press();
  http.expectOne('/api/runs/a1/cancel').flush({ jobId: 'a1', position: fake.position });
  fake.event({ type: 'cancel_requested', ...scan });
  await fake.frame();
  expect(await shown()).toEqual(['Cancelling…', true]);

  fake.event({ type: 'cancelled', ...scan });
  await fake.frame();
  expect(await shown()).toEqual(['Run', false]);
});

it('tells who runs and who cancels', async () => {
  await goLive();
  fixture.componentRef.setInput('by', 'Mira K.');
  await button.press();
  const request = http.expectOne(triggerUrl);
  expect(request.request.body).toEqual({ serverId: 1, by: 'Mira K.' });
  request.flush({ jobId: 'a1', position: fake.position });
  await button.press();
  expect(http.expectOne('/api/runs/a1/cancel').request.body).toEqual({ by: 'Mira K.' });
});

it('cancels a run that somebody else has started', async () => {
  await goLive(aStatus('disk-usage-scan', { state: 'running', jobId: 'b2' }));
  expect(await shown()).toEqual(['Cancel', false]);
  await button.press();
  http.expectOne('/api/runs/b2/cancel').flush({ jobId: 'b2', position: fake.position });
});

it('says since when it runs there already', async () => {
  await goLive();
  fixture.componentRef.setInput('serverName', 'app-01');
  await button.press();
  http
    .expectOne(triggerUrl)
    .flush({ detail: 'Already running.', jobId: 'b2' }, { status: 409, statusText: 'Conflict' });
  const startedAt = new Date(2026, 2, 1, 14, 18, 41).toISOString();
  http.expectOne('/api/runs/b2').flush({ ...scan, jobId: 'b2', state: 'running', startedAt, anomalies: 0, events: [] });
  expect(await button.getMessage()).toBe('Already running on app-01, since 14:18:41.');
  expect(await shown()).toEqual(['Cancel', false]);
});

it('says why it was refused', async () => {
  await goLive();
  await button.press();
  http
    .expectOne(triggerUrl)
    .flush({ detail: 'input of auth-log-scan: file: required' }, { status: 400, statusText: 'Bad Request' });
  expect(await button.getMessage()).toBe('input of auth-log-scan: file: required');
  expect(await shown()).toEqual(['Run', false]);
});

it('can be left out of the order of the Tab key', async () => {
  await goLive();
  const element = fixture.nativeElement.querySelector('button') as HTMLButtonElement;
  expect(element.tabIndex).toBe(0);
  fixture.componentRef.setInput('tabIndex', -1);
  await fixture.whenStable();
  expect(element.tabIndex).toBe(-1);
});

it('takes a double click for one', async () => {
  await goLive();
  const element = fixture.nativeElement.querySelector('button') as HTMLButtonElement;
  element.dispatchEvent(new MouseEvent('click', { detail: 1 }));
  http.expectOne(triggerUrl).flush({ jobId: 'a1', position: fake.position });
  await fixture.whenStable();
  element.dispatchEvent(new MouseEvent('click', { detail: 2 }));
  http.verify();
});
