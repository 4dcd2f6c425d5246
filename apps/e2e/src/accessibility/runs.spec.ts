import { expectAccessible } from '../axe.ts';
import { publishFailures, publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';

test('axe finds nothing in the list of runs, empty, full and while it is filtered', async ({ page, jobwire }) => {
  await page.goto(`${jobwire.gateway.url}/runs`);
  await expect(page.getByRole('heading', { name: 'No runs yet' })).toBeVisible();
  await expectAccessible(page, 'no runs yet');

  await publishHistory(jobwire);
  await page.reload();
  const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('row');
  await expect(rows.filter({ hasText: 'ENOSPC' })).toBeVisible();
  await expectAccessible(page, 'full');

  await page.keyboard.press('/');
  await expect(page.getByRole('option').first()).toBeVisible();
  await expectAccessible(page, 'suggestions');
  await page.keyboard.type('state:failed job:db-*');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove job db-*' })).toBeVisible();
  await expect(rows.filter({ hasText: 'ENOSPC' })).toBeVisible();
  await expectAccessible(page, 'filtered');

  await page.getByRole('combobox').fill('stat:failed');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').locator('mark')).toHaveText('stat:');
  await expectAccessible(page, 'a query that cannot be read');

  await page.goto(`${jobwire.gateway.url}/runs?q=nobody-writes-this`);
  await expect(page.getByRole('heading', { name: 'No run matches' })).toBeVisible();
  await expectAccessible(page, 'filtered empty');
});

test('axe finds nothing in menus, with a selection, while it asks, and while it can be undone', async ({
  page,
  jobwire,
}) => {
  await publishFailures(jobwire);
  await page.goto(`${jobwire.gateway.url}/runs`);
  await page.getByRole('button', { name: 'Actions of run auth-log-scan-failed' }).click();
  await expect(page.getByRole('menuitem', { name: 'Retry' })).toBeVisible();
  await expectAccessible(page, 'menu of a row');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Columns' }).click();
  await expect(page.getByRole('menuitemcheckbox').first()).toBeVisible();
  await expectAccessible(page, 'menu of the columns');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save this view' }).click();
  await expect(page.getByRole('textbox', { name: 'Name of the view' })).toBeVisible();
  await expectAccessible(page, 'a view is named');

  await page.getByRole('checkbox', { name: 'Select all rows loaded' }).check();
  await expect(page.getByRole('region', { name: 'Selection' })).toContainText('2 selected');
  await expectAccessible(page, 'selection');
  await page.getByRole('button', { name: 'Retry 2', exact: true }).click();
  await expect(page.getByRole('alertdialog', { name: 'Retry 2 runs?' })).toBeVisible();
  await expectAccessible(page, 'question');
  await page.getByRole('button', { name: 'Retry 2 runs' }).click();
  // With the focus in it the clock stands still.
  await page.getByRole('button', { name: /^Undo/ }).focus();
  await expectAccessible(page, 'undo');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Retrying 2 runs')).toBeHidden();

  // With the focus in the list new rows have to wait.
  await page.getByRole('grid', { name: 'Runs' }).focus();
  const run = { jobName: 'db-backup', serverId: 7, jobId: 'backup-1' };
  await jobwire.publish({ type: 'started', ...run }, { type: 'failed', ...run, error: 'ENOSPC' });
  await expect(page.getByRole('button', { name: 'Show 1 new 1 failed' })).toBeVisible();
  await expectAccessible(page, 'new rows wait');
});
