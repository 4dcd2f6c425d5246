import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { aJob, aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { RunForms } from '../trigger/run-forms';
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
afterEach(() => {
  localStorage.clear();
  document.body.replaceChildren();
});

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

describe('by keyboard', () => {
  const grid = (): HTMLElement[][] =>
    [...page().querySelectorAll('tr.row')].map((row) => [...row.querySelectorAll<HTMLElement>('td')]);
  const stops = (): Element[] => [
    ...page().querySelectorAll('[role=grid] :is([tabindex="0"], a, button):not([tabindex="-1"])'),
  ];
  const focused = (): string => {
    const cell = document.activeElement?.closest('td');
    const at = grid().flatMap((row, index) => (cell && row.includes(cell) ? `${index} ${row.indexOf(cell)}` : []));
    return [...at, cell === document.activeElement ? '' : textOf(document.activeElement)].join(' ').trim();
  };

  async function press(...keys: readonly string[]): Promise<void> {
    for (const name of keys) {
      const [key = '', ...modifiers] = name.split('+').reverse();
      const more = { ctrlKey: modifiers.includes('Ctrl'), bubbles: true, cancelable: true };
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, ...more }));
      await server.settle();
    }
  }

  beforeEach(async () => {
    document.body.append(page());
    server.catalog = [aJob('scan', { input: { type: 'object', properties: { path: { type: 'string' } } } })];
    server
      .add(1, 'app-01', [aStatus('scan'), aStatus('backup', { jobId: 'b1', lastFinishedAt: '2026-03-01T14:00:00Z' })])
      .add(2, 'app-02', [aStatus('scan')])
      .add(3, 'app-03', [aStatus('scan'), aStatus('report')]);
    await server.open();
  });

  it('is one tab stop, with arrows inside, Home and End for the row and with Ctrl for the board', async () => {
    expect(stops()).toEqual([grid()[0]?.[0]]);
    grid()[0]?.[0]?.focus();
    await press('ArrowRight', 'ArrowDown');
    expect([focused(), stops()]).toEqual(['1 1', [grid()[1]?.[1]]]);
    await press('End');
    expect(focused()).toBe('1 2');
    await press('ArrowRight', 'ArrowDown', 'ArrowDown', 'Home', 'ArrowLeft');
    expect(focused()).toBe('2 0');
    await press('Ctrl+Home');
    expect(focused()).toBe('0 0');
    await press('Ctrl+End', 'ArrowUp');
    expect(focused()).toBe('1 2');
  });

  it('opens the newest run by Enter, and runs a job that has none, as T does', async () => {
    const went = jest.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    jest.spyOn(TestBed.inject(RunForms), 'ask').mockResolvedValue(undefined);
    const pressed: string[] = [];
    page().addEventListener('click', ({ target }) => pressed.push(textOf(target as Element)));
    grid()[0]?.[1]?.focus();
    await press('Enter');
    expect(went.mock.calls.map(([url]) => String(url))).toEqual(['/runs/b1']);
    await press('ArrowLeft', 'Enter', 't');
    expect(pressed).toEqual(['Done', 'Run scan', 'Run scan']);
    await server.publish({ type: 'started', jobName: 'scan', serverId: 1, jobId: 's1' });
    await press('t', 'Enter');
    expect([pressed.length, String(went.mock.lastCall?.[0])]).toEqual([4, '/runs/s1']);
  });

  it('opens the menu of a cell by its key, and comes back to the cell', async () => {
    grid()[1]?.[0]?.focus();
    await press('.');
    await fixture.whenStable();
    await server.settle();
    const menu = document.querySelector('[role=menu]');
    expect(textOf(menu)).toContain('Run this job …');
    menu?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', keyCode: 27, bubbles: true }));
    await server.settle();
    expect(focused()).toBe('1 0');
  });

  it('leads into a cell and out of it', async () => {
    grid()[0]?.[0]?.focus();
    await server.publish({ type: 'started', jobName: 'scan', serverId: 1, jobId: 's1' });
    await press('F2');
    expect(focused()).toBe('0 0 Running');
    await press('ArrowRight');
    expect(focused()).toBe('0 0 Cancel scan');
    await press('Escape');
    expect(focused()).toBe('0 0');
    await press('F2', 'ArrowDown');
    expect(focused()).toBe('1 0');
  });

  it('keeps the focus on its cell where rows are put elsewhere, and on the next where its server is gone', async () => {
    grid()[1]?.[0]?.focus();
    await server.publish({ type: 'started', jobName: 'scan', serverId: 2, jobId: 's1' });
    expect(rows()[0]).toBe('Quiet 3');
    server.statuses.set(2, [aStatus('scan', { state: 'running', jobId: 's1' })]);
    server.add(9, 'mail-01', []);
    server.stream.hello({ gap: 'restarted' });
    await server.settle();
    expect([rows()[0], focused()]).toEqual(['Running 1', '0 0']);
    server.servers = server.servers.filter(({ serverId }) => serverId !== 2);
    server.stream.hello({ gap: 'restarted' });
    await server.settle();
    expect([rows()[0], focused()]).toEqual(['Quiet 3', '0 0']);
  });

  it('takes the focus to the next cell where that of a dialog is gone when the dialog closes', async () => {
    grid()[1]?.[0]?.focus();
    const opened = firstValueFrom(TestBed.inject(MatDialog).afterOpened);
    await press('t');
    const dialog = await opened;
    await firstValueFrom(dialog.afterOpened());
    await server.settle();
    expect(document.activeElement?.closest('.cdk-overlay-container')).not.toBeNull();
    server.servers = server.servers.filter(({ serverId }) => serverId !== 2);
    server.stream.hello({ gap: 'restarted' });
    await server.settle();
    expect([grid().length, document.activeElement?.closest('.cdk-overlay-container')]).toEqual([2, expect.anything()]);
    dialog.close();
    await lastValueFrom(dialog.afterClosed());
    await server.settle();
    expect(focused()).toBe('1 0');
  });

  it('comes to what says why jobs could not be loaded, and tries again by Enter', async () => {
    server.add(4, 'db-01', []).problems.set('/api/servers/4/jobs', { status: 403, detail: 'No.' });
    server.stream.hello({ gap: 'restarted' });
    await server.settle();
    grid()[2]?.[1]?.focus();
    await press('ArrowDown');
    expect(textOf(document.activeElement)).toBe('Jobs could not be loaded. No. Try again');
    await press('ArrowUp');
    expect(focused()).toBe('2 1');
    server.problems.clear();
    await press('ArrowDown', 'Enter');
    expect([page().querySelector('[role=alert]'), focused()]).toEqual([null, '3 1']);
  });
});
