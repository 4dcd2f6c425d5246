import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { provideRouter, Router, withComponentInputBinding } from '@angular/router';
import { App } from './app';
import { routes } from './app.routes';
import { answerFrom, manyRuns } from './runs/testing/runs';
import { LiveRegion } from './shell/live-region';
import { aStatus, FakeServer, provideFakeServer, textOf } from './testing/fake-server';

let server: FakeServer;
let fixture: ComponentFixture<App>;

beforeEach(async () => {
  Object.assign(globalThis, {
    EventSource: class extends EventTarget {
      close(): void {}
    },
  });
  TestBed.configureTestingModule({
    providers: [...provideFakeServer(), provideRouter(routes, withComponentInputBinding())],
  });
  server = new FakeServer().add(1, 'app-01', [aStatus('scan')]);
  fixture = TestBed.createComponent(App);
  await TestBed.inject(Router).navigateByUrl('/');
  await server.open();
});
afterEach(() => Reflect.deleteProperty(globalThis, 'EventSource'));

const page = (): Element => fixture.nativeElement as Element;
const main = (): Element | null => page().querySelector('main');

it('opens on the overview', () => {
  expect(textOf(main())).toContain('app-01');
  expect(page().querySelector('nav a')?.getAttribute('aria-current')).toBe('page');
});

it('opens the page of a run by its address, and the overview for an address that leads nowhere', async () => {
  server.runs.set('a1', { jobId: 'a1', jobName: 'scan', serverId: 1, state: 'running', anomalies: 0, events: [] });
  await TestBed.inject(Router).navigateByUrl('/runs/a1');
  await server.settle();
  expect(textOf(main()?.querySelector('h1'))).toBe('scan on app-01');
  await TestBed.inject(Router).navigateByUrl('/nowhere');
  expect(TestBed.inject(Router).url).toBe('/');
});

it('leads keyboards past the bar', () => {
  const link = page().querySelector<HTMLAnchorElement>('a.skip');
  document.body.append(page());
  link?.click();
  expect(document.activeElement).toBe(main());
});

it('gives the focus to the content where it has gone with the page before, and leaves it where it is otherwise', async () => {
  document.body.append(page());
  const go = async (url: string): Promise<void> => {
    await TestBed.inject(Router).navigateByUrl(url);
    await server.settle();
  };
  expect(document.activeElement).toBe(document.body);
  main()?.querySelector<HTMLElement>('a, button')?.focus();
  await go('/anomalies');
  expect(document.activeElement).toBe(main());
  const link = page().querySelector<HTMLElement>('nav a');
  link?.focus();
  await go('/feed');
  expect(document.activeElement).toBe(link);
});

describe('who comes back from the page of a run to the list', () => {
  const go = async (url: string): Promise<void> => {
    await TestBed.inject(Router).navigateByUrl(url);
    await server.settle();
  };
  const focused = () =>
    document.activeElement?.getAttribute('aria-activedescendant') ?? document.activeElement?.tagName;

  beforeEach(async () => {
    document.body.append(page());
    server.runPage = answerFrom(() => manyRuns(60));
    for (const run of manyRuns(3)) server.runs.set(run.jobId, { ...run, events: [] });
    await go('/runs');
    await go('/runs/r2');
    expect(focused()).toBe('MAIN');
  });

  it('goes on at the row of the run', async () => {
    await go('/runs');
    expect(focused()).toMatch(/-r2$/);
  });

  it('begins at the content where the list has no such row', async () => {
    await go('/runs?q=state:failed');
    expect(focused()).toBe('MAIN');
  });

  it('stays where the focus is', async () => {
    page().querySelector<HTMLElement>('nav a[href="/runs"]')?.focus();
    await go('/runs');
    expect(focused()).toBe('A');
  });
});

it('turns grey while it is not live', async () => {
  expect(main()?.classList).not.toContain('not-live');
  server.stream.connection({ status: 'offline' });
  await server.settle();
  expect(main()?.classList).toContain('not-live');
  expect(textOf(page().querySelector('app-connection-bar'))).toContain('You are offline.');
});

it('turns grey while only the job server is away, and says up to when it is true', async () => {
  const since = new Date(Date.now() - 14_000);
  server.stream.connection({ status: 'live', sourceLostSince: since.toISOString() });
  await server.settle();
  expect(main()?.classList).toContain('not-live');
  expect(textOf(main()?.querySelector('app-as-of'))).toBe(`as of ${since.toTimeString().slice(0, 8)}`);
  server.stream.connection({ status: 'live' });
  await server.settle();
  expect([main()?.classList.contains('not-live'), textOf(main()?.querySelector('app-as-of'))]).toEqual([false, '']);
});

it('opens one stream, and reads failures out wherever one is', () => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  const announced = jest.spyOn(TestBed.inject(LiveRegion), 'announce');
  server.stream.event({ type: 'failed', jobName: 'scan', serverId: 1, jobId: 'a1', error: 'no' });
  jest.advanceTimersByTime(5_000);
  jest.useRealTimers();
  expect(announced).toHaveBeenCalledWith('Failed: scan on app-01', 'polite');
  expect(server.stream.openStreams).toBe(1);
});
