import { expectFocusShown, tabTo } from '../focus.ts';
import { publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';

test('the feed is paused and goes on by keyboard alone, and says so', async ({ page, jobwire }) => {
  await publishHistory(jobwire);
  await page.goto(`${jobwire.gateway.url}/feed`);
  const rows = page.getByRole('grid').getByRole('row');
  await expect(rows.filter({ hasText: '214 failed logins' })).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(page.locator('app-live-region [aria-live=polite]')).toHaveText('Paused. What comes waits.');
  await jobwire.publish({ type: 'started', jobName: 'nightly', serverId: 7, jobId: 'n-1' });
  await expect(page.getByText('1 event waits')).toBeVisible();
  await expect(rows.filter({ hasText: 'nightly' })).toHaveCount(0);
  await page.keyboard.press('p');
  await expect(rows.filter({ hasText: 'nightly' })).toHaveCount(1);
  await expect(page.locator('app-live-region [aria-live=polite]')).toHaveText('Live again.');

  const grid = page.getByRole('grid', { name: 'Events, the newest first' });
  const active = page.locator('app-feed-row.active');
  await tabTo(page, 'grid "Events, the newest first"');
  // Who reads on is not disturbed.
  await page.keyboard.press('PageDown');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
  await page.keyboard.press('Home');
  await expect(active).toContainText('nightly');
  await jobwire.publish({ type: 'failed', jobName: 'nightly', serverId: 7, jobId: 'n-1', error: 'ENOSPC' });
  await expect(page.getByText('1 event waits')).toBeVisible();
  await expect(active).toContainText('Started');
  await page.keyboard.press('End');
  await expect(grid).toHaveAttribute('aria-activedescendant', (await active.getAttribute('id')) ?? '');
  await expect(active).toHaveAttribute('aria-rowindex', (await grid.getAttribute('aria-rowcount')) ?? '');
  await expectFocusShown(page);
  // One stop: the rows have none of their own.
  await page.keyboard.press('Tab');
  await expect(grid.locator(':focus')).toHaveCount(0);
  await page.keyboard.press('Shift+Tab');
  await expect(grid).toBeFocused();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runs\/n-1$/);
  await page.goBack();

  await page.keyboard.press('/');
  await expectFocusShown(page);
  await page.keyboard.type('type:failed');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=type:failed$/);
  await expect(rows).toHaveCount(3);
});
