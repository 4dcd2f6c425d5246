import type { BrowserContext, Page } from '@playwright/test';
import { join } from 'node:path';
import { expectAccessible } from '../axe.ts';
import { writeHole } from '../files.ts';
import { publishHistory } from '../history.ts';
import { expect, test, type Jobwire } from '../jobwire.ts';

const PATHS = ['/', '/?view=matrix', '/runs', '/runs/slow', '/anomalies', '/feed'];
/** On each of them a job of the history is named. */
const JOB = /db-backup|auth-log-scan/;

/** A tab for each page. */
async function openPages(context: BrowserContext, { gateway }: Jobwire): Promise<Page[]> {
  const pages: Page[] = [];
  for (const path of PATHS) {
    const page = await context.newPage();
    await page.goto(gateway.url + path);
    await expect(page.getByRole('button', { name: 'Connection: Live' })).toBeVisible();
    await expect(page.getByRole('main').getByText(JOB).first()).toBeVisible();
    pages.push(page);
  }
  return pages;
}

test('axe finds nothing on pages that have lost the connection', async ({ context, jobwire }) => {
  await publishHistory(jobwire);
  const pages = await openPages(context, jobwire);
  await jobwire.gateway.kill();
  for (const page of pages) {
    await expect(page.getByRole('status').filter({ hasText: 'Connection lost' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Connection: Reconnecting' })).toBeVisible();
    await expect(page.getByRole('main').getByText(JOB).first()).toBeVisible();
    await page.bringToFront();
    await expectAccessible(page, `${page.url()} without a gateway`);
  }
});

test('axe finds nothing on pages that could not be loaded, and they load by themselves when it can be', async ({
  context,
  jobwire,
}) => {
  await publishHistory(jobwire);
  await jobwire.jobServer.kill();
  const pages: Page[] = [];
  for (const path of PATHS) {
    const page = await context.newPage();
    await page.goto(jobwire.gateway.url + path);
    await expect(page.getByRole('alert').filter({ hasText: 'could not be loaded' }).first()).toBeVisible();
    await expectAccessible(page, `${path} without a job server`);
    pages.push(page);
  }
  await jobwire.jobServer.start();
  for (const page of pages) {
    await expect(page.getByRole('main').getByText(JOB).first()).toBeVisible();
    await expect(page.getByRole('alert')).toBeHidden();
  }
});

test('axe finds nothing where no server has reported yet', async ({ page, jobwire }) => {
  // The job server itself is always listed: so many servers has a gateway before an older one.
  await page.route('**/api/servers', (route) => route.fulfill({ json: [] }));
  await page.goto(jobwire.gateway.url);
  await expect(page.getByRole('heading', { name: 'No server has reported yet' })).toBeVisible();
  await expectAccessible(page, 'no server');
});

test('axe finds nothing on the page of a run that was interrupted', async ({ page, jobwire }) => {
  await writeHole(join(jobwire.folder, 'hole'));
  const jobId = await jobwire.trigger('file-integrity-check');
  await page.goto(`${jobwire.gateway.url}/runs/${jobId}`);
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /\d/);
  await jobwire.jobServer.kill();
  await expect(page.getByRole('status').filter({ hasText: 'The job server does not answer' })).toBeVisible();
  await expectAccessible(page, 'running, without a job server');
  await jobwire.jobServer.start();
  await expect(page.getByRole('region', { name: 'Interrupted' })).toBeVisible();
  await expectAccessible(page, 'interrupted');
});
