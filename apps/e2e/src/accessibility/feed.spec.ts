import { expectAccessible } from '../axe.ts';
import { publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';

test('axe finds nothing in the feed, waiting, live, paused and filtered', async ({ page, jobwire }) => {
  await page.goto(`${jobwire.gateway.url}/feed`);
  await expect(page.getByRole('heading', { name: 'Waiting for the first event' })).toBeVisible();
  await expectAccessible(page, 'waiting');

  await publishHistory(jobwire);
  const rows = page.getByRole('grid').getByRole('row');
  await expect(rows.filter({ hasText: '214 failed logins' })).toBeVisible();
  await expectAccessible(page, 'live');

  await page.getByRole('button', { name: 'Pause' }).click();
  const run = { jobName: 'nightly', serverId: 7, jobId: 'n-1' };
  await jobwire.publish({ type: 'started', ...run }, { type: 'failed', ...run, error: 'ENOSPC' });
  await expect(page.getByText('2 events wait')).toBeVisible();
  await expectAccessible(page, 'paused');
  await page.getByRole('button', { name: 'Drop them, go to now' }).click();
  await expect(rows.filter({ hasText: '2 events were dropped' })).toBeVisible();
  await expectAccessible(page, 'some are dropped');

  await page.goto(`${jobwire.gateway.url}/feed?q=type:failed&progress=all`);
  await expect(rows.filter({ hasText: 'ENOSPC' }).first()).toBeVisible();
  await expectAccessible(page, 'filtered');
  await page.goto(`${jobwire.gateway.url}/feed?q=nobody-writes-this`);
  await expect(page.getByRole('heading', { name: 'No event matches' })).toBeVisible();
  await expectAccessible(page, 'filtered empty');
});
