import { join } from 'node:path';
import { writeHole, writeTree } from '../files.ts';
import { expectFocusShown, tabTo } from '../focus.ts';
import { expect, test } from '../jobwire.ts';
import { cellOf } from '../overview.ts';

test('a job is run with an input and its result opened by keyboard alone', async ({ page, jobwire, overview }) => {
  await writeTree(join(jobwire.folder, 'inner'), { folders: 1 });
  await tabTo(page, /^gridcell "disk-usage-scan on app-01/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Path')).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.type('inner');
  await tabTo(page, 'button "Run on app-01"');
  await page.keyboard.press('Enter');

  const cell = cellOf(overview, 'disk-usage-scan');
  await expect(cell).toContainText('Done');
  await expect(cell).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Result' })).toBeVisible();
  expect(await jobwire.runs()).toMatchObject([{ state: 'completed', input: { path: 'inner' } }]);
});

test('the form keeps the focus, and Esc gives it back to where it was', async ({ page, overview }) => {
  await tabTo(page, /^gridcell "disk-usage-scan on app-01/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('t');
  await expect(page.getByRole('dialog').getByLabel('Path')).toBeFocused();
  await tabTo(page, 'checkbox "Accept changes"');
  await page.keyboard.press('Space');
  await expect(page.getByRole('checkbox', { name: 'Accept changes' })).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(cellOf(overview, 'file-integrity-check')).toBeFocused();

  const button = overview.getByRole('button', { name: 'Run auth-log-scan' });
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('F2');
  await expect(button).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Space');
  const form = page.getByRole('dialog', { name: 'Run auth-log-scan' });
  await expect(form.getByLabel('File')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(form.getByRole('button', { name: 'Run on app-01' })).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Tab');
  await expect(form.getByLabel('File')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(form.getByLabel('File')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByLabel('File')).toHaveAccessibleDescription('Fill this in.');
  await page.keyboard.press('Escape');
  await expect(form).toBeHidden();
  await expect(button).toBeFocused();
});

test('a run is cancelled after a question, and run again, by keyboard alone', async ({ page, jobwire }) => {
  await writeHole(join(jobwire.folder, 'hole'));
  const jobId = await jobwire.trigger('file-integrity-check');
  await page.goto(`${jobwire.gateway.url}/runs/${jobId}`);
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /\d/);

  await tabTo(page, 'button "Cancel"');
  await page.keyboard.press('Enter');
  const question = page.getByRole('alertdialog', { name: 'Cancel this run?' });
  await expect(question.getByRole('button', { name: 'Keep as is' })).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(question.getByRole('button', { name: 'Keep as is' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(question.getByRole('button', { name: 'Cancel the run' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(question.getByRole('button', { name: 'Keep as is' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'Cancelled' })).toBeVisible();

  await tabTo(page, 'button "Run again"');
  await page.keyboard.press('Enter');
  await expect(page).not.toHaveURL(new RegExp(jobId));
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /\d/);
});

test('a result is unfolded and a log read to its ends by keyboard alone', async ({ page, jobwire }) => {
  await writeTree(jobwire.folder, { folders: 3 });
  const jobId = await jobwire.trigger('disk-usage-scan');
  await page.goto(`${jobwire.gateway.url}/runs/${jobId}`);
  const tree = page.getByRole('tree', { name: 'Result' });
  await expect(tree.getByRole('treeitem').first()).toHaveAttribute('aria-expanded', 'true');
  await tree.getByRole('treeitem').first().focus();
  await expectFocusShown(page);
  await page.keyboard.press('End');
  await expect(tree.getByRole('treeitem').last()).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(tree.getByRole('treeitem')).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(tree.getByRole('treeitem').nth(1)).toBeFocused();

  await tabTo(page, 'group "Log lines"');
});
