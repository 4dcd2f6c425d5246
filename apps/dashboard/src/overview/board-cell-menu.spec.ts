import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Clipboard } from '@angular/cdk/clipboard';
import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { MatMenuHarness } from '@angular/material/menu/testing';
import { Router } from '@angular/router';
import type { JobStatus, ServerInfo } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import { RunNotifications } from '../notify/run-notifications';
import { Fleet } from '../fleet/fleet';
import { aJob, aStatus, FakeServer, provideFakeServer } from '../testing/fake-server';
import { BoardCellMenu } from './board-cell-menu';

let server: FakeServer;
let menu: MatMenuHarness;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  server.catalog = [aJob('disk-usage-scan')];
});
afterEach(() => localStorage.clear());

async function show(more: Partial<JobStatus>, info: Partial<ServerInfo> = {}): Promise<void> {
  const status = aStatus('disk-usage-scan', more);
  server.add(1, 'app-01', [status], info);
  TestBed.inject(Fleet);
  await server.open();
  const fixture = TestBed.createComponent(BoardCellMenu);
  fixture.componentRef.setInput('status', status);
  fixture.componentRef.setInput('server', server.servers[0]);
  await server.settle();
  menu = await TestbedHarnessEnvironment.loader(fixture).getHarness(MatMenuHarness);
  await menu.open();
}

async function words(): Promise<string[]> {
  return Promise.all((await menu.getItems()).map((item) => item.getText()));
}

it.each<[string, Partial<JobStatus>, string[]]>([
  ['never ran', {}, ['Run this job …', 'Show its runs']],
  [
    'failed',
    { state: 'failed', jobId: 'a1' },
    ['Run this job …', 'Retry', 'Open newest run', 'Copy run id', 'Show its runs'],
  ],
  [
    'runs',
    { state: 'running', jobId: 'a1' },
    ['Cancel', 'Notify me', 'Open newest run', 'Copy run id', 'Show its runs'],
  ],
])('offers what makes sense for a job that %s', async (_, status, expected) => {
  await show(status);
  expect(await words()).toEqual(expected);
});

it('runs a job with what was typed', async () => {
  await show({});
  const opened = firstValueFrom(TestBed.inject(MatDialog).afterOpened);
  await menu.clickItem({ text: 'Run this job …' });
  await opened;
  await server.settle();
  document.querySelector<HTMLElement>('app-run-dialog button[type=submit]')?.click();
  await firstValueFrom(TestBed.inject(MatDialog).afterAllClosed);
  await server.settle();
  const { request } = server.http.expectOne('/api/jobs/disk-usage-scan/trigger');
  expect(request.body).toEqual({ serverId: 1, input: {} });
});

it('cancels, retries, follows, copies and leads on', async () => {
  await show({ state: 'running', jobId: 'a1' });
  await menu.clickItem({ text: 'Cancel' });
  server.http.expectOne('/api/runs/a1/cancel');
  await menu.open();
  await menu.clickItem({ text: 'Notify me' });
  expect([...TestBed.inject(RunNotifications).followed()]).toEqual(['a1']);
  const copied = jest.spyOn(TestBed.inject(Clipboard), 'copy').mockReturnValue(true);
  await menu.open();
  await menu.clickItem({ text: 'Copy run id' });
  expect(copied).toHaveBeenCalledWith('a1');
  const went = jest.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
  await menu.open();
  await menu.clickItem({ text: 'Show its runs' });
  expect(went).toHaveBeenCalledWith(['/runs'], { queryParams: { q: 'job:disk-usage-scan server:app-01' } });
});

it('orders nothing of a server that is offline', async () => {
  await show({ state: 'failed', jobId: 'a1' }, { online: false });
  const [run, retry, open] = await menu.getItems();
  expect([await run?.isDisabled(), await retry?.isDisabled(), await open?.isDisabled()]).toEqual([true, true, false]);
  expect(await (await run?.host())?.getProperty('title')).toBe('app-01 is offline.');
});
