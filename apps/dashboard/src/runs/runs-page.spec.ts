import { TestBed } from '@angular/core/testing';
import { Location } from '@angular/common';
import { MatSnackBar } from '@angular/material/snack-bar';
import { By } from '@angular/platform-browser';
import { RunsTable } from '@jobwire/angular/runs';
import { AppKeys } from '../keys/app-keys';
import { OpenRunsPage } from './testing/open-runs-page';
import { aRun, manyRuns } from './testing/runs';

const sync = { jobName: 'sync', serverId: 1, jobId: 's1' } as const;
const now = (): string => new Date().toISOString();

afterEach(() => OpenRunsPage.close());

it('says how many runs there are, and shows the newest', async () => {
  const opened = await OpenRunsPage.open(manyRuns(250));
  expect(opened.text('.counts')).toMatch(/^250 runs 25 failed/);
  expect(opened.rows().slice(0, 3)).toEqual(['r0', 'r1', 'r2']);
});

it('reads its filter from the address, and Back undoes one', async () => {
  const opened = await OpenRunsPage.open(manyRuns(50), '/?q=state:failed');
  expect(opened.rows()).toEqual(['r9', 'r19', 'r29', 'r39', 'r49']);
  await opened.type('run:r19', 'Enter');
  expect([opened.router.url, opened.rows()]).toEqual(['/?q=state:failed%20run:r19', ['r19']]);
  TestBed.inject(Location).back();
  await opened.settle();
  await opened.settle();
  expect([opened.router.url, opened.rows().length]).toEqual(['/?q=state:failed', 5]);
});

it('lets new runs wait while somebody scrolls, with one button to show them', async () => {
  const opened = await OpenRunsPage.open(manyRuns(250));
  const scroller = opened.find('jw-runs-table .scroller');
  scroller.scrollTop = 500;
  scroller.dispatchEvent(new Event('scroll'));
  await opened.settle();
  await opened.server.publish({ type: 'started', ...sync, timestamp: now() });
  await opened.server.publish({ type: 'failed', ...sync, error: 'no' });
  expect(opened.text('.show')).toBe('Show 1 new 1 failed');
  opened.find('.show').click();
  await opened.settle();
  expect([scroller.scrollTop, opened.text('.new')]).toEqual([0, '']);
  expect(opened.fixture.componentInstance['list'].rows()[0]?.jobId).toBe('s1');
});

it('keeps what is selected when a dialog that is on its way is left by Esc, which then does not come', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  await opened.press('[role=grid]', 'ArrowDown');
  await opened.press('[role=grid]', ' ');
  const opening = TestBed.inject(AppKeys).openPalette();
  await opened.press('[role=grid]', 'Escape');
  await opening;
  await opened.settle();
  expect([opened.text('app-selection-bar .count'), opened.all('[role=dialog]')]).toEqual(['1 selected', []]);
  await opened.press('[role=grid]', 'Escape');
  expect(opened.all('app-selection-bar')).toEqual([]);
});

it('is sorted by duration by the head of the column, which keeps the focus, and says so in the address', async () => {
  const durations = [7_000, 90_000, 1_000, 500_000];
  const ended = durations.map((durationMs, index) => aRun(`r${index}`, index, { durationMs }));
  const { finishedAt: _, durationMs: __, ...goesOn } = aRun('goes-on', 4, { state: 'running' });
  const opened = await OpenRunsPage.open([...ended, goesOn]);
  expect(opened.rows()).toHaveLength(5);
  const head = opened.button('Duration');
  head.focus();
  head.click();
  await opened.settle();
  await opened.settle();
  expect([opened.router.url, opened.rows()]).toEqual(['/?sort=longest', ['r3', 'r1', 'r0', 'r2']]);
  expect(document.activeElement).toBe(head);
  expect(opened.text('.end')).toBe('End of the list. Runs that have not run to an end are left out.');
  head.click();
  await opened.settle();
  await opened.settle();
  expect([opened.router.url, opened.rows()]).toEqual(['/?sort=shortest', ['r2', 'r0', 'r1', 'r3']]);
  head.blur();

  // What has ended meanwhile waits for its place, wherever that is; what has only begun has none.
  await opened.server.publish({ type: 'started', ...sync, timestamp: new Date(Date.now() - 60_000).toISOString() });
  expect(opened.text('.new')).toBe('');
  opened.runs = [aRun('s1', 0, { ...sync, durationMs: 60_000 }), ...opened.runs];
  await opened.server.publish({ type: 'completed', ...sync, timestamp: now() });
  await opened.settle();
  expect([opened.text('.show'), opened.rows()[2]]).toEqual(['Show 1 new', 'r1']);
  await opened.click('Show 1 new');
  await opened.settle();
  expect(opened.rows()).toEqual(['r2', 'r0', 's1', 'r1', 'r3']);
});

it('is sorted by a menu where columns have no heads, which says what comes first', async () => {
  const durations = [7_000, 90_000, 1_000];
  const opened = await OpenRunsPage.open(
    durations.map((durationMs, index) => aRun(`r${index}`, index, { durationMs })),
  );
  await opened.click('Order: Newest first');
  const checked = () => opened.all('[role=menuitemradio]').map(({ ariaChecked }) => ariaChecked);
  expect(checked()).toEqual(['true', 'false', 'false']);
  await opened.click('Longest first');
  await opened.settle();
  expect([opened.router.url, opened.rows()]).toEqual(['/?sort=longest', ['r1', 'r0', 'r2']]);
  expect(opened.text('.counts .phone')).toBe('in the last 24 hours, longest first');
  await opened.click('Order: Longest first');
  expect(checked()).toEqual(['false', 'true', 'false']);
  await opened.click('Shortest first');
  await opened.settle();
  expect([opened.router.url, opened.rows()]).toEqual(['/?sort=shortest', ['r2', 'r0', 'r1']]);
  await opened.click('Order: Shortest first');
  await opened.click('Newest first');
  await opened.settle();
  expect([opened.router.url, opened.text('.counts .phone')]).toEqual(['/', 'in the last 24 hours']);
});

it('says why nothing is sorted by duration, and shows the newest when asked', async () => {
  const { finishedAt: _, durationMs: __, ...goesOn } = aRun('goes-on', 0, { state: 'running' });
  const opened = await OpenRunsPage.open([goesOn], '/?sort=longest&q=state:running');
  expect([opened.text('.total'), opened.text('app-runs-empty')]).toEqual([
    '1 run',
    'No run to sort 1 run matches. It has not run to an end, and has no duration yet. Newest first',
  ]);
  opened.all('app-runs-empty button')[0]?.click();
  await opened.settle();
  await opened.settle();
  expect([opened.router.url, opened.rows()]).toEqual(['/?q=state:running', ['goes-on']]);
});

it('shows boxes on a phone while one selects, which ends with the selection', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  const table = () => opened.fixture.debugElement.query(By.directive(RunsTable)).componentInstance as RunsTable;
  expect(table().selecting()).toBe(false);
  await opened.click('Select');
  expect([table().selecting(), opened.button('Select').ariaPressed]).toEqual([true, 'true']);
  opened.fixture.componentInstance['selection'].toggle(opened.fixture.componentInstance['list'].rows()[0] as never);
  await opened.settle();
  await opened.click('Select none');
  expect(table().selecting()).toBe(false);
});

it('greys a row that does not match any more, and hides it when asked', async () => {
  const opened = await OpenRunsPage.open([aRun('s1', 0, { ...sync, state: 'running' })], '/?q=state:running');
  await opened.server.publish({ type: 'completed', ...sync });
  await opened.settle();
  expect(opened.row('s1').classList).toContain('stale');
  opened.find('.show').click();
  await opened.settle();
  expect(opened.text('app-runs-empty h2')).toBe('No run matches');
});

it('says which filter hides everything, and takes it away', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5), '/?q=state:failed%20server:app-01');
  expect(opened.text('app-runs-empty')).toContain(
    '5 runs in the last 24 hours, none with state failed and server app-01.',
  );
  await opened.click('Remove “server app-01”');
  expect(opened.router.url).toBe('/?q=state:failed');
  await opened.click('Clear all filters');
  expect([opened.router.url, opened.rows().length]).toEqual(['/', 5]);
});

it('says that nothing has run yet, and what is ready', async () => {
  const opened = await OpenRunsPage.open([]);
  expect(opened.text('app-runs-empty')).toBe('No runs yet Jobs on 1 server are ready. Run a job');
});

it('offers older runs where the time span has none', async () => {
  const opened = await OpenRunsPage.open([aRun('old', 90_000)]);
  expect(opened.text('app-runs-empty h2')).toBe('No runs in the last 24 hours');
  await opened.click('Show all that is kept');
  expect([opened.router.url, opened.rows()]).toEqual(['/?span=all', ['old']]);
});

it('says why the list could not be loaded, and loads it when asked', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  opened.server.problems.set('/api/runs', { status: 502, detail: 'The job server does not answer.' });
  await opened.type('state:failed', 'Enter');
  expect(opened.text('[role=alert]')).toBe(
    'Runs could not be loaded The job server does not answer. The stream is still live. Try again Copy details',
  );
  expect(opened.text('.total')).toBe('');
  opened.server.stream.connection({ status: 'live', sourceLostSince: now() });
  await opened.settle();
  expect(opened.text('[role=alert] p')).toBe('The job server does not answer.');
  opened.server.problems.clear();
  await opened.click('Try again');
  expect([opened.text('app-runs-empty h2'), opened.text('.total')]).toEqual(['No run matches', '0 runs']);
});

it('asks for the next page near the end', async () => {
  const opened = await OpenRunsPage.open(manyRuns(250));
  const scroller = opened.find('jw-runs-table .scroller');
  Object.defineProperty(scroller, 'scrollHeight', { configurable: true, value: 3_633 });
  scroller.scrollTop = 2_800;
  scroller.dispatchEvent(new Event('scroll'));
  await opened.settle();
  expect(opened.server.asked.filter((url) => url === '/api/runs').length).toBeGreaterThanOrEqual(2);
  expect(opened.fixture.componentInstance['list'].rows()).toHaveLength(200);
});

it('opens a run without leaving the application, by its row, its name and by key', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  const went = jest.spyOn(opened.router, 'navigate').mockResolvedValue(true);
  opened.find('[data-run=r2] .result').click();
  opened.find('[data-run=r3] a').click();
  await opened.press('[role=grid]', 'Home');
  await opened.press('[role=grid]', 'Enter');
  expect(went.mock.calls.map(([path]) => path)).toEqual([
    ['/runs', 'r2'],
    ['/runs', 'r3'],
    ['/runs', 'r0'],
  ]);
  expect(opened.find('[data-run=r3] a').getAttribute('href')).toBe('/runs/r3');
});

it('goes through the runs by single keys, and ticks them', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  for (const key of ['j', 'j', 'x', 'j']) await opened.press('body', key);
  await opened.press('body', 'X', { shiftKey: true });
  expect(opened.all('[aria-selected=true]').map(({ dataset }) => dataset['run'])).toEqual(['r1', 'r2']);
  expect(document.activeElement).toBe(opened.find('[role=grid]'));
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

it('starts one run again from its menu, and says so', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  const said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
  await opened.click('Actions of run r2');
  await opened.click('Retry');
  opened.server.http.expectOne('/api/runs/r2/retry').flush({ jobId: 'n1', position: opened.server.stream.position });
  await opened.settle();
  expect(said.mock.calls[0]?.[0]).toBe('1 run started again.');
});

it('keeps the chosen columns in the address', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  await opened.click('Columns');
  const item = opened.all('[role=menuitemcheckbox]').find(({ textContent }) => textContent?.includes('Server'));
  item?.click();
  await opened.settle();
  expect(opened.router.url).toBe('/?columns=state,job,run,started,duration,result,by');
  expect(opened.all('[role=columnheader]').map(({ textContent }) => textContent?.trim())).not.toContain('Server');
});

it('says up to when it is true while it is not live', async () => {
  localStorage.setItem('jobwire.clock', 'utc');
  const opened = await OpenRunsPage.open(manyRuns(5));
  opened.server.stream.connection({ status: 'offline', lastHeardAt: Date.parse('2026-03-01T14:22:08Z') });
  await opened.settle();
  expect(opened.text('.counts')).toContain('as of 14:22:08');
});
