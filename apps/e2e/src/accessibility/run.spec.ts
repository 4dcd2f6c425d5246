import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expectAccessible } from '../axe.ts';
import { writeHole, writeTree } from '../files.ts';
import { publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';

test('axe finds nothing on the page of a run that goes on, is asked about, and is cancelled', async ({
  page,
  jobwire,
}) => {
  await writeHole(join(jobwire.folder, 'hole'));
  const jobId = await jobwire.trigger('file-integrity-check');
  await page.goto(`${jobwire.gateway.url}/runs/${jobId}`);
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /\d/);
  await expect(page.getByRole('group', { name: 'Log lines' })).toContainText('Reading 1 files');
  await expect(page.getByRole('img', { name: /now/ })).toBeVisible();
  await expectAccessible(page, 'running');

  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alertdialog', { name: 'Cancel this run?' })).toBeVisible();
  await expectAccessible(page, 'question');
  await page.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Cancelled' })).toBeVisible();
  await expectAccessible(page, 'cancelled');
});

test('axe finds nothing on the page of a run that is done, with its result, its log and what it has found', async ({
  page,
  jobwire,
}) => {
  await writeTree(jobwire.folder, { folders: 20, filesEach: 2 });
  const scan = await jobwire.trigger('disk-usage-scan');
  const baseline = await jobwire.trigger('file-integrity-check');
  await page.goto(`${jobwire.gateway.url}/runs/${scan}`);
  await expect(page.getByRole('tree', { name: 'Result' })).toContainText('largest');
  await expect(page.getByRole('group', { name: 'Log lines' })).toContainText('40 files');
  await expectAccessible(page, 'done');
  await page.getByRole('searchbox', { name: 'Find in the Result' }).fill('folder-1');
  await expect(page.getByRole('tree', { name: 'Result' }).locator('mark').first()).toBeVisible();
  await expectAccessible(page, 'found in the result');
  await page.getByRole('region', { name: 'Result' }).getByText('Raw').click();
  await expect(page.getByRole('region', { name: 'Result as JSON' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Filter lines' }).fill('nobody writes this');
  await expect(page.getByText('No line matches.')).toBeVisible();
  await expectAccessible(page, 'raw result, no line of the log');

  await expect.poll(async () => (await jobwire.run(baseline)).state).toBe('completed');
  await writeFile(join(jobwire.folder, 'new.txt'), 'new');
  await page.goto(`${jobwire.gateway.url}/runs/${await jobwire.trigger('file-integrity-check')}`);
  await page.getByRole('region', { name: 'Anomalies' }).getByText('Evidence').first().click();
  await expectAccessible(page, 'anomalies');
});

test('axe finds nothing on the pages of runs that failed, wait, or are no longer kept', async ({ page, jobwire }) => {
  await publishHistory(jobwire);
  await page.goto(`${jobwire.gateway.url}/runs/broken`);
  await page.getByText('Stack, 2 frames').click();
  await expect(page.getByText('quota exceeded on /srv/mail')).toBeVisible();
  await expectAccessible(page, 'failed');
  await page.goto(`${jobwire.gateway.url}/runs/slow`);
  await expect(page.getByText('Slow', { exact: true })).toBeVisible();
  await expectAccessible(page, 'slow');
  await page.goto(`${jobwire.gateway.url}/runs/waiting`);
  await expect(page.getByRole('status').filter({ hasText: 'Queued' })).toBeVisible();
  await expectAccessible(page, 'queued');
  await page.goto(`${jobwire.gateway.url}/runs/nobody`);
  await expect(page.getByRole('heading', { name: 'This run is no longer kept' })).toBeVisible();
  await expectAccessible(page, 'no longer kept');
});
