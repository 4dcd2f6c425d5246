import { TestBed, type ComponentFixture } from '@angular/core/testing';
import type { ServerInfo } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { aJob, aStatus, FakeServer, provideFakeServer, textOf } from '../testing/fake-server';
import { BoardCell } from './board-cell';
import { BoardCellMenus } from './board-cell-menus';

const scan = { jobName: 'disk-usage-scan', serverId: 1, jobId: 'a1' } as const;

let server: FakeServer;
let fixture: ComponentFixture<BoardCell>;

beforeEach(() => {
  TestBed.configureTestingModule({ providers: provideFakeServer() });
  server = new FakeServer();
});

async function show(status: Parameters<typeof aStatus>[1] = {}, info: Partial<ServerInfo> = {}): Promise<void> {
  server.catalog = [aJob('disk-usage-scan')];
  server.add(1, 'app-01', [aStatus('disk-usage-scan', status)], info);
  const fleet = TestBed.inject(Fleet);
  await server.open();
  const [member] = fleet.servers();
  const [job] = member?.jobs.jobs() ?? [];
  fixture = TestBed.createComponent(BoardCell);
  fixture.componentRef.setInput('server', member);
  fixture.componentRef.setInput('job', job);
  await server.settle();
}

const cell = (): Element => fixture.nativeElement as Element;
const word = (): string => textOf(cell().querySelector('.word'));
const detail = (): string => textOf(cell().querySelector('.detail'));
const button = (): string => textOf(cell().querySelector('button'));

it('shows a job that never ran, without a run to open', async () => {
  await show();
  expect([word(), cell().querySelector('a')]).toEqual(['Never run', null]);
  expect(button()).toBe('Run disk-usage-scan');
});

it('follows a run: its share, its counts, and the button that cancels it', async () => {
  await show();
  await server.publish(
    { type: 'started', ...scan },
    { type: 'progress', ...scan, progress: { current: 48_120, total: 77_400 } },
  );
  expect([word(), detail()]).toEqual(['Running 62\u00a0%', '48.1k of 77.4k']);
  expect(cell().getAttribute('data-tone')).toBe('live');
  expect(cell().querySelector('a')?.getAttribute('href')).toBe('/runs/a1');
  const wire = cell().querySelector('[role=progressbar]');
  expect(wire?.getAttribute('aria-label')).toBe('disk-usage-scan on app-01');
  expect(wire?.getAttribute('aria-valuetext')).toBe('62 percent');
  expect(button()).toBe('Cancel disk-usage-scan');
});

it('stands out where a run failed, for a moment more where it fails now', async () => {
  await show({ state: 'running', jobId: 'a1' });
  expect(cell().classList).not.toContain('just-failed');
  await server.publish({ type: 'failed', ...scan, error: 'ENOSPC: no space left' });
  expect([word(), detail(), cell().getAttribute('data-tone')]).toEqual(['Failed', 'ENOSPC: no space left', 'fail']);
  expect(cell().querySelector('.detail')?.getAttribute('title')).toBe('ENOSPC: no space left');
  expect(cell().classList).toContain('just-failed');
});

it('does not flash for a failure that was there before', async () => {
  await show({ state: 'failed', lastError: 'ENOSPC', jobId: 'a1' });
  expect(cell().classList).not.toContain('just-failed');
});

it('marks an open anomaly by a diamond beside its words', async () => {
  const anomaly = { position: '1-1', severity: 'critical', summary: 'odd', timestamp: '2026-03-01T14:00:00Z' } as const;
  await show({ lastFinishedAt: '2026-03-01T14:00:00Z', openAnomalies: [anomaly] });
  expect([word(), detail(), cell().getAttribute('data-tone')]).toEqual(['Done', '1 critical', 'warn']);
  expect(cell().querySelectorAll('[data-state=anomaly]')).toHaveLength(1);
});

it('says who cancelled a run', async () => {
  await show({ state: 'running', jobId: 'a1' });
  const by = { kind: 'person', name: 'Mira K.' } as const;
  await server.publish({ type: 'cancel_requested', ...scan, by });
  expect([word(), detail()]).toEqual(['Cancelling', 'by Mira K.']);
  await server.publish({ type: 'cancelled', ...scan });
  expect([word(), detail(), cell().querySelector('.detail')?.getAttribute('title')]).toEqual([
    'Cancelled',
    'by Mira K.',
    'by Mira K.',
  ]);
});

it('does not know how a job is on a server that is offline, and does not offer to run it', async () => {
  await show({ state: 'running', jobId: 'a1', progress: { percent: 12 } }, { online: false });
  expect([word(), detail()]).toEqual(['Unknown', 'was running 12\u00a0%']);
  expect(cell().classList).toContain('offline');
  expect(cell().querySelector('[role=progressbar]')).toBeNull();
  expect(cell().querySelector('button')?.title).toBe('app-01 is offline.');
});

it('keeps what has ended on a server that only publishes, however long ago, without a button', async () => {
  await show({ state: 'failed', lastError: 'ENOSPC', jobId: 'a1' }, { online: false, publishesOnly: true });
  expect([word(), detail()]).toEqual(['Failed', 'ENOSPC']);
  expect(cell().querySelector('button')).toBeNull();
});

it('has its menu as soon as somebody comes, with the pointer or by keyboard', async () => {
  await show({ state: 'failed', jobId: 'a1' });
  const menu = () => cell().querySelector('[aria-label="Actions of disk-usage-scan on app-01"]');
  expect(menu()).toBeNull();
  cell()
    .querySelector('a')
    ?.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
  await server.settle();
  expect(menu()).not.toBeNull();
});

describe('where its menu could not be loaded', () => {
  const menu = () => document.querySelector('[role=menu]');
  const again = () => cell().querySelector<HTMLButtonElement>('.again');
  let tries: jest.SpyInstance;

  beforeEach(async () => {
    await show({ state: 'failed', jobId: 'a1' });
    document.body.append(cell());
    tries = jest.spyOn(
      TestBed.inject(BoardCellMenus) as unknown as { importPart: () => Promise<unknown> },
      'importPart',
    );
    tries.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await fixture.componentInstance.openMenu();
    await server.settle();
    expect([menu(), again()?.title]).toEqual([null, 'The menu could not be loaded. Try again.']);
  });

  it('has a button that loads and opens it', async () => {
    again()?.click();
    await server.settle();
    expect([tries.mock.calls.length, again()]).toEqual([2, null]);
    expect(menu()).not.toBeNull();
  });

  it('loads it when somebody comes again, without opening what was asked for before', async () => {
    fixture.componentInstance.come();
    await server.settle();
    expect([cell().querySelector('app-board-cell-menu') === null, again(), menu()]).toEqual([false, null, null]);
    await fixture.componentInstance.openMenu();
    await server.settle();
    expect(menu()).not.toBeNull();
  });
});

it('has no button for a job that is not in the catalog', async () => {
  await show();
  server.catalog = [];
  server.stream.hello({ gap: 'restarted' });
  await server.settle();
  expect(cell().querySelector('button')).toBeNull();
});
