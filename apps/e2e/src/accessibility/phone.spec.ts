import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScrolling } from '../axe.ts';
import { writeTree } from '../files.ts';
import { publishFailures, publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';

const PHONE = { width: 360, height: 780 };
/** A desktop's page at 400 % (WCAG 2.2, 1.4.10). */
const ENLARGED = { width: 320, height: 256 };

test.use({ viewport: PHONE });

async function expectToFit(page: Page, state: string): Promise<void> {
  await expectAccessible(page, state);
  await page.setViewportSize(ENLARGED);
  await expectNoSidewaysScrolling(page, `${state}, enlarged`);
  await page.setViewportSize(PHONE);
}

test('axe finds nothing on a phone, and neither overview nor runs scroll sideways', async ({ page, jobwire }) => {
  await writeTree(jobwire.folder, { folders: 2 });
  await publishHistory(jobwire);
  await publishFailures(jobwire);
  await jobwire.trigger('disk-usage-scan');
  const { url } = jobwire.gateway;

  await page.goto(url);
  await expect(page.getByRole('heading', { name: 'server-7' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Open anomalies' })).toBeVisible();
  await expectToFit(page, 'overview');

  await page.goto(`${url}/runs`);
  await expect(page.getByRole('row').filter({ hasText: 'ENOSPC' })).toBeVisible();
  await expectToFit(page, 'runs');
  await page.getByRole('button', { name: 'Order: Newest first' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Newest first' })).toBeChecked();
  await expectToFit(page, 'menu of orders');
  await page.getByRole('menuitemradio', { name: 'Longest first' }).click();
  await expect(page).toHaveURL(/\?sort=longest$/);
  await expect(page.getByText('in the last 24 hours, longest first')).toBeVisible();
  await expectToFit(page, 'runs, longest first');
  await page.goBack();
  await expect(page.getByRole('row').filter({ hasText: 'ENOSPC' })).toBeVisible();
  await page.getByRole('button', { name: 'Select' }).click();
  await page.getByRole('row').filter({ hasText: 'There is no such file' }).first().click();
  await page.getByRole('checkbox', { name: 'Select run broken' }).click();
  await expect(page.getByRole('region', { name: 'Selection' })).toContainText('2 selected');
  await expect(
    page.getByRole('button', { name: 'Retry 2' }).or(page.getByRole('button', { name: 'Retry 1' })),
  ).toBeVisible();
  await expectToFit(page, 'runs are selected');
  await page.getByRole('button', { name: 'Select none' }).click();
  await expect(page.getByRole('checkbox')).toHaveCount(0);
  await page.keyboard.press('/');
  await expect(page.getByRole('option').first()).toBeVisible();
  await expectToFit(page, 'suggestions');
  await page.goto(`${url}/runs?q=nobody-writes-this`);
  await expect(page.getByRole('heading', { name: 'No run matches' })).toBeVisible();
  await expectToFit(page, 'no run matches');
});

test('nor on the pages of a run, of anomalies and of the feed', async ({ page, jobwire }) => {
  await writeTree(jobwire.folder, { folders: 2 });
  await publishHistory(jobwire);
  await publishFailures(jobwire);
  const scan = await jobwire.trigger('disk-usage-scan');
  const { url } = jobwire.gateway;

  for (const [jobId, word] of [
    [scan, 'Done'],
    ['slow', 'Running'],
    ['broken', 'Failed'],
  ] as const) {
    await page.goto(`${url}/runs/${jobId}`);
    await expect(page.getByRole('region', { name: 'Run', exact: true })).toContainText(word);
    await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('Started');
    await expectToFit(page, `run ${word}`);
  }

  await page.goto(`${url}/anomalies`);
  await expect(page.getByText('214 failed logins').first()).toBeVisible();
  await expectToFit(page, 'anomalies');
  await page.getByRole('link', { name: /214 failed logins/ }).click();
  await expect(page.getByRole('heading', { name: 'Evidence' })).toBeVisible();
  await expectToFit(page, 'details of an anomaly');

  await page.goto(`${url}/feed`);
  await expect(page.getByRole('row').filter({ hasText: '214 failed logins' })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('What comes waits.').first()).toBeVisible();
  await expectToFit(page, 'feed, paused');
});

test('axe finds nothing on a phone without a connection', async ({ page, jobwire }) => {
  await publishHistory(jobwire);
  await page.goto(jobwire.gateway.url);
  await expect(page.getByRole('heading', { name: 'server-7' })).toBeVisible();
  await jobwire.gateway.kill();
  await expect(page.getByRole('status').filter({ hasText: 'Connection lost' })).toBeVisible();
  await expectToFit(page, 'connection lost');
});
