import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import type { NewJobEvent } from '@jobwire/events';
import { LiveRegion } from '../shell/live-region';
import { aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { FeedList } from './feed-list';
import { FeedPage } from './feed-page';

const sync = { jobName: 'sync', serverId: 1 } as const;
const started = (jobId: string): NewJobEvent => ({ type: 'started', ...sync, jobId });
const progress = (jobId: string, current = 1): NewJobEvent => ({
  type: 'progress',
  ...sync,
  jobId,
  progress: { current },
});
const failed = (jobId: string): NewJobEvent => ({ type: 'failed', ...sync, jobId, error: 'ENOSPC' });

let server: FakeServer;
let harness: RouterTestingHarness;

beforeEach(() => {
  localStorage.setItem('jobwire.clock', 'utc');
  TestBed.configureTestingModule({
    providers: [
      ...provideFakeServer(),
      provideRouter([
        { path: 'feed', component: FeedPage },
        { path: '**', children: [] },
      ]),
    ],
  });
  server = new FakeServer().add(1, 'app-01', [aStatus('sync')]);
});
afterEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
});

async function open(url = '/feed'): Promise<void> {
  harness = await RouterTestingHarness.create(url);
  document.body.append(harness.fixture.nativeElement as Node);
  await server.open();
}

async function settle(): Promise<void> {
  await server.settle();
  // Virtual rows are drawn with a frame.
  await server.stream.frame();
  await harness.fixture.whenStable();
  await server.settle();
}

async function publish(...events: NewJobEvent[]): Promise<void> {
  await server.publish(...events);
  await settle();
}

const page = (): Element => harness.fixture.nativeElement as Element;
const rows = (): string[] => [...page().querySelectorAll('app-feed-row')].map((row) => textOf(row));
const runs = (): string[] => rows().map((row) => row.split(' ').slice(1, 6).join(' '));
const paused = (): string => textOf(page().querySelector('app-feed-paused .words'));
const button = (name: string): HTMLButtonElement | undefined =>
  [...page().querySelectorAll('button')].find((candidate) => textOf(candidate).startsWith(name));
const url = (): string => TestBed.inject(Router).url;

async function press(key: string, target: Element = document.body): Promise<void> {
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await settle();
}

async function click(name: string): Promise<void> {
  button(name)?.click();
  await settle();
}

it('waits for the first event in words', async () => {
  await open();
  await settle();
  expect(textOf(page().querySelector('.empty'))).toBe(
    'Waiting for the first event The stream is open, a ping comes every 15 s. Events show here the moment they happen.',
  );
});

it('has the focus in its filter where a link led to that', async () => {
  harness = await RouterTestingHarness.create('/');
  document.body.append(harness.fixture.nativeElement as Node);
  await harness.navigateByUrl('/feed#filter');
  await settle();
  expect(document.activeElement).toBe(page().querySelector('.search input'));
});

it('shows what has happened and what happens, the newest first, with a link to its run', async () => {
  await open();
  server.stream.event(started('before'));
  await publish(failed('a1'));
  expect(rows()).toEqual(['12:13:20.000 Failed sync app-01 a1 ENOSPC', '12:13:20.000 Started sync app-01 before']);
  expect(page().querySelector('app-feed-row a')?.getAttribute('href')).toBe('/runs/a1');
  expect(page().querySelector('app-feed-row')?.getAttribute('aria-rowindex')).toBe('2');
});

it('begins with the newest page of the past, without what came twice', async () => {
  harness = await RouterTestingHarness.create('/feed');
  document.body.append(harness.fixture.nativeElement as Node);
  server.stream.hello();
  server.history = [server.stream.event(started('a1'))];
  await server.stream.frame();
  await settle();
  await publish(started('a2'));
  expect(runs()).toEqual(['Started sync app-01 a2', 'Started sync app-01 a1']);
});

it('shows once what was loaded before the frame that brings it', async () => {
  harness = await RouterTestingHarness.create('/feed');
  document.body.append(harness.fixture.nativeElement as Node);
  server.stream.hello();
  let frame: FrameRequestCallback | undefined;
  const frames = jest.spyOn(globalThis, 'requestAnimationFrame').mockImplementationOnce((callback) => {
    frame = callback;
    return 1;
  });
  server.history = [server.stream.event(started('a1'))];
  await settle();
  expect(runs()).toEqual(['Started sync app-01 a1']);
  frame?.(performance.now());
  frames.mockRestore();
  await publish(started('a2'));
  expect(runs()).toEqual(['Started sync app-01 a2', 'Started sync app-01 a1']);
});

it('folds the progress of a run into one row, and shows all of it when asked', async () => {
  await open();
  await publish(started('a1'), progress('a1', 1), progress('a1', 2));
  expect(runs()).toEqual(['Progress sync app-01 a1 2', 'Started sync app-01 a1']);
  page().querySelector<HTMLInputElement>('[role=switch]')?.click();
  await settle();
  expect(url()).toBe('/feed?progress=all');
  expect(runs()).toHaveLength(3);
});

it('filters by what the address says, and says so when nothing fits', async () => {
  await open('/feed?q=type:failed%20server:app-01');
  await publish(started('a1'), failed('a1'));
  expect(runs()).toEqual(['Failed sync app-01 a1 ENOSPC']);
  const field = page().querySelector('input[type=search]') as HTMLInputElement;
  field.value = 'nothing';
  field.dispatchEvent(new Event('change'));
  await settle();
  expect(url()).toBe('/feed?q=nothing');
  expect(textOf(page().querySelector('.empty'))).toBe(
    'No event matches 2 are here, none fits “nothing”. New ones show when they do. Clear the filter',
  );
  await click('Clear the filter');
  expect([url(), runs().length]).toEqual(['/feed', 2]);
});

it('pauses by P, keeps what comes, and shows all of it without a gap when it goes on', async () => {
  await open();
  await publish(started('a1'));
  const announced = jest.spyOn(TestBed.inject(LiveRegion), 'announce');
  await press('p');
  expect(paused()).toMatch(/^Paused at \d\d:\d\d:\d\d\. What comes waits\.$/);
  await publish({ type: 'completed', ...sync, jobId: 'a1' }, started('a2'));
  await publish(failed('a2'));
  expect(runs()).toEqual(['Started sync app-01 a1']);
  expect(paused()).toMatch(/3 events wait, \d+ s of them\. Nothing is lost\.$/);
  expect(textOf(page().querySelector('app-feed-paused .ends'))).toBe('1 done 1 failed');
  await press('p');
  expect(runs().map((row) => row.split(' ')[0])).toEqual(['Failed', 'Started', 'Done', 'Started']);
  expect([paused(), announced.mock.calls.map(([words]) => words)]).toEqual([
    '',
    ['Paused. What comes waits.', 'Live again.'],
  ]);
});

it('pauses when one scrolls down, and returns to the top with Resume', async () => {
  await open();
  await publish(started('a1'));
  const table = page().querySelector('[role=grid]') as HTMLElement;
  table.scrollTop = 100;
  table.dispatchEvent(new Event('scroll'));
  await settle();
  expect(paused()).not.toBe('');
  await click('Resume');
  expect([paused(), table.scrollTop]).toEqual(['', 0]);
});

it('drops what waits when asked, and says where', async () => {
  await open();
  await publish(started('a1'));
  await click('Pause');
  expect(button('Drop them')?.disabled).toBe(true);
  await publish(started('a2'), failed('a2'));
  await click('Drop them, go to now');
  expect(textOf(document.activeElement)).toMatch(/^Pause/);
  await publish(started('a3'));
  expect(rows()).toEqual([
    '12:13:20.000 Started sync app-01 a3',
    '2 events were dropped.',
    '12:13:20.000 Started sync app-01 a1',
  ]);
});

it('is one tab stop: keys go to a row and stay on it while others come, which pauses, and Enter opens its run', async () => {
  await open();
  await publish(started('a1'), started('a2'), started('a3'));
  const grid = page().querySelector<HTMLElement>('[role=grid]') as HTMLElement;
  expect([grid.tabIndex, ...[...grid.querySelectorAll('a')].map(({ tabIndex }) => tabIndex)]).toEqual([0, -1, -1, -1]);
  const active = (): string => textOf(document.getElementById(grid.getAttribute('aria-activedescendant') ?? ''));
  await press('ArrowDown', grid);
  await press('ArrowDown', grid);
  expect(active()).toContain('a2');
  await publish(started('a4'));
  expect([active(), paused()]).toEqual([expect.stringContaining('a2'), expect.stringContaining('1 event waits')]);
  await press('End', grid);
  expect(active()).toContain('a1');
  await press('p');
  expect([runs()[0], active()]).toEqual(['Started sync app-01 a4', '']);
  await press('ArrowDown', grid);
  await press('Enter', grid);
  expect(url()).toBe('/runs/a4');
});

it('stays on the row that keys have gone to where others come in the same moment, and on the next where it goes', async () => {
  const fixture = TestBed.createComponent(FeedList);
  const entries = ['a3', 'a2', 'a1'].map((jobId) => server.stream.event(started(jobId)));
  fixture.componentRef.setInput('entries', entries);
  fixture.componentRef.setInput('serverName', () => 'app-01');
  fixture.componentRef.setInput('startOf', () => undefined);
  document.body.append(fixture.nativeElement as Node);
  const grid = (fixture.nativeElement as Element).querySelector('[role=grid]') as HTMLElement;
  const active = (): string => textOf(grid.querySelector('.active .run'));
  const show = async (shown: typeof entries): Promise<void> => {
    fixture.componentRef.setInput('entries', shown);
    await server.stream.frame();
    await fixture.whenStable();
  };
  const down = () => grid.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }));
  await show(entries);
  down();
  down();
  await show([server.stream.event(started('a4')), ...entries]);
  expect(active()).toBe('a2');
  await show(entries.filter((entry) => entry !== entries[1]));
  down();
  await show(entries);
  expect(active()).toBe('a1');
});

it('says what was left out beyond the room for waiting events, and marks the place', async () => {
  await open();
  await press('p');
  for (let batch = 0; batch < 11; batch++) {
    for (let index = 0; index < 1_000; index++) server.stream.event(started(`r${batch}-${index}`));
  }
  await publish(progress('r10-1'), progress('r10-1'));
  // So many are shown twice a second.
  while (!paused().includes('oldest 1,001')) await settle();
  expect(paused()).toContain('10,000 events wait');
  expect(paused()).toMatch(/Buffer full, oldest 1,001 left out\.$/);
  await press('p');
  await TestBed.inject(Router).navigateByUrl('/feed?q=nothing');
  await settle();
  expect(rows()).toEqual(['1,001 events were left out: there was no room for more.']);
});

it('marks where events were missed', async () => {
  await open();
  await publish(started('a1'));
  server.stream.connection({ status: 'reconnecting' });
  server.stream.hello({ gap: 'evicted', missed: 4_210 });
  await publish(started('a2'));
  expect(rows()).toEqual([
    '12:13:20.000 Started sync app-01 a2',
    '4,210 events were missed.',
    '12:13:20.000 Started sync app-01 a1',
  ]);
});

it('shows what comes even where older events could not be loaded, and loads them when asked', async () => {
  server.problems.set('/api/jobs/events', { status: 502, detail: 'The job server does not answer.' });
  server.history = [];
  await open();
  await publish(started('a1'));
  expect(textOf(page().querySelector('[role=alert]'))).toBe(
    'Older events could not be loaded. The job server does not answer. Try again',
  );
  expect(runs()).toEqual(['Started sync app-01 a1']);
  server.problems.clear();
  await click('Try again');
  expect([page().querySelector('[role=alert]'), runs()]).toEqual([null, ['Started sync app-01 a1']]);
});

it('shows nothing twice that waited while older events were loaded with it', async () => {
  server.problems.set('/api/jobs/events', { status: 502, detail: 'The job server does not answer.' });
  await open();
  await click('Pause');
  server.history = [server.stream.event(started('a1'))];
  await settle();
  expect(paused()).toContain('1 event waits');
  server.problems.clear();
  server.stream.connection({ status: 'reconnecting' });
  server.stream.hello();
  await settle();
  await publish(started('a2'));
  expect(paused()).toContain('1 event waits');
  await click('Resume');
  expect(runs()).toEqual(['Started sync app-01 a2', 'Started sync app-01 a1']);
});

it('says up to when it is true while it is not live', async () => {
  await open();
  await publish(started('a1'));
  server.stream.connection({ status: 'offline', lastHeardAt: Date.parse('2026-03-01T14:22:08Z') });
  await settle();
  expect(textOf(page().querySelector('.state'))).toBe('As of 14:22:08: not live.');
});

it('goes to the filter by /', async () => {
  await open();
  await press('/');
  expect(document.activeElement).toBe(page().querySelector('input[type=search]'));
});
