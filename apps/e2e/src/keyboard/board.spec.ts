import { expectFocusShown, tabTo } from '../focus.ts';
import { publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';
import { cellOf } from '../overview.ts';

test('the board is one stop: keys go from cell to cell, into one, and open its run and its menu', async ({
  page,
  jobwire,
  overview,
}) => {
  await publishHistory(jobwire);
  const cell = (name: RegExp) => overview.getByRole('gridcell', { name });
  await expect(overview.getByRole('row', { name: 'server-3' })).toContainText('Failed');
  await tabTo(page, /^gridcell "not on this server"/);
  await page.keyboard.press('Tab');
  await expect(overview.getByRole('grid').locator(':focus')).toHaveCount(0);
  await page.keyboard.press('Shift+Tab');

  await page.keyboard.press('End');
  await expect(overview.getByRole('gridcell').nth(4)).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  await expect(cellOf(overview, 'disk-usage-scan')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(cellOf(overview, 'file-integrity-check')).toBeFocused();
  await expectFocusShown(page);

  await page.keyboard.press('.');
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem', { name: 'Run this job …' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(cellOf(overview, 'file-integrity-check')).toBeFocused();
  await page.keyboard.press('F2');
  await expect(overview.getByRole('button', { name: 'Run file-integrity-check' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(overview.getByRole('button', { name: 'Actions of file-integrity-check on app-01' })).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Escape');
  await expect(cellOf(overview, 'file-integrity-check')).toBeFocused();

  await page.keyboard.press('Control+Home');
  for (let steps = 0; steps < 3; steps++) await page.keyboard.press('ArrowRight');
  await expect(overview.getByRole('gridcell').nth(3)).toBeFocused();
  while (
    (await cell(/^db-backup on server-3: Failed/)
      .and(overview.locator(':focus'))
      .count()) === 0
  ) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runs\/broken$/);
});

test('the focus stays on its cell while its row is put elsewhere', async ({ page, jobwire, overview }) => {
  await publishHistory(jobwire);
  await expect(overview.getByRole('row', { name: 'server-3' })).toContainText('Failed');
  await tabTo(page, /^gridcell/);
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  const cell = cellOf(overview, 'disk-usage-scan');
  await expect(cell).toBeFocused();
  const fail = (serverId: number) => {
    const run = { jobName: 'nightly', serverId, jobId: `n-${serverId}` };
    return jobwire.publish({ type: 'started', ...run }, { type: 'failed', ...run, error: 'ENOSPC' });
  };
  await fail(1);
  await expect(overview.getByText('Order held while you point here, 1 would move')).toBeVisible();
  // A server that is new cannot wait: then all rows go where they belong.
  await fail(9);
  await expect(overview.getByRole('row', { name: 'server-9' })).toContainText('Failed');
  await expect(overview.getByRole('rowheader', { name: /app-01/ })).toBeVisible();
  await expect(cell).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('ArrowRight');
  await expect(cellOf(overview, 'file-integrity-check')).toBeFocused();
});

test('the focus comes back to the board where the cell of a dialog is gone when the dialog closes', async ({
  page,
  jobwire,
  overview,
}) => {
  await publishHistory(jobwire);
  await expect(overview.getByRole('row', { name: 'server-3' })).toContainText('Failed');
  await tabTo(page, /^gridcell/);
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowUp');
  await expect(cellOf(overview, 'disk-usage-scan')).toBeFocused();
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: 'Run disk-usage-scan' });
  await expect(dialog.locator(':focus')).toHaveCount(1);

  await page.route('**/api/servers', async (route) => {
    const answer = await route.fetch();
    const servers = (await answer.json()) as { name: string }[];
    await route.fulfill({ json: servers.filter(({ name }) => name !== 'app-01') });
  });
  // The list of servers is loaded anew for one that is new.
  await jobwire.publish({ type: 'started', jobName: 'nightly', serverId: 9, jobId: 'n-9' });
  await expect(overview.getByRole('rowheader', { name: /server-9/, includeHidden: true })).toHaveCount(1);
  await expect(overview.getByRole('rowheader', { name: /app-01/, includeHidden: true })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(overview.getByRole('grid').locator('td:focus')).toHaveCount(1);
  await expectFocusShown(page);
});
