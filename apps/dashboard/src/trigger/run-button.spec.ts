import type { HarnessLoader } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { JobTriggerButtonHarness } from '@jobwire/angular/testing';
import type { ServerInfo } from '@jobwire/events';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { Fleet } from '../fleet/fleet';
import { RunNotifications } from '../notify/run-notifications';
import { Person } from '../shell';
import { aJob, aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { RunButton } from './run-button';

const url = '/api/jobs/disk-usage-scan/trigger';

let server: FakeServer;
let fixture: ComponentFixture<RunButton>;
let loader: HarnessLoader;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  server.catalog = [aJob('disk-usage-scan')];
});

afterEach(() => localStorage.clear());

async function show(info: Partial<ServerInfo> = {}): Promise<JobTriggerButtonHarness | null> {
  server.add(1, 'app-01', [aStatus('disk-usage-scan')], info);
  const fleet = TestBed.inject(Fleet);
  await server.open();
  fixture = TestBed.createComponent(RunButton);
  fixture.componentRef.setInput('jobName', 'disk-usage-scan');
  fixture.componentRef.setInput('server', fleet.servers()[0]);
  loader = TestbedHarnessEnvironment.documentRootLoader(fixture);
  await server.settle();
  return loader.getHarnessOrNull(JobTriggerButtonHarness);
}

/** The form is loaded with the first press. */
async function openForm(button: JobTriggerButtonHarness | null): Promise<void> {
  const opened = firstValueFrom(TestBed.inject(MatDialog).afterOpened);
  await button?.press();
  await opened;
  await server.settle();
}

async function answer(name: string): Promise<void> {
  const [form] = TestBed.inject(MatDialog).openDialogs;
  const closed = form && lastValueFrom(form.afterClosed());
  [...document.querySelectorAll('button')].find((button) => textOf(button) === name)?.click();
  await closed;
  await server.settle();
}

it('asks before it runs, and runs with what was typed', async () => {
  const button = await show();
  await openForm(button);
  server.http.expectNone(url);
  await answer('Run on app-01');
  expect(server.http.expectOne(url).request.body).toEqual({ serverId: 1, input: {} });
});

it('tells who runs it, now or later, where they have said who they are', async () => {
  TestBed.inject(Person).call('Mira K.');
  const button = await show();
  await openForm(button);
  document.querySelectorAll<HTMLInputElement>('app-start-field input[type=radio]')[1]?.click();
  await server.settle();
  await answer('Run on app-01');
  expect(server.http.expectOne(url).request.body).toMatchObject({ by: 'Mira K.', delayMs: 300_000 });
  await openForm(button);
  await answer('Run on app-01');
  expect(server.http.expectOne(url).request.body).toEqual({ serverId: 1, input: {}, by: 'Mira K.' });
});

it('begins with the last input of this job on this server', async () => {
  server.catalog = [aJob('disk-usage-scan', { input: { type: 'object', properties: { path: { type: 'string' } } } })];
  const button = await show();
  await openForm(button);
  const field = document.querySelector<HTMLInputElement>('[id^=run-][id$=-path]');
  if (field) field.value = '/srv';
  field?.dispatchEvent(new Event('input'));
  await answer('Run on app-01');
  server.http.expectOne(url).flush({ detail: 'There is no /srv.' }, { status: 400, statusText: 'Bad Request' });
  await server.settle();
  await openForm(button);
  expect(document.querySelector<HTMLInputElement>('[id^=run-][id$=-path]')?.value).toBe('/srv');
  expect(textOf(document.querySelector('.from'))).toMatch(/^This is the last input, from \d\d:\d\d\.$/);
});

it('tells of the end of the run where that was asked for', async () => {
  await openForm(await show());
  document.querySelector<HTMLInputElement>('app-run-dialog .notice input')?.click();
  await answer('Run on app-01');
  server.http.expectOne(url).flush({ jobId: 'a1', position: server.stream.position });
  await server.settle();
  expect([...TestBed.inject(RunNotifications).followed()]).toEqual(['a1']);
});

it('puts a run off where that was asked for, and says when it starts', async () => {
  const said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
  await openForm(await show());
  document.querySelectorAll<HTMLInputElement>('app-start-field input[type=radio]')[1]?.click();
  await server.settle();
  await answer('Run on app-01');
  const request = server.http.expectOne(url);
  expect(request.request.body).toEqual({ serverId: 1, input: {}, delayMs: 300_000 });
  request.flush({ jobId: 'a1', position: server.stream.position });
  await server.settle();
  expect(said.mock.calls.at(-1)?.slice(0, 2)).toEqual(['disk-usage-scan starts on app-01 in 5 m 00 s', 'Open']);
});

it('runs nothing when the form is left', async () => {
  const button = await show();
  await openForm(button);
  await answer('Close');
  server.http.expectNone(url);
  expect(await button?.getWord()).toBe('Run');
});

it('says why a run was refused, with a way to the run that is in the way', async () => {
  const said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
  await openForm(await show());
  await answer('Run on app-01');
  server.runs.set('b2', {
    jobId: 'b2',
    jobName: 'disk-usage-scan',
    serverId: 1,
    state: 'running',
    anomalies: 0,
    events: [],
  });
  server.http
    .expectOne(url)
    .flush({ detail: 'Already running.', jobId: 'b2' }, { status: 409, statusText: 'Conflict' });
  await server.settle();
  expect(said.mock.calls.at(-1)?.slice(0, 2)).toEqual(['Already running on app-01.', 'Open']);
});

it('is not there for a server that only publishes', async () => {
  expect(await show({ publishesOnly: true })).toBeNull();
});

it('says that the server is offline', async () => {
  const button = await show({ online: false });
  expect([await button?.isDisabled(), await button?.getReason()]).toEqual([true, 'app-01 is offline.']);
});
