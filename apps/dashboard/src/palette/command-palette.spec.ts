import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { AppKeys } from '../keys/app-keys';
import { Undoable } from '../runs/undoable';
import { aJob, aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';

let server: FakeServer;

// The DOM of a test has no layout to scroll.
Element.prototype.scrollIntoView = () => undefined;

beforeEach(async () => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
  server.catalog = [aJob('db-backup')];
  server
    .add(1, 'db-01', [aStatus('db-backup', { state: 'failed', jobId: 't3v6b8rq-1', lastError: 'no' })])
    .add(2, 'app-01', [aStatus('scan')], { publishesOnly: true });
  TestBed.inject(AppKeys);
  const opened = firstValueFrom(TestBed.inject(MatDialog).afterOpened);
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, cancelable: true }));
  await opened;
  await server.open();
});
afterEach(() => localStorage.clear());

const field = () => document.querySelector('[role=combobox]') as HTMLInputElement;
const options = (): string[] =>
  [...document.querySelectorAll('[role=option] .title')].map((title) => title.textContent ?? '');
const active = (): string => document.querySelector('[role=option][aria-selected=true] .title')?.textContent ?? '';

async function type(text: string): Promise<void> {
  field().value = text;
  field().dispatchEvent(new Event('input'));
  await server.settle();
}

async function press(key: string): Promise<void> {
  field().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  await server.settle();
}

it('opens by Ctrl+K, and finds pages, jobs to run, servers and runs', async () => {
  await type('backup');
  expect(options()).toEqual([
    'Run db-backup on db-01 …',
    'Retry the last failed db-backup',
    'db-backup on db-01',
    'Search runs for “backup”',
  ]);
  await type('#app');
  expect(options()).toEqual(['app-01']);
});

it('says how a run is, and since when or how long still', async () => {
  const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000 - 1_000).toISOString();
  const run = { jobName: 'db-backup', serverId: 1 } as const;
  const failed = { ...run, jobId: 'e1r7t3yu-9' };
  await server.publish(
    { type: 'started', ...failed, timestamp: minutesAgo(5) },
    { type: 'failed', ...failed, error: 'no', timestamp: minutesAgo(4) },
  );
  await type('@backup');
  const shown = (part: string): string => textOf(document.querySelector(`[role=option] ${part}`));
  expect([shown('.detail'), shown('.end')]).toEqual(['Failed, 4 m ago', 'e1r7t3yu']);
  await server.publish({ type: 'started', ...run, jobId: 'n7', timestamp: minutesAgo(2) });
  await server.publish({ type: 'progress', ...run, jobId: 'n7', progress: { percent: 25 } });
  expect(shown('.detail')).toBe('Running 25\u00a0%, 6 m left');
});

it('moves in its list by the arrow keys, round its ends, and says where it is', async () => {
  await type('db');
  const first = active();
  await press('ArrowUp');
  expect(active()).toContain('Search runs for');
  await press('ArrowDown');
  expect(active()).toBe(first);
  expect(document.getElementById(field().getAttribute('aria-activedescendant') ?? '')?.textContent).toContain('db-01');
});

it('goes where its entry leads with Enter, and closes', async () => {
  const navigate = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
  const [dialog] = TestBed.inject(MatDialog).openDialogs;
  const closed = dialog && lastValueFrom(dialog.afterClosed());
  await type('@backup');
  await press('Enter');
  expect(String(navigate.mock.calls[0]?.[0])).toBe('/runs/t3v6b8rq-1');
  await closed;
});

it('starts what failed last again, which can be undone for a while', async () => {
  await type('retry');
  expect([options()[0], textOf(document.querySelector('[role=option] .detail'))]).toEqual([
    'Retry the last failed db-backup',
    't3v6b8rq-1 on db-01',
  ]);
  await press('Enter');
  expect(textOf(document.querySelector('app-undo-notice'))).toContain('Retrying 1 run');
  TestBed.inject(Undoable).sendNow();
  await server.settle();
  server.http.expectOne({ method: 'POST', url: '/api/runs/t3v6b8rq-1/retry' });
});

it('opens a saved view of the runs', async () => {
  const navigate = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
  await type('failed today');
  expect(options()[0]).toBe('Open view “Failed today”');
  await press('Enter');
  expect(String(navigate.mock.calls[0]?.[0])).toBe('/runs?q=state:failed&span=today&view=failed-today');
});

it('searches the whole history for what was typed', async () => {
  const navigate = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
  await type('no space');
  expect(options()).toEqual(['Search runs for “no space”']);
  await press('Enter');
  expect(String(navigate.mock.calls[0]?.[0])).toBe('/runs?q=%22no%20space%22');
});

it('says so where nothing fits', async () => {
  await type('> nothing');
  expect(textOf(document.querySelector('app-command-palette [role=status]'))).toBe('Nothing fits.');
});
