import { textOf } from '../testing/fake-server';
import { OpenRunsPage } from './testing/open-runs-page';
import { manyRuns } from './testing/runs';

afterEach(() => OpenRunsPage.close());

const options = ({ all }: OpenRunsPage): string[] => all('[role=option]').map(textOf);

it('offers states with their counts, and takes the one that is chosen by keys', async () => {
  const opened = await OpenRunsPage.open(manyRuns(50));
  await opened.type('state:');
  expect(options(opened)).toEqual(['failed 5', 'running 0', 'queued 0', 'done 45', 'cancelled 0']);
  await opened.press('app-query-field input', 'ArrowDown');
  expect(opened.find('app-query-field input').getAttribute('aria-activedescendant')).toBe('suggestion-0');
  await opened.press('app-query-field input', 'Enter');
  expect([opened.router.url, opened.text('.chip')]).toEqual(['/?q=state:failed', 'state failed']);
});

it('counts states as if none were chosen yet', async () => {
  const opened = await OpenRunsPage.open(manyRuns(50), '/?q=state:failed');
  await opened.type('state:d');
  expect(options(opened)).toEqual(['done 45']);
});

it('goes on typing after a field was taken, and takes a value by pointer', async () => {
  const opened = await OpenRunsPage.open(manyRuns(50));
  await opened.type('');
  opened.all('[role=option]')[1]?.click();
  await opened.settle();
  expect(options(opened)[0]).toBe('db-backup 50');
  opened.all('[role=option]')[0]?.click();
  await opened.settle();
  expect(opened.router.url).toBe('/?q=job:db-backup');
});

it('shows a mistake at its place, and takes nothing', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  await opened.type('stat:failed', 'Enter');
  expect(opened.text('.mistake mark')).toBe('stat:');
  expect(opened.text('.mistake')).toContain('There is no "stat:".');
  expect(opened.find('app-query-field input').getAttribute('aria-invalid')).toBe('true');
  expect(opened.router.url).toBe('/');
  await opened.type('state:failed');
  expect(opened.all('.mistake')).toEqual([]);
});

it('shows a query from an address that cannot be read as it is, to be mended', async () => {
  const opened = await OpenRunsPage.open(manyRuns(50), '/?q=state:lost');
  expect((opened.find('app-query-field input') as HTMLInputElement).value).toBe('state:lost');
  expect(opened.text('.mistake mark')).toBe('lost');
  expect(opened.text('.table')).toContain('The query cannot be read.');
  await opened.type('state:failed', 'Enter');
  expect(opened.rows()).toHaveLength(5);
});

it('takes a chip away by its button, and makes the last one text again by Backspace', async () => {
  const opened = await OpenRunsPage.open(manyRuns(50), '/?q=state:failed%20-run:r9');
  await opened.click('Remove state failed');
  expect(opened.router.url).toBe('/?q=-run:r9');
  await opened.press('app-query-field input', 'Backspace');
  expect(opened.router.url).toBe('/');
  expect((opened.find('app-query-field input') as HTMLInputElement).value).toBe('-run:r9');
});

it('is reached by a slash', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  await opened.press('[role=grid]', '/');
  expect(document.activeElement).toBe(opened.find('app-query-field input'));
});
