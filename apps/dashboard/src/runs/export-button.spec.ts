import * as files from './export-runs';
import { OpenRunsPage } from './testing/open-runs-page';
import { manyRuns } from './testing/runs';

afterEach(() => {
  jest.restoreAllMocks();
  OpenRunsPage.close();
});

it('saves all that the list shows, page by page', async () => {
  const urls: Blob[] = [];
  URL.createObjectURL = (blob) => `blob:${urls.push(blob as Blob)}`;
  URL.revokeObjectURL = () => undefined;
  const clicked = jest.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  const opened = await OpenRunsPage.open(manyRuns(2_300), '/?q=-run:r1');
  const add = jest.spyOn(files.RunsFile.prototype, 'add');
  await opened.click('Export');
  await opened.click('JSON, with all fields');
  expect(add.mock.calls.map(([runs]) => runs.length)).toEqual([1_000, 1_000, 299]);
  expect((clicked.mock.contexts[0] as HTMLAnchorElement).download).toMatch(/^runs-[\dT-]+\.json$/);
  expect(urls).toHaveLength(1);
});

it('says why it could not be exported', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20));
  opened.server.problems.set('/api/runs', { status: 502, detail: 'The job server does not answer.' });
  await opened.click('Export');
  await opened.click('CSV, for spreadsheets');
  expect(opened.text('mat-snack-bar-container')).toContain('Not exported: The job server does not answer.');
  expect(opened.button('Export').disabled).toBe(false);
});
