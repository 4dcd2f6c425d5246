import { TestBed } from '@angular/core/testing';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Person } from '../shell';
import { textOf } from '../testing/fake-server';
import { OpenRunsPage } from './testing/open-runs-page';
import { aRun, manyRuns } from './testing/runs';

afterEach(() => {
  jest.useRealTimers();
  OpenRunsPage.close();
});

const bar = (opened: OpenRunsPage): string => opened.text('app-selection-bar');
const orders = ({ server }: OpenRunsPage) => server.http.match(({ method }) => method === 'POST');

async function select(opened: OpenRunsPage, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) opened.find(`[data-run="${id}"] .tick`).click();
  await opened.settle();
}

it('says how many are selected, and to how many an order applies', async () => {
  const opened = await OpenRunsPage.open([aRun('s1', 0, { state: 'running' }), ...manyRuns(20)]);
  await select(opened, 's1', 'r0', 'r9');
  expect(bar(opened)).toBe('3 selected Select all 21 that match Retry 2 Cancel 1');
});

it('says why an order applies to none', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  await select(opened, 'r0');
  expect(opened.button('Cancel 0').title).toBe('It has ended.');
  await opened.click('Cancel 0');
  expect(orders(opened)).toHaveLength(0);
});

it('selects all that match, also those that are not loaded', async () => {
  const opened = await OpenRunsPage.open(manyRuns(250));
  await select(opened, 'r0');
  await opened.click('Select all 250 that match');
  expect(bar(opened)).toBe('250 selected Retry 250 Cancel 0');
});

it('asks before many are retried, with the focus on yes, and names jobs and servers', async () => {
  const opened = await OpenRunsPage.open([aRun('a', 0, { jobName: 'sync', serverId: 2 }), ...manyRuns(3)]);
  await select(opened, 'a', 'r0', 'r1');
  await opened.click('Retry 3');
  expect(textOf(opened.find('[role=alertdialog]'))).toBe(
    'Retry 3 runs? db-backup 2, sync 1, on 2 servers. Each starts again as a new run with the same input. Keep as is Retry 3 runs',
  );
  expect(textOf(document.activeElement)).toBe('Retry 3 runs');
  await opened.click('Keep as is');
  expect([opened.all('[role=alertdialog]').length, bar(opened)]).toEqual([0, expect.stringContaining('3 selected')]);
});

it('retries after 8 seconds, in which it can be undone', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  await select(opened, 'r0', 'r1');
  await opened.click('Retry 2');
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'requestAnimationFrame'] });
  opened.button('Retry 2 runs').click();
  TestBed.tick();
  expect(textOf(opened.find('app-undo-notice'))).toBe('Retrying 2 runs Undo, 8\u00a0s');
  jest.advanceTimersByTime(3_000);
  TestBed.tick();
  expect(textOf(opened.find('.undo'))).toBe('Undo, 5\u00a0s');
  jest.advanceTimersByTime(4_500);
  expect(orders(opened)).toHaveLength(0);
  jest.advanceTimersByTime(1_000);
  expect(orders(opened).map(({ request }) => request.url)).toEqual(['/api/runs/r0/retry', '/api/runs/r1/retry']);
});

it('sends nothing that was undone, and stops the clock under the pointer', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  await select(opened, 'r0');
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'requestAnimationFrame'] });
  opened.button('Retry 1').click();
  TestBed.tick();
  opened.find('app-undo-notice').dispatchEvent(new Event('pointerenter'));
  jest.advanceTimersByTime(20_000);
  expect(orders(opened)).toHaveLength(0);
  opened.find('.undo').click();
  jest.advanceTimersByTime(20_000);
  expect(orders(opened)).toHaveLength(0);
});

it('says who gives an order, where they have said it', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  TestBed.inject(Person).call('Mira K.');
  await select(opened, 'r0');
  opened.button('Retry 1').click();
  opened.fixture.destroy();
  expect(orders(opened).map(({ request }) => request.body)).toEqual([{ by: 'Mira K.' }]);
});

it('does not wait when the page is left', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  await select(opened, 'r0');
  opened.button('Retry 1').click();
  opened.fixture.destroy();
  expect(orders(opened).map(({ request }) => request.url)).toEqual(['/api/runs/r0/retry']);
});

it('asks before runs are cancelled, with the focus on no, and says what was refused', async () => {
  const going = ['s1', 's2'].map((id) => aRun(id, 0, { state: 'running', jobName: 'sync' }));
  const opened = await OpenRunsPage.open([...going, ...manyRuns(3)]);
  const said = jest.spyOn(TestBed.inject(MatSnackBar), 'open');
  await select(opened, 's1', 's2');
  await opened.click('Cancel 2');
  expect(textOf(opened.find('#question-text'))).toBe(
    'sync 2, on 1 server. What they have done so far stays; it cannot be undone.',
  );
  expect(textOf(document.activeElement)).toBe('Keep as is');
  await opened.click('Cancel 2 runs');
  const [first, second] = orders(opened);
  first?.flush({ jobId: 's1', position: opened.server.stream.position });
  second?.flush({ detail: 'It has ended.' }, { status: 409, statusText: 'Conflict' });
  await opened.settle();
  expect(said.mock.calls[0]?.[0]).toBe('1 run asked to stop, 1 not: It has ended.');
});

it('asks first by key too, about the row that keys go to', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  await opened.press('[role=grid]', 'j');
  await opened.press('[role=grid]', 'r');
  expect(textOf(opened.find('#question-title'))).toBe('Retry 1 run?');
});

it('waits, and says why, while the page is not live', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  await select(opened, 'r0');
  opened.server.stream.connection({ status: 'offline' });
  await opened.settle();
  expect(opened.button('Retry 1').title).toMatch(/^Not live/);
});
