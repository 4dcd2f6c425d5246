import { OpenRunsPage } from './testing/open-runs-page';
import { aRun, manyRuns } from './testing/runs';

afterEach(() => OpenRunsPage.close());

const active = ({ find }: OpenRunsPage): string | null => find('[role=grid]').getAttribute('aria-activedescendant');

it('draws only the rows that are seen, and says how many there are', async () => {
  const opened = await OpenRunsPage.open(manyRuns(10_000));
  expect(opened.rows().length).toBeGreaterThanOrEqual(20);
  expect(opened.rows().length).toBeLessThan(60);
  expect(opened.find('[role=grid]').getAttribute('aria-rowcount')).toBe('10001');
  expect(opened.all('app-runs-row')[1]?.getAttribute('aria-rowindex')).toBe('3');
});

it('shows what a run is and what came of it', async () => {
  const opened = await OpenRunsPage.open([aRun('a1', 0, { by: { kind: 'schedule' }, result: { files: 3 } })]);
  expect(opened.text('#run-a1')).toMatch(/^Done db-backup app-01 a1 [\d:]+ 9 s 3 files schedule$/);
});

it('asks for the next page near the end', async () => {
  const opened = await OpenRunsPage.open(manyRuns(250));
  const grid = opened.find('[role=grid]');
  Object.defineProperty(grid, 'scrollHeight', { configurable: true, value: 3_633 });
  grid.scrollTop = 2_800;
  grid.dispatchEvent(new Event('scroll'));
  await opened.settle();
  expect(opened.server.asked.filter((url) => url === '/api/runs').length).toBeGreaterThanOrEqual(2);
  expect(opened.fixture.componentInstance['list'].rows()).toHaveLength(200);
});

it('is one tab stop, with arrows inside, and Enter opens', async () => {
  const opened = await OpenRunsPage.open(manyRuns(50));
  const went = jest.spyOn(opened.router, 'navigate').mockResolvedValue(true);
  await opened.press('[role=grid]', 'ArrowDown');
  await opened.press('[role=grid]', 'ArrowDown');
  expect(active(opened)).toBe('run-r1');
  await opened.press('[role=grid]', 'End');
  expect(active(opened)).toBe('run-r49');
  await opened.press('[role=grid]', 'Home');
  await opened.press('[role=grid]', 'Enter');
  expect(went).toHaveBeenCalledWith(['/runs', 'r0']);
  expect(opened.all('[role=row] [tabindex="0"]')).toEqual([]);
});

it('selects with Space, with Shift and arrows, and by Shift-click', async () => {
  const opened = await OpenRunsPage.open(manyRuns(50));
  await opened.press('[role=grid]', 'ArrowDown');
  await opened.press('[role=grid]', ' ');
  await opened.press('[role=grid]', 'ArrowDown', { shiftKey: true });
  expect(opened.text('app-selection-bar .count')).toBe('2 selected');
  opened.find('#run-r5').dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: true, cancelable: true }));
  await opened.settle();
  expect(opened.all('[aria-selected=true]').map(({ id }) => id)).toEqual(
    [0, 1, 2, 3, 4, 5].map((number) => `run-r${number}`),
  );
  await opened.press('[role=grid]', 'Escape');
  expect(opened.all('[aria-selected=true]')).toEqual([]);
});

it('opens a run that is pressed, not one whose box is ticked', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  const went = jest.spyOn(opened.router, 'navigate').mockResolvedValue(true);
  opened.find('#run-r1 .tick').click();
  await opened.settle();
  expect([went.mock.calls.length, opened.text('app-selection-bar .count')]).toEqual([0, '1 selected']);
  opened.find('#run-r2 .result').click();
  expect(went).toHaveBeenCalledWith(['/runs', 'r2']);
});

it('has a menu with what can be done, and why something cannot', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  await opened.press('[role=grid]', 'ArrowDown');
  await opened.press('[role=grid]', '.');
  expect(opened.all('[mat-menu-item]').map(({ textContent }) => textContent?.trim())).toEqual([
    'Open',
    'Retry',
    'Cancel',
    'Copy run id',
    "Show this job's runs",
  ]);
  expect(opened.all('[mat-menu-item]')[2]?.title).toBe('It has ended.');
  await opened.click("Show this job's runs");
  expect(opened.router.url).toBe('/?q=job:db-backup');
});
