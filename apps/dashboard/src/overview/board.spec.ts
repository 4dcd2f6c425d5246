import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { Board } from './board';
import { ViewChoice } from './view-choice';

let server: FakeServer;
let fixture: ComponentFixture<Board>;

beforeEach(() => {
  localStorage.setItem('jobwire.clock', 'utc');
  TestBed.configureTestingModule({ providers: [...provideFakeServer(), ViewChoice] });
  server = new FakeServer();
  fixture = TestBed.createComponent(Board);
});
afterEach(() => localStorage.clear());

const page = (): Element => fixture.nativeElement as Element;
const rows = (): string[] => [...page().querySelectorAll('tbody th')].map(textOf);
const cells = (row: number): string[] =>
  [...(page().querySelectorAll('tr.row')[row]?.querySelectorAll('td') ?? [])].map(textOf);

it('has a column for each job that any server has, and says where one has it not', async () => {
  server.add(1, 'app-01', [aStatus('scan')]).add(4, 'db-01', [aStatus('scan'), aStatus('db-backup')]);
  await server.open();
  expect([...page().querySelectorAll('thead th')].map(textOf)).toEqual(['Server', 'scan', 'db-backup']);
  expect(textOf(page().querySelector('header'))).toMatch(/^Servers and jobs 2 servers, 2 jobs /);
  expect(cells(0)).toEqual(['scan on app-01: Never run', 'not on this server']);
});

it('groups servers under heads with their number', async () => {
  server
    .add(1, 'app-01', [aStatus('scan')])
    .add(2, 'app-02', [aStatus('scan', { state: 'running' })])
    .add(4, 'db-01', [aStatus('scan', { state: 'failed' })])
    .add(9, 'mail-01', [aStatus('scan')], { online: false });
  await server.open();
  expect(rows()).toEqual([
    'Needs attention 2',
    'db-01 #4',
    'mail-01 #9 offline',
    'Running 1',
    'app-02 #2',
    'Quiet 1',
    'app-01 #1',
  ]);
});

it('does not move a row under the pointer, and says that it waits', async () => {
  server.add(1, 'app-01', [aStatus('scan')]).add(2, 'app-02', [aStatus('scan')]);
  await server.open();
  page().querySelector('section')?.dispatchEvent(new Event('pointerenter'));
  await server.publish({ type: 'started', jobName: 'scan', serverId: 2, jobId: 's1' });
  expect(rows()).toEqual(['Quiet 2', 'app-01 #1', 'app-02 #2']);
  expect(textOf(page().querySelector('header'))).toContain('Order held while you point here, 1 would move');
});

it('says in its row why the jobs of a server could not be loaded, and loads them when asked', async () => {
  server.add(1, 'app-01', [aStatus('scan')]).add(4, 'db-01', [aStatus('scan')]);
  server.problems.set('/api/servers/4/jobs', { status: 403, detail: 'You may not see this server.' });
  await server.open();
  expect(textOf(page().querySelector('[role=alert]'))).toBe(
    'Jobs could not be loaded. You may not see this server. Try again',
  );
  server.problems.clear();
  page().querySelector<HTMLButtonElement>('[role=alert] button')?.click();
  await server.settle();
  expect(page().querySelector('[role=alert]')).toBeNull();
  expect(cells(1)).toEqual(['scan on db-01: Never run']);
});

it('says up to when it is true while it is not live', async () => {
  server.add(1, 'app-01', [aStatus('scan')]);
  await server.open();
  server.stream.connection({ status: 'offline', lastHeardAt: Date.parse('2026-03-01T14:22:08Z') });
  await server.settle();
  expect(textOf(page().querySelector('.tag'))).toBe('as of 14:22:08');
});
