import { BreakpointObserver } from '@angular/cdk/layout';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { BehaviorSubject } from 'rxjs';
import { aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { Overview } from './overview';

const breakpoint = new BehaviorSubject({ matches: false, breakpoints: {} });

let server: FakeServer;
let fixture: ComponentFixture<Overview>;

beforeEach(() => {
  breakpoint.next({ matches: false, breakpoints: {} });
  TestBed.configureTestingModule({
    // There is no layout in the DOM of a test, so no width either.
    providers: [...provideFakeServer(), { provide: BreakpointObserver, useValue: { observe: () => breakpoint } }],
  });
  server = new FakeServer();
  fixture = TestBed.createComponent(Overview);
});

const page = (): Element => fixture.nativeElement as Element;

it('says that it loads, then shows the board', async () => {
  server.add(1, 'app-01', [aStatus('scan')]);
  TestBed.tick();
  expect(textOf(page().querySelector('.servers'))).toBe('Loading the servers');
  await server.open();
  expect(page().querySelector('app-board')).not.toBeNull();
});

it('says what to do where no server has reported yet, until one does', async () => {
  await server.open();
  expect(textOf(page().querySelector('.servers'))).toBe(
    'No server has reported yet Start a job server, or point this gateway at one. It appears here by itself. JOBWIRE_UPSTREAM=http://host:3005',
  );
  server.add(1, 'app-01', [aStatus('scan')]);
  await server.publish({ type: 'started', jobName: 'scan', serverId: 1, jobId: 's1' });
  expect(page().querySelector('app-board')).not.toBeNull();
});

it('says why the servers could not be loaded, and loads them when asked', async () => {
  server.problems.set('/api/servers', { status: 403, detail: 'You may not do this.' });
  await server.open();
  expect(textOf(page().querySelector('.servers [role=alert]'))).toBe(
    'Servers could not be loaded You may not do this. The stream is still live. Try again Copy details',
  );
  server.problems.clear();
  page().querySelector<HTMLButtonElement>('.servers button')?.click();
  await server.settle();
  expect(textOf(page().querySelector('.servers'))).toContain('No server has reported yet');
});

describe('on a phone', () => {
  const titles = (): string[] => [...page().querySelectorAll('jw-server-job-status-card [role=heading]')].map(textOf);

  beforeEach(() => breakpoint.next({ matches: true, breakpoints: {} }));

  it('shows a card for each server, in the order of the board', async () => {
    server
      .add(1, 'app-01', [aStatus('scan')])
      .add(2, 'app-02', [aStatus('scan', { state: 'running' })])
      .add(4, 'db-01', [aStatus('scan', { state: 'failed' })]);
    await server.open();
    expect(page().querySelector('app-board')).toBeNull();
    expect(titles()).toEqual(['db-01', 'app-02', 'app-01']);
  });

  it('does not move a card under the finger', async () => {
    server.add(1, 'app-01', [aStatus('scan')]).add(2, 'app-02', [aStatus('scan')]);
    await server.open();
    page().querySelector('app-status-cards')?.dispatchEvent(new Event('pointerenter'));
    await server.publish(
      { type: 'started', jobName: 'scan', serverId: 2, jobId: 's1' },
      { type: 'failed', jobName: 'scan', serverId: 2, jobId: 's1', error: 'no' },
    );
    expect(titles()).toEqual(['app-01', 'app-02']);
  });
});
