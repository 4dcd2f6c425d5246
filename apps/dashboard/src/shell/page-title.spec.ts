import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, TitleStrategy } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { aStatus, FakeServer, provideFakeServer } from '../testing/fake-server';
import { PageTitle } from './page-title';

@Component({ template: '' })
class Page {}

const scan = { jobName: 'scan', serverId: 1, jobId: 'a1' } as const;

let server: FakeServer;
let icon: HTMLLinkElement;

beforeEach(async () => {
  icon = document.head.appendChild(Object.assign(document.createElement('link'), { rel: 'icon' }));
  TestBed.configureTestingModule({
    providers: [
      ...provideFakeServer(),
      provideRouter([{ path: '', title: 'Overview', component: Page }]),
      { provide: TitleStrategy, useExisting: PageTitle },
    ],
  });
  server = new FakeServer().add(1, 'app-01', [aStatus('scan')]);
  await RouterTestingHarness.create('/');
});
afterEach(() => icon.remove());

const colours = (): string[] => decodeURIComponent(icon.href).match(/#[\da-f]{6}/g) ?? [];

it('names the page', async () => {
  await server.open();
  expect([document.title, colours()]).toEqual(['Overview · Jobwire', ['#00687a']]);
});

it('says how many jobs have failed, and puts a red dot on the icon', async () => {
  await server.open();
  await server.publish({ type: 'started', ...scan }, { type: 'failed', ...scan, error: 'no' });
  expect([document.title, colours()]).toEqual(['(1 failed) Overview · Jobwire', ['#00687a', '#c2302a']]);
});

it('draws the icon anew only where it looks different', async () => {
  server.add(2, 'app-02', [aStatus('scan')]);
  await server.open();
  await server.publish({ type: 'started', ...scan }, { type: 'failed', ...scan, error: 'no' });
  const draw = jest.spyOn(icon, 'setAttribute');
  const other = { ...scan, serverId: 2, jobId: 'a2' };
  await server.publish({ type: 'started', ...other }, { type: 'failed', ...other, error: 'no' });
  expect(document.title).toBe('(2 failed) Overview · Jobwire');
  expect(draw).not.toHaveBeenCalled();
});

it('says how many critical anomalies are open, and none of the lesser ones', async () => {
  await server.open();
  await server.publish({ type: 'anomaly_detected', ...scan, data: { severity: 'high', summary: 'odd' } });
  expect(document.title).toBe('Overview · Jobwire');
  await server.publish({ type: 'anomaly_detected', ...scan, data: { severity: 'critical', summary: 'odd' } });
  expect([document.title, colours()]).toEqual(['(1 critical) Overview · Jobwire', ['#00687a', '#db9a36']]);
});

it.each([
  ['is lost', { status: 'offline' }],
  ['is there, but not the job server', { status: 'live', sourceLostSince: '2026-03-01T14:22:08Z' }],
] as const)('says before all else that the page is not live: the connection %s', async (_, connection) => {
  await server.open();
  await server.publish({ type: 'started', ...scan }, { type: 'failed', ...scan, error: 'no' });
  server.stream.connection(connection);
  await server.settle();
  expect([document.title, colours()]).toEqual(['Not live · Overview · Jobwire', ['#4e5d5e']]);
});
