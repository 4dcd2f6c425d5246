import { expectAccessible, expectNoSidewaysScrolling } from '../axe.ts';
import { publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';

test('axe finds nothing on the board', async ({ page, jobwire, overview }) => {
  await expect(overview.getByText('Never run')).toHaveCount(3);
  await expectAccessible(page, 'nothing has run yet');

  await publishHistory(jobwire);
  await expect(page.getByRole('row', { name: 'server-7' })).toContainText('Running');
  await expect(page.getByRole('row', { name: 'server-2' })).toContainText('Slow');
  await expect(page.getByRole('region', { name: 'Open anomalies' })).toContainText('214 failed logins');
  await expectAccessible(page, 'something of everything');

  await page.getByRole('button', { name: '3 more' }).click();
  await expect(page.getByRole('button', { name: 'Acknowledge all 4' })).toBeVisible();
  await expectAccessible(page, 'all open anomalies');
});

test('axe finds nothing on the matrix, nor on the card of a server', async ({ page, jobwire }) => {
  await publishHistory(jobwire);
  await page.goto(`${jobwire.gateway.url}/?view=matrix`);
  await expect(page.getByRole('gridcell', { name: 'server-3: 1 failed' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Needs attention' })).toBeVisible();
  await expectAccessible(page, 'matrix');

  await page.getByRole('gridcell', { name: 'server-3: 1 failed' }).focus();
  await expect(page.getByRole('tooltip')).toContainText('ENOSPC');
  await expectAccessible(page, 'card of a server');

  await page.getByText('Running 3').click();
  await expect(page.getByRole('gridcell')).toHaveCount(3);
  await expectAccessible(page, 'servers at work');
});

test('many jobs widen the board, which scrolls, and not the page', async ({ jobwire, overview }) => {
  const started = Array.from({ length: 20 }, (_, number) => ({
    type: 'started' as const,
    jobName: `job-${number}`,
    serverId: 7,
    jobId: `run-${number}`,
  }));
  await jobwire.publish(...started);
  await expect(overview.getByRole('columnheader', { name: 'job-19' })).toBeAttached();
  await expect(overview.getByRole('row', { name: 'server-7' })).toBeVisible();
  await expectNoSidewaysScrolling(overview, 'board of 23 jobs');
});
