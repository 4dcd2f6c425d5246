import { TestBed } from '@angular/core/testing';
import { FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { NextUp } from './next-up';

const NOW = Date.parse('2026-03-01T14:22:00Z');

beforeEach(() => {
  localStorage.setItem('jobwire.clock', 'utc');
  jest.useFakeTimers({ now: NOW, doNotFake: ['queueMicrotask', 'nextTick'] });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
});
afterEach(() => {
  jest.useRealTimers();
  localStorage.clear();
});

const planned = (jobName: string, serverId: number, at: string) => ({
  jobName,
  serverId,
  at: `2026-03-01T${at}:00Z`,
  cron: '* * * * *',
  timeZone: 'UTC',
});

it('lists what comes next, the turns of one job at one time in one line', async () => {
  const server = new FakeServer();
  server.planned = [planned('scan', 1, '14:25'), planned('scan', 2, '14:25'), planned('backup', 1, '15:00')];
  const page = TestBed.createComponent(NextUp).nativeElement as Element;
  await server.open();
  expect([...page.querySelectorAll('.line')].map(textOf)).toEqual([
    '14:25 scan 2 servers in 3 m',
    '15:00 backup 1 server in 38 m',
  ]);
});

it('asks again when the next turn has come', async () => {
  const server = new FakeServer();
  server.planned = [planned('scan', 1, '14:23')];
  const page = TestBed.createComponent(NextUp).nativeElement as Element;
  await server.open();
  server.planned = [planned('scan', 1, '15:23')];
  jest.advanceTimersByTime(61_000);
  await server.settle();
  expect([...page.querySelectorAll('.line')].map(textOf)).toEqual(['15:23 scan 1 server in 59 m']);
});

it('stays away where nothing is planned', async () => {
  const server = new FakeServer();
  const page = TestBed.createComponent(NextUp).nativeElement as Element;
  await server.open();
  expect(page.querySelector('section')).toBeNull();
  // Nor does it take the gap of a panel.
  expect((page as HTMLElement).hidden).toBe(true);
});
