import { TestKey } from '@angular/cdk/testing';
import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { Component, signal } from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { By } from '@angular/platform-browser';
import { aRun, FakeJobEventsConnection, provideFakeJobEvents, RunsTableHarness } from '@jobwire/angular/testing';
import type { RunsOrder } from '@jobwire/angular';
import type { JobRun } from '@jobwire/events';
import { RunAction } from './run-action';
import { RUN_COLUMNS, type RunColumn } from './run-columns';
import type { RunRow } from './run-row';
import { RunSelection } from './run-selection';
import { RunsTable, type RunOpening } from './runs-table';

@Component({
  imports: [RunAction, RunsTable],
  template: `
    <jw-runs-table
      [runs]="runs()"
      [columns]="columns()"
      [selection]="selection()"
      [total]="total()"
      [loading]="loading()"
      [linkOf]="linkOf()"
      [rowHeight]="rowHeight()"
      [selecting]="selecting()"
      [sortable]="sortable()"
      [order]="order()"
      (ordered)="order.set($event)"
      timeZone="UTC"
      (opened)="open($event)"
      (endNear)="asked.push('more')"
      (allSelected)="asked.push('all')"
    >
      @if (hasAction()) {
        <ng-template jwRunAction let-run>
          <button type="button" (click)="asked.push('menu of ' + run.jobId)">Menu</button>
        </ng-template>
      }
      <p class="end">End of the list.</p>
    </jw-runs-table>
  `,
})
class Host {
  readonly runs = signal<readonly JobRun[] | readonly RunRow[]>([]);
  readonly columns = signal<readonly RunColumn[]>(RUN_COLUMNS);
  readonly selection = signal<RunSelection | undefined>(undefined);
  readonly total = signal<number | undefined>(undefined);
  readonly loading = signal(false);
  readonly selecting = signal(false);
  readonly sortable = signal(false);
  readonly order = signal<RunsOrder>('newest');
  readonly linkOf = signal<((run: JobRun) => string) | undefined>(undefined);
  readonly rowHeight = signal(36);
  readonly hasAction = signal(false);
  readonly asked: string[] = [];
  readonly opened: string[] = [];

  open({ run, event }: RunOpening): void {
    event.preventDefault();
    this.opened.push(run.jobId);
  }
}

let fixture: ComponentFixture<Host>;
let host: Host;
let fake: FakeJobEventsConnection;
let table: RunsTableHarness;

beforeEach(async () => {
  // A window of 20 rows.
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, value: 753 });
  TestBed.configureTestingModule({ providers: [provideFakeJobEvents()] });
  fake = TestBed.inject(FakeJobEventsConnection);
  fixture = TestBed.createComponent(Host);
  host = fixture.componentInstance;
  table = await TestbedHarnessEnvironment.loader(fixture).getHarness(RunsTableHarness);
});
afterEach(() => Reflect.deleteProperty(HTMLElement.prototype, 'clientHeight'));

const page = (): HTMLElement => fixture.nativeElement as HTMLElement;
const scroller = (): HTMLElement => page().querySelector('.scroller') as HTMLElement;
const grid = (): HTMLElement => page().querySelector('[role=grid]') as HTMLElement;

/** The newest first. */
function manyRuns(count: number): readonly JobRun[] {
  return Array.from({ length: count }, (_, index) => aRun(`r${index}`, index));
}

/** Rows are drawn with the next frame. */
async function show(runs: readonly JobRun[] | readonly RunRow[]): Promise<void> {
  host.runs.set(runs);
  await fixture.whenStable();
  await fake.frame();
  await fake.frame();
  await fixture.whenStable();
}

async function selected(): Promise<string[]> {
  return Promise.all((await table.getRows({ selected: true })).map((row) => row.getJobId()));
}

it('draws only the rows that are seen, and says how many there are', async () => {
  await show(manyRuns(10_000));
  const rows = await table.getRows();
  expect(rows.length).toBeGreaterThanOrEqual(20);
  expect(rows.length).toBeLessThan(60);
  expect(await table.getTotal()).toBe(10_000);
  expect(page().querySelectorAll('jw-runs-row')[1]?.getAttribute('aria-rowindex')).toBe('3');
  host.total.set(25_000);
  expect(await table.getTotal()).toBe(25_000);
});

it('shows what a run is and what came of it', async () => {
  await show([aRun('a1', 0, { by: { kind: 'schedule' }, result: { files: 3 } })]);
  const row = await table.getRow('a1');
  expect(await Promise.all(RUN_COLUMNS.map((column) => row.getText(column)))).toEqual([
    'Done',
    'db-backup',
    'server 1',
    'a1',
    expect.stringMatching(/^1 Mar (14:20|2026)$/),
    '9 s',
    '3 files',
    'schedule',
  ]);
});

it('has the columns that are asked for', async () => {
  host.columns.set(['state', 'job']);
  await show(manyRuns(3));
  expect(await table.getColumns()).toEqual(['State', 'Job']);
  expect(await (await table.getRow('r1')).getText('server')).toBeNull();
});

it('is sorted by the heads of its columns, where that is wanted, and says how it is', async () => {
  await show(manyRuns(3));
  expect(await table.getOrder()).toBe('Started UTC descending');
  await expect(table.sortBy('Duration')).rejects.toThrow('There is no column "Duration" to sort by.');
  host.sortable.set(true);
  const orders: unknown[] = [];
  for (const column of ['Duration', 'Duration', 'Duration', 'Started UTC', 'Started UTC']) {
    await table.sortBy(column);
    orders.push([host.order(), await table.getOrder()]);
  }
  expect(orders).toEqual([
    ['longest', 'Duration descending'],
    ['shortest', 'Duration ascending'],
    ['longest', 'Duration descending'],
    ['newest', 'Started UTC descending'],
    ['newest', 'Started UTC descending'],
  ]);
});

it('draws anew what has changed of a run, in the same row', async () => {
  const { finishedAt: _, durationMs: __, ...running } = aRun('r1', 1, { state: 'running' });
  await show([aRun('r0'), running]);
  const element = page().querySelector('[data-run=r1]');
  await show([aRun('r0'), aRun('r1', 1, { state: 'failed', error: 'ENOSPC' })]);
  expect(await (await table.getRow('r1')).getText('result')).toBe('ENOSPC');
  expect(page().querySelector('[data-run=r1]')).toBe(element);
});

it('greys a row that is not what is listed any more', async () => {
  const isMatching = signal(true);
  await show([{ jobId: 'r0', run: signal(aRun('r0')), isMatching }]);
  const row = await table.getRow('r0');
  expect(await row.isMatching()).toBe(true);
  isMatching.set(false);
  expect(await row.isMatching()).toBe(false);
});

it('is one tab stop, with arrows inside, and Enter opens', async () => {
  await show(manyRuns(50));
  await table.press(TestKey.DOWN_ARROW, TestKey.DOWN_ARROW);
  expect(await (await table.getRow('r1')).isActive()).toBe(true);
  expect(grid().getAttribute('aria-activedescendant')).toBe(page().querySelector('[data-run=r1]')?.id);
  await table.press(TestKey.END);
  expect(grid().getAttribute('aria-activedescendant')).toMatch(/-r49$/);
  await table.press(TestKey.HOME, TestKey.ENTER);
  expect(host.opened).toEqual(['r0']);
  expect(page().querySelectorAll('[role=row] :is(a, button, input, [tabindex="0"]):not([tabindex="-1"])')).toHaveLength(
    0,
  );
});

it('scrolls to a row by its height', async () => {
  host.rowHeight.set(44);
  await show(manyRuns(100));
  await table.press(TestKey.END);
  expect(scroller().scrollTop).toBe(99 * 44 - (753 - 33 - 44));
});

it('goes to a run that it has, with the focus, and to none that it has not', async () => {
  await show(manyRuns(100));
  const component = fixture.debugElement.query(By.directive(RunsTable)).componentInstance as RunsTable;
  component.goTo('gone');
  expect([document.activeElement, component.activeRow()]).toEqual([document.body, undefined]);
  component.goTo('r80');
  expect([document.activeElement?.role, component.activeRow()?.jobId]).toEqual(['grid', 'r80']);
  expect(scroller().scrollTop).toBe(80 * 36 - (753 - 33 - 36));
});

it('scrolls a row above what lies over the lower edge', async () => {
  scroller().style.setProperty('scroll-padding-bottom', '70px');
  await show(manyRuns(100));
  await table.press(TestKey.END);
  expect(scroller().scrollTop).toBe(99 * 36 - (753 - 33 - 36 - 70));
});

it('selects with Space, with Shift and arrows, and by Shift-click', async () => {
  host.selection.set(new RunSelection());
  await show(manyRuns(50));
  await table.press(TestKey.DOWN_ARROW, ' ');
  expect(await selected()).toEqual(['r0']);
  await table.press({ shift: true }, TestKey.DOWN_ARROW);
  expect(await selected()).toEqual(['r0', 'r1']);
  const to = page().querySelector('[data-run=r5]');
  to?.dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true, cancelable: true }));
  expect(await selected()).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5']);
  await table.press(TestKey.ESCAPE);
  expect(await selected()).toEqual([]);
});

it('selects all rows that are loaded by the box, and asks for all by key', async () => {
  host.selection.set(new RunSelection());
  await show(manyRuns(5));
  await table.tickAll();
  expect(host.selection()?.count()).toBe(5);
  await table.tickAll();
  expect(host.selection()?.count()).toBe(0);
  await table.press({ control: true }, 'a');
  expect(host.asked).toEqual(['all']);
});

it('keeps what is selected, as it is now, when it leaves the list', async () => {
  const selection = new RunSelection();
  host.selection.set(selection);
  await show(manyRuns(3));
  await (await table.getRow('r1')).tick();
  await show(manyRuns(3).map((run) => ({ ...run, jobName: 'sync' })));
  await show([aRun('r0')]);
  expect(selection.runs().map(({ jobId, jobName }) => [jobId, jobName])).toEqual([['r1', 'sync']]);
});

it('opens a run that is pressed, not one whose box is ticked', async () => {
  host.selection.set(new RunSelection());
  await show(manyRuns(5));
  await (await table.getRow('r1')).tick();
  expect([host.opened, await selected()]).toEqual([[], ['r1']]);
  await (await table.getRow('r2')).press();
  expect(host.opened).toEqual(['r2']);
});

it('has no boxes and selects nothing where nothing can be selected', async () => {
  await show(manyRuns(5));
  await table.press(TestKey.DOWN_ARROW, ' ');
  await table.press({ shift: true }, TestKey.DOWN_ARROW);
  expect(page().querySelectorAll('.tick, [aria-selected]')).toHaveLength(0);
  expect(grid().hasAttribute('aria-multiselectable')).toBe(false);
});

it('leads by links where the host has some, and opens once however it is pressed', async () => {
  host.linkOf.set(({ jobId }) => `/runs/${jobId}`);
  await show(manyRuns(5));
  expect(await (await table.getRow('r3')).getLink()).toBe('/runs/r3');
  await (await table.getRow('r3')).press();
  page().querySelector<HTMLElement>('[data-run=r4] .name')?.click();
  await table.press(TestKey.HOME, TestKey.ENTER);
  expect(host.opened).toEqual(['r3', 'r4', 'r0']);
});

it('has an action in each row, which the key for menus presses', async () => {
  host.hasAction.set(true);
  await show(manyRuns(5));
  expect((await table.getColumns()).at(-1)).toBe('Actions');
  await table.press(TestKey.DOWN_ARROW, '.');
  await (await table.getRow('r2')).pressAction();
  expect(host.asked).toEqual(['menu of r0', 'menu of r2']);
  expect(host.opened).toEqual([]);
});

it('says that its end is near', async () => {
  await show(manyRuns(250));
  Object.defineProperty(scroller(), 'scrollHeight', { configurable: true, value: 9_033 });
  scroller().scrollTop = 4_000;
  scroller().dispatchEvent(new Event('scroll'));
  expect(host.asked).toEqual([]);
  scroller().scrollTop = 7_500;
  scroller().dispatchEvent(new Event('scroll'));
  expect(host.asked).toEqual(['more']);
});

it('shows shapes while the first runs are on their way, and what the host puts below', async () => {
  host.loading.set(true);
  expect(await table.isLoading()).toBe(true);
  expect(page().querySelector('.end')?.textContent).toBe('End of the list.');
  await show(manyRuns(3));
  expect(await table.isLoading()).toBe(false);
});

describe('in a place with little room', () => {
  let resize: (width: number) => void;

  beforeEach(() => {
    Object.assign(globalThis, {
      ResizeObserver: class {
        constructor(changed: (entries: readonly { readonly contentRect: { readonly width: number } }[]) => void) {
          resize = (width) => changed([{ contentRect: { width } }]);
        }
        observe(): void {}
        disconnect(): void {}
      },
    });
    fixture.destroy();
    fixture = TestBed.createComponent(Host);
    host = fixture.componentInstance;
  });
  afterEach(() => Reflect.deleteProperty(globalThis, 'ResizeObserver'));

  async function showIn(width: number, runs: readonly JobRun[]): Promise<void> {
    table = await TestbedHarnessEnvironment.loader(fixture).getHarness(RunsTableHarness);
    resize(width);
    await show(runs);
  }

  it('leaves columns out that matter less', async () => {
    await showIn(1_099, manyRuns(3));
    expect(await table.getColumns()).toEqual([
      'State',
      'Job',
      'Server',
      'Started UTC',
      'Duration',
      'Progress or result',
    ]);
  });

  it('has columns that fit, closer together', async () => {
    host.selection.set(new RunSelection());
    host.hasAction.set(true);
    await showIn(600, manyRuns(3));
    const least = [
      ...scroller()
        .style.getPropertyValue('--_tracks')
        .matchAll(/(\d+)px/g),
    ].map(([, px]) => Number(px));
    expect(least.reduce((sum, px) => sum + px, 0)).toBeLessThanOrEqual(598);
  });

  it('shows items of two lines, each with what a run is or what came of it', async () => {
    const { finishedAt: _, durationMs: __, ...going } = aRun('r0', 0, { state: 'running' });
    await showIn(360, [
      { ...going, cancelRequested: true, progress: { percent: 7.9 } },
      aRun('r1', 1, { result: { files: 3 } }),
      aRun('r2', 2),
      aRun('r3', 3, { state: 'failed', error: 'ENOSPC' }),
      aRun('r4', 4, { state: 'cancelled', cancelledBy: { kind: 'person', name: 'Mira K.' } }),
    ]);
    const said = [...page().querySelectorAll('.what')].map((what) => {
      what.querySelector('.hidden')?.remove();
      return what.textContent?.replace(/\s+/g, ' ').trim();
    });
    expect(said).toEqual(['Cancelling 7 %', '3 files', 'Done', 'ENOSPC', 'Cancelled by Mira K.']);
    expect(page().querySelector('.when')?.textContent).toMatch(/^1 Mar (14:20|2026)$/);
    expect(await table.getColumns()).toEqual([]);
    expect([await table.getTotal(), grid().getAttribute('aria-rowcount')]).toEqual([5, '5']);
    expect(page().querySelector('jw-runs-row')?.getAttribute('aria-rowindex')).toBe('1');
  });

  it('has boxes, and a press that ticks, while one selects', async () => {
    const selection = new RunSelection();
    host.selection.set(selection);
    host.linkOf.set(({ jobId }) => `/runs/${jobId}`);
    await showIn(360, manyRuns(3));
    const row = await table.getRow('r1');
    await row.press();
    expect([host.opened, page().querySelector('.tick')]).toEqual([['r1'], null]);

    host.selecting.set(true);
    await fixture.whenStable();
    await row.press();
    await (await table.getRow('r2')).tick();
    expect(selection.runs().map(({ jobId }) => jobId)).toEqual(['r1', 'r2']);
    page().querySelector<HTMLElement>('[data-run=r0] .name')?.click();
    expect([selection.count(), host.opened]).toEqual([3, ['r1']]);
  });
});

it.each([
  ['the page is not live', { status: 'offline' }],
  ['only the job server is away', { status: 'live', sourceLostSince: '2026-03-01T14:22:08Z' }],
] as const)('is grey while %s', async (_, connection) => {
  await show([aRun('r0')]);
  fake.hello();
  fake.connection(connection);
  await fake.frame();
  await fixture.whenStable();
  expect(scroller().classList).toContain('not-live');
});
