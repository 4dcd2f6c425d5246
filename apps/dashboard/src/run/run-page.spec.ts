import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { Clipboard } from '@angular/cdk/clipboard';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import type { RunDetails, ServerInfo } from '@jobwire/events';
import { firstValueFrom } from 'rxjs';
import { MatDialog } from '@angular/material/dialog';
import { Person } from '../shell';
import { Shortcuts } from '../keys/shortcuts';
import { RunNotifications } from '../notify/run-notifications';
import { aJob, aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { RunPage } from './run-page';

const scan = { jobName: 'disk-usage-scan', serverId: 1, jobId: 'a1' } as const;
const startedAt = '2026-03-01T14:12:28Z';

let server: FakeServer;
let fixture: ComponentFixture<RunPage>;

beforeEach(() => {
  localStorage.setItem('jobwire.clock', 'utc');
  // The log has a spec of its own.
  Object.assign(globalThis, {
    EventSource: class extends EventTarget {
      close(): void {}
    },
  });
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  server.catalog = [aJob('disk-usage-scan')];
  fixture = TestBed.createComponent(RunPage);
  fixture.componentRef.setInput('jobId', 'a1');
});
afterEach(() => {
  localStorage.clear();
  Reflect.deleteProperty(globalThis, 'EventSource');
});

async function open(run: Partial<RunDetails>, info: Partial<ServerInfo> = {}): Promise<void> {
  server.add(1, 'app-01', [aStatus('disk-usage-scan')], info);
  server.runs.set('a1', { ...scan, state: 'running', startedAt, anomalies: 0, events: [], ...run });
  await server.open();
}

const page = (): Element => fixture.nativeElement as Element;
const head = (): string => textOf(page().querySelector('.titles'));
const region = (id: string): string => textOf(page().querySelector(`[aria-labelledby=${id}]`));
const button = (): HTMLButtonElement | null =>
  [...page().querySelectorAll<HTMLButtonElement>('app-run-actions button')].at(-1) ?? null;

/** A button of the actions, or of the question about them. */
const named = (name: string): HTMLButtonElement | undefined =>
  [...document.querySelectorAll<HTMLButtonElement>('app-run-actions button, [role=alertdialog] button')].find(
    (candidate) => textOf(candidate) === name,
  );
const question = (): Element | null => document.querySelector('[role=alertdialog]');

async function press(key: string): Promise<void> {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await server.settle();
}

it('shows a running run, and follows it to its result', async () => {
  await open({ input: { path: '/srv/data' } });
  expect(head()).toBe('disk-usage-scan on app-01 Running');
  expect(region('input')).toContain('path: "/srv/data"');
  await server.publish({ type: 'progress', ...scan, progress: { current: 48_120, total: 77_400 } });
  expect(head()).toBe('disk-usage-scan on app-01 Running 62\u00a0% 48,120 of 77,400');
  expect(page().querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')).toBe('62.2');
  expect(region('timeline')).toContain('62\u00a0% 48,120 of 77,400');
  expect(page().querySelector('.box')?.getAttribute('aria-label')).toContain('62\u00a0% now');

  await server.publish({ type: 'completed', ...scan, data: { files: 77_102 } });
  expect(head()).toMatch(/ Done .* ago$| Done .* just now$/);
  expect(region('result')).toContain('files: 77,102');
  expect([page().querySelector('[role=progressbar]'), textOf(button())]).toEqual([null, 'Run again']);
});

it('shows why a run failed, above everything else, and offers to retry', async () => {
  await open({ state: 'failed', finishedAt: startedAt, durationMs: 0, error: 'ENOSPC: no space left' });
  expect(head()).toMatch(/Failed 1 Mar( 2026)?, 14:12:28/);
  expect(textOf(page().querySelector('app-run-error .message'))).toBe('ENOSPC: no space left');
  expect(textOf(button())).toBe('Retry');
  expect(region('input')).toBe('Input It was given nothing.');
});

it('lists what a run has found to be strange', async () => {
  await open({});
  await server.publish({
    type: 'anomaly_detected',
    ...scan,
    data: { severity: 'high', summary: 'changed: a.txt', evidence: { path: 'a.txt' } },
  });
  expect(region('anomalies')).toBe('Anomalies 1 High changed: a.txt Evidence { "path": "a.txt" }');
});

it('asks a run to stop, once, and asks before', async () => {
  await open({});
  expect(textOf(button())).toBe('Cancel');
  button()?.click();
  await server.settle();
  const question = document.querySelector('[role=alertdialog]');
  expect(textOf(question)).toBe(
    'Cancel this run? disk-usage-scan on app-01. What it has done so far stays; it cannot be undone. Keep as is Cancel the run',
  );
  question?.querySelector<HTMLButtonElement>('.danger')?.click();
  server.http.expectOne('/api/runs/a1/cancel').flush({ jobId: 'a1', position: server.stream.position });
  await server.publish({ type: 'cancel_requested', ...scan });
  expect([textOf(button()), button()?.disabled]).toEqual(['Cancelling…', true]);
});

it('asks nothing more once the run has ended by itself', async () => {
  await open({});
  button()?.click();
  await server.settle();
  expect(textOf(question())).toContain('Cancel this run?');
  await server.publish({ type: 'completed', ...scan });
  expect(question()).toBeNull();
});

it('says who cancels or retries, where somebody has said who they are', async () => {
  TestBed.inject(Person).call('Mira K.');
  await open({});
  button()?.click();
  await server.settle();
  named('Cancel the run')?.click();
  const { request } = server.http.expectOne('/api/runs/a1/cancel');
  await server.publish({ type: 'failed', ...scan });
  button()?.click();
  expect([request.body, server.http.expectOne('/api/runs/a1/retry').request.body]).toEqual([
    { by: 'Mira K.' },
    { by: 'Mira K.' },
  ]);
});

describe('with another input', () => {
  beforeEach(() => {
    const input = { type: 'object', properties: { path: { type: 'string' } } };
    server.catalog = [aJob('disk-usage-scan', { input })];
  });

  async function edit(word: string): Promise<HTMLInputElement | null> {
    const opened = firstValueFrom(TestBed.inject(MatDialog).afterOpened);
    named(word)?.click();
    await opened;
    await server.settle();
    return document.querySelector<HTMLInputElement>('[id^=run-][id$=-path]');
  }

  it('retries a failed run: the form begins with its input, and the new run says what it repeats', async () => {
    const went = jest.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
    await open({ state: 'failed', finishedAt: startedAt, input: { path: '/backup' } });
    const path = await edit('Edit input and retry');
    expect([path?.value, textOf(document.querySelector('.from'))]).toEqual(['/backup', 'This is the input of a1.']);
    if (path) path.value = '/backup2';
    path?.dispatchEvent(new Event('input'));
    document.querySelector<HTMLElement>('app-run-dialog .notice input')?.click();
    document.querySelector<HTMLElement>('app-run-dialog button[type=submit]')?.click();
    await firstValueFrom(TestBed.inject(MatDialog).afterAllClosed);
    await server.settle();
    const retry = server.http.expectOne('/api/runs/a1/retry');
    expect(retry.request.body).toEqual({ input: { path: '/backup2' } });
    retry.flush({ jobId: 'b2', position: server.stream.position });
    await server.settle();
    expect(went).toHaveBeenCalledWith(['/runs', 'b2']);
    expect([...TestBed.inject(RunNotifications).followed()]).toEqual(['b2']);
  });

  it('runs again what is done, and nothing where the form is left', async () => {
    await open({ state: 'completed', finishedAt: startedAt, input: { path: '/srv' } });
    expect((await edit('Edit and run again'))?.value).toBe('/srv');
    expect(textOf(document.querySelector('app-run-dialog button[type=submit]'))).toBe('Run on app-01');
    TestBed.inject(MatDialog).closeAll();
    await server.settle();
    server.http.expectNone('/api/runs/a1/retry');
  });

  it('is not offered where the job takes none', async () => {
    server.catalog = [aJob('disk-usage-scan')];
    await open({ state: 'failed', finishedAt: startedAt });
    expect([named('Retry') !== undefined, named('Edit input and retry')]).toEqual([true, undefined]);
  });
});

describe('keys', () => {
  /** What has the focus first: without a layout nothing can be focused. */
  const first = (): string => textOf(document.activeElement);

  it('C and R ask first, the safe answer in focus', async () => {
    await open({});
    await press('c');
    expect([textOf(question()?.querySelector('h2')), first()]).toEqual(['Cancel this run?', 'Keep as is']);
    server.http.expectNone('/api/runs/a1/cancel');
    named('Keep as is')?.click();
    await server.publish({ type: 'failed', ...scan });
    await press('r');
    expect([textOf(question()?.querySelector('h2')), first()]).toEqual(['Retry?', 'Retry']);
    server.http.expectNone('/api/runs/a1/retry');
    question()?.querySelector<HTMLElement>('.primary')?.click();
    server.http.expectOne('/api/runs/a1/retry');
  });

  it('say why there is nothing to ask', async () => {
    const said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
    await open({});
    await press('r');
    expect([question(), said.mock.calls.at(-1)?.[0]]).toEqual([null, 'It has not ended.']);
  });

  it('do nothing where single keys are off', async () => {
    TestBed.inject(Shortcuts).turn('off');
    await open({});
    expect(page().querySelector('.keys')).toBeNull();
    await press('c');
    expect(question()).toBeNull();
  });

  it('F wants to be told of the end, Y copies the id', async () => {
    const copied = jest.spyOn(TestBed.inject(Clipboard), 'copy').mockReturnValue(true);
    await open({});
    const followed = TestBed.inject(RunNotifications).followed;
    await press('f');
    expect([...followed()]).toEqual(['a1']);
    await press('f');
    await press('y');
    expect([[...followed()], copied.mock.calls]).toEqual([[], [['a1']]]);
  });
});

it('starts a run again once, however quickly its button is pressed again', async () => {
  await open({ state: 'failed', finishedAt: startedAt, error: 'ENOSPC' });
  button()?.click();
  button()?.click();
  TestBed.tick();
  expect(button()?.getAttribute('aria-disabled')).toBe('true');
  // It throws where there are two.
  server.http.expectOne('/api/runs/a1/retry').flush({ detail: 'No.' }, { status: 503, statusText: 'no' });
  await server.settle();
  expect(button()?.getAttribute('aria-disabled')).toBeNull();
});

it('does not start the new run again by the second click of a double click, where that has failed already', async () => {
  const failed = { state: 'failed', startedAt, finishedAt: startedAt, error: 'ENOSPC' } as const;
  const clickAt = (timeStamp: number, detail = 1): void => {
    const click = new MouseEvent('click', { bubbles: true, detail });
    Object.defineProperty(click, 'timeStamp', { value: timeStamp });
    button()?.dispatchEvent(click);
  };
  jest.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
  await open(failed);
  server.runs.set('b2', { ...scan, jobId: 'b2', anomalies: 0, events: [], ...failed });
  clickAt(1_000);
  server.http.expectOne('/api/runs/a1/retry').flush({ jobId: 'b2', position: server.stream.position });
  fixture.componentRef.setInput('jobId', 'b2');
  await server.settle();
  // Of another button, or by a finger.
  clickAt(1_250);
  // Of a person, or a system, that takes more time.
  clickAt(1_900, 2);
  server.http.expectNone('/api/runs/b2/retry');
  clickAt(2_500);
  server.http.expectOne('/api/runs/b2/retry');
});

it('goes to the new run after a retry', async () => {
  const went = jest.spyOn(TestBed.inject(Router), 'navigate').mockResolvedValue(true);
  await open({ state: 'completed', finishedAt: startedAt });
  button()?.click();
  server.http.expectOne('/api/runs/a1/retry').flush({ jobId: 'b2', position: server.stream.position });
  await server.settle();
  expect(went).toHaveBeenCalledWith(['/runs', 'b2']);
});

it('says why a retry was refused', async () => {
  const said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
  await open({ state: 'completed', finishedAt: startedAt });
  button()?.click();
  server.http
    .expectOne('/api/runs/a1/retry')
    .flush({ detail: 'Already running.', jobId: 'c3' }, { status: 409, statusText: 'Conflict' });
  await server.settle();
  expect(said.mock.calls[0]?.[0]).toBe('Not started again: Already running.');
});

it('has no button for a run of a server that only publishes, nor for a job that is not in the catalog', async () => {
  await open({}, { publishesOnly: true });
  expect(button()).toBeNull();
  server.servers = server.servers.map(({ publishesOnly: _, ...info }) => info);
  server.catalog = [];
  server.stream.hello({ gap: 'restarted' });
  await server.settle();
  expect(button()).toBeNull();
});

it('waits, and says why, where the server is offline or the page is not live', async () => {
  await open({}, { online: false });
  expect([button()?.disabled, button()?.title]).toEqual([true, 'app-01 is offline.']);
  server.servers = server.servers.map((info) => ({ ...info, online: true }));
  server.stream.hello({ gap: 'evicted' });
  await server.settle();
  expect(button()?.disabled).toBe(false);
  server.stream.connection({ status: 'offline' });
  await server.settle();
  expect(button()?.title).toMatch(/^Not live/);
});

it('gives no estimate while the job server is away: it would go on with the clock', async () => {
  const now = Date.now();
  await open({ startedAt: new Date(now - 60_000).toISOString(), progress: { percent: 50 } });
  const facts = (): string => textOf(page().querySelector('.facts'));
  const wire = (): string | null | undefined => page().querySelector('.wire')?.getAttribute('aria-valuetext');
  expect(facts()).toContain('Left about 1 m');
  expect(wire()).toMatch(/^50 percent, about 1 m .* left$/);
  server.stream.connection({ status: 'live', sourceLostSince: new Date(now - 10_000).toISOString() });
  await server.settle();
  expect([facts(), wire()]).toEqual([expect.stringContaining('Running for 50 s'), '50 percent']);
  expect(facts()).not.toContain('Left');
});

it('tells of a run that its server did not end', async () => {
  const error = 'Interrupted: the server stopped while it ran';
  await open({ state: 'failed', finishedAt: startedAt, error });
  expect(head()).toMatch(/Interrupted 1 Mar( 2026)?, 14:12:28/);
  expect(page().querySelector('app-run-error')).toBeNull();
  expect(textOf(page().querySelector('.note'))).toContain(error);
});

it('says who cancelled a run', async () => {
  const by = { kind: 'person', name: 'Mira K.' } as const;
  await open({
    state: 'cancelled',
    finishedAt: startedAt,
    events: [server.stream.event({ type: 'cancelled', ...scan, by })],
  });
  expect(head()).toMatch(/ Cancelled 1 Mar( 2026)?, 14:12:28, .* ago, by Mira K\.$/);
});

it('says who cancelled a run whose events are not kept', async () => {
  await open({ state: 'cancelled', finishedAt: startedAt, cancelledBy: { kind: 'person', name: 'Ada' } });
  expect(head()).toMatch(/, by Ada$/);
});

it('says which try of how many a run was, and leads to the next one', async () => {
  server.catalog = [aJob('disk-usage-scan', { retries: { attempts: 2, backoffMs: 60_000 } })];
  await open({});
  const facts = (): string => textOf(page().querySelector('.facts'));
  await server.publish({ type: 'started', ...scan });
  expect(facts()).toContain('Try 1 of 3');
  await server.publish({ type: 'failed', ...scan, error: 'No route to host' });
  const by = { kind: 'retry', name: 'a1' } as const;
  const startsAt = new Date(Date.now() + 600_000).toISOString();
  await server.publish({ type: 'queued', ...scan, jobId: 'a2', by, attempt: 2, startsAt });
  expect(facts()).toMatch(/ Try 1 of 3 Next try a2 in (10 m 0\d|9 m \d\d) s, /);
  expect(page().querySelector('.facts a')?.getAttribute('href')).toBe('/runs/a2');
});

it('says that a run is slow, and how much', async () => {
  await open({ startedAt: new Date(Date.now() - 230_000).toISOString(), usualDurationMs: 100_000 });
  expect(head()).toMatch(/Slow$/);
  expect(textOf(page().querySelector('.facts'))).toContain('Slow: 2.3× usual');
});

it('says where else a run failed in the same way, and leads there', async () => {
  const error = 'ENOSPC: no space left';
  const asked: (string | null)[] = [];
  server.runPage = (params) => {
    asked.push(params.get('q'));
    const other = { ...scan, state: 'failed', error, anomalies: 0, startedAt } as const;
    return { items: [other, { ...other, jobId: 'b2', serverId: 7 }], cursor: null };
  };
  await open({ state: 'failed', finishedAt: startedAt, error });
  expect(asked).toContain('state:failed "ENOSPC: no space left"');
  expect(textOf(page().querySelector('app-same-error'))).toBe(
    'The same error 2 times in 24 hours: 1 on app-01, 1 on server-7. First at 14:12. Show all 2',
  );
});

it('shows the other runs of the job on its server, each a link', async () => {
  server.add(1, 'app-01', [
    aStatus('disk-usage-scan', {
      recentRuns: [
        { jobId: 'z0', state: 'failed', durationMs: 5_000 },
        { jobId: 'z1', state: 'completed', durationMs: 60_000 },
      ],
      usualDurationMs: 60_000,
    }),
  ]);
  const asked: (string | null)[] = [];
  server.runPage = (params) => {
    asked.push(params.get('q'));
    return { items: [], cursor: null, counts: { queued: 0, running: 1, completed: 80, failed: 7, cancelled: 0 } };
  };
  server.runs.set('a1', { ...scan, state: 'running', startedAt, anomalies: 0, events: [] });
  await server.open();
  const links = [...page().querySelectorAll<HTMLAnchorElement>('.bar')];
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['/runs/z0', '/runs/z1', '/runs/a1']);
  expect(links[0]?.getAttribute('aria-label')).toBe('Failed, 5 s');
  expect(region('earlier')).toContain('3 runs median 1 m 00 s, 1 failed');
  expect([textOf(page().querySelector('app-earlier-runs header a')), asked]).toEqual([
    'All 88',
    ['job:disk-usage-scan server:app-01'],
  ]);
});

it('shows shapes while a run is loaded, and says what comes', () => {
  TestBed.tick();
  expect([textOf(page().querySelector('h1')), textOf(page().querySelector('.path ~ [role=status]'))]).toEqual([
    'Run a1',
    'Loading the run…',
  ]);
  expect(page().querySelectorAll('app-loading-shapes')).toHaveLength(3);
});

it('says so where a run is not kept any more', async () => {
  server.problems.set('/api/runs/a1', { status: 404, detail: 'Nothing is known of this run.' });
  await server.open();
  expect(textOf(page().querySelector('[role=alert]'))).toBe(
    'This run is no longer kept a1 is older than what is kept, or the id is wrong. Go to Runs',
  );
});

it('says why a run could not be loaded, and loads it when asked', async () => {
  server.problems.set('/api/runs/a1', { status: 502, detail: 'The job server does not answer.' });
  await server.open();
  expect(textOf(page().querySelector('[role=alert]'))).toContain('The job server does not answer.');
  server.problems.clear();
  server.runs.set('a1', { ...scan, state: 'running', startedAt, anomalies: 0, events: [] });
  page().querySelector<HTMLButtonElement>('[role=alert] button')?.click();
  await server.settle();
  expect(head()).toContain('disk-usage-scan on server-1 Running');
});
