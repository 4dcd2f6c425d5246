import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { LiveFeed } from './live-feed';

const sync = { jobName: 'sync', serverId: 1, jobId: 's1' } as const;

let server: FakeServer;
let fixture: ComponentFixture<LiveFeed>;

beforeEach(() => {
  localStorage.setItem('jobwire.clock', 'utc');
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer().add(1, 'app-01', [aStatus('sync')]);
  fixture = TestBed.createComponent(LiveFeed);
});
afterEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
});

const page = (): Element => fixture.nativeElement as Element;
const lines = (): string[] => [...page().querySelectorAll('li')].map(textOf);

it('says that it waits for the first event', async () => {
  await server.open();
  expect(textOf(page())).toContain('Waiting for the first event The stream is open, a ping comes every 15 s.');
  server.stream.ping();
  await server.settle();
  expect(textOf(page())).toContain('the last ping came just now');
});

it('shows what happens at the top, with its time, its server and a link to its run', async () => {
  server.history = [server.stream.event({ type: 'started', ...sync })];
  await server.open();
  await server.publish({ type: 'failed', ...sync, error: 'ENOSPC' });
  // The stream of a test stamps every event with the same moment.
  expect(lines()).toEqual(['12:13:20 Failed sync: ENOSPC app-01', '12:13:20 Started sync app-01']);
  expect(page().querySelector('li a')?.getAttribute('href')).toBe('/runs/s1');
});

it('is one tab stop with arrows inside, and keeps the focus on its line while others come', async () => {
  document.body.append(page());
  await server.open();
  const run = (jobId: string) => ({ type: 'started', jobName: 'sync', serverId: 1, jobId }) as const;
  await server.publish(run('r1'), run('r2'), run('r3'));
  const links = (): HTMLElement[] => [...page().querySelectorAll<HTMLElement>('li a')];
  const focused = (): string | null | undefined => document.activeElement?.getAttribute('href');
  const press = async (key: string): Promise<void> => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await server.settle();
  };
  expect(links().map(({ tabIndex }) => tabIndex)).toEqual([0, -1, -1]);
  links()[0]?.focus();
  await press('ArrowDown');
  await server.publish(run('r4'));
  expect([focused(), links().map(({ tabIndex }) => tabIndex)]).toEqual(['/runs/r2', [-1, -1, 0, -1]]);
  await press('End');
  expect(focused()).toBe('/runs/r1');
  await server.publish(...Array.from({ length: 38 }, (_, index) => run(`s${index}`)));
  expect([links().length, focused()]).toEqual([40, '/runs/r3']);
  await press('Home');
  expect(focused()).toBe('/runs/s37');
});

it('keeps its lines while it is paused, says how many newer there are, and goes on with the newest', async () => {
  server.history = [server.stream.event({ type: 'started', ...sync })];
  await server.open();
  const head = (): string => textOf(page().querySelector('.panel-head .secondary'));
  const [pause] = page().querySelectorAll<HTMLButtonElement>('.panel-head button');
  expect([head(), pause?.title, pause?.ariaPressed]).toEqual(['progress folded, 0/s', 'Pause', 'false']);
  pause?.click();
  await server.settle();
  expect([head(), pause?.ariaPressed]).toEqual(['paused', 'true']);
  await server.publish({ type: 'failed', ...sync, error: 'ENOSPC' }, { type: 'started', ...sync, jobId: 's2' });
  expect(lines()).toEqual(['12:13:20 Started sync app-01']);
  expect(head()).toBe('paused, 2 newer');
  pause?.click();
  await server.settle();
  expect(lines()).toHaveLength(3);
  expect(head()).toMatch(/^progress folded, /);
});

it('says up to when it is true while it is not live', async () => {
  await server.open();
  server.stream.connection({ status: 'offline', lastHeardAt: Date.parse('2026-03-01T14:22:08Z') });
  await server.settle();
  expect(textOf(page().querySelector('header'))).toBe('Live feed as of 14:22:08');
});

it('says why events could not be loaded, and loads them when asked', async () => {
  server.problems.set('/api/jobs/events', { status: 502, detail: 'The job server does not answer.' });
  await server.open();
  expect(textOf(page().querySelector('[role=alert] p'))).toBe(
    'Events could not be loaded. The job server does not answer.',
  );
  server.problems.clear();
  page().querySelector<HTMLButtonElement>('[role=alert] button')?.click();
  await server.settle();
  expect(textOf(page())).toContain('Waiting for the first event');
});
