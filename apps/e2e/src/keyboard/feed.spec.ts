import { expectFocusShown, tabTo } from '../focus.ts';
import { publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';

test('the feed is paused and goes on by keyboard alone, and says so', async ({ page, jobwire }) => {
  await publishHistory(jobwire);
  await page.goto(`${jobwire.gateway.url}/feed`);
  const rows = page.getByRole('table').getByRole('row');
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

  await tabTo(page, 'table "Events, the newest first"');
  // Who reads on is not disturbed.
  await page.keyboard.press('PageDown');
  await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();

  await page.keyboard.press('/');
  await expectFocusShown(page);
  await page.keyboard.type('type:failed');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/q=type:failed$/);
  await expect(rows).toHaveCount(2);
});
