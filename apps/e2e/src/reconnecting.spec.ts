import type { Locator, Page } from '@playwright/test';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { publishHistory } from './history.ts';
import { expect, test, type Jobwire } from './jobwire.ts';

async function openFeed(page: Page, { gateway }: Jobwire): Promise<void> {
  await page.goto(`${gateway.url}/feed`);
  await expect(page.getByRole('button', { name: 'Connection: Live' })).toBeVisible();
  await page.evaluate(() => document.body.setAttribute('data-same-page', ''));
}

/** A run of one event each, which a feed can show once, twice or not at all. */
async function publishRuns(jobwire: Jobwire, first: number, last: number): Promise<void> {
  for (let number = first; number <= last; number++) {
    await jobwire.publish({ type: 'queued', jobName: 'nightly', serverId: 7, jobId: `n-${number}` });
  }
}

/** The feed shows each of the runs 1 to `last` once, the newest first. */
async function expectFeed(page: Page, last: number): Promise<void> {
  const expected = Array.from({ length: last }, (_, index) => `Open run n-${last - index}`);
  const shown = (): Promise<(string | null)[]> =>
    page
      .getByRole('grid')
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')));
  // Where a program is long away the waits between two tries grow to 30 s.
  await expect.poll(shown, { timeout: 45_000 }).toEqual(expected);
}

async function bottomOf(locator: Locator): Promise<number> {
  const { y, height } = (await locator.boundingBox()) ?? { y: Infinity, height: 0 };
  return y + height;
}

test('a feed stands still without a gateway and goes on by itself, with nothing missed and nothing twice', async ({
  page,
  jobwire,
}) => {
  await openFeed(page, jobwire);
  await publishRuns(jobwire, 1, 3);
  await expectFeed(page, 3);
  for (const [first, last] of [
    [4, 5],
    [6, 7],
  ] as const) {
    await jobwire.gateway.kill();
    await publishRuns(jobwire, first, last);
    await expect(page.getByText(/^As of \d\d:\d\d:\d\d: not live\.$/)).toBeVisible();
    await expectFeed(page, first - 1);
    await jobwire.gateway.start();
    await expectFeed(page, last);
    await expect(page.getByRole('status').filter({ hasText: 'Live again' })).toBeVisible();
    await expect(page.getByText('not live')).toBeHidden();
  }
  await expect(page.locator('body')).toHaveAttribute('data-same-page', '');
});

test('a feed goes on after its job server was killed, and while both were away', async ({ page, jobwire }) => {
  await openFeed(page, jobwire);
  await publishRuns(jobwire, 1, 3);
  await expectFeed(page, 3);
  await jobwire.jobServer.kill();
  await expect(page.getByRole('status').filter({ hasText: 'The job server does not answer' })).toBeVisible();
  await jobwire.jobServer.start();
  await publishRuns(jobwire, 4, 5);
  await expectFeed(page, 5);

  await Promise.all([jobwire.gateway.kill(), jobwire.jobServer.kill()]);
  await expect(page.getByRole('status').filter({ hasText: 'Connection lost' })).toBeVisible();
  await expectFeed(page, 5);
  await jobwire.jobServer.start();
  await publishRuns(jobwire, 6, 7);
  await jobwire.gateway.start();
  await expectFeed(page, 7);
  await expect(page.locator('body')).toHaveAttribute('data-same-page', '');
});

test('what is shown stays, with its time, while there is no connection, and buttons wait', async ({
  page,
  jobwire,
}) => {
  await publishHistory(jobwire);
  await page.goto(jobwire.gateway.url);
  const row = page.getByRole('row', { name: 'server-3' });
  await expect(row).toContainText('Failed');
  const run = page.getByRole('button', { name: 'Run disk-usage-scan' });
  await expect(run).toBeVisible();
  await jobwire.gateway.kill();
  await expect(page).toHaveTitle('Not live · Overview · Jobwire');
  await expect(page.getByRole('region', { name: 'Servers and jobs', exact: true })).toContainText(
    /as of \d\d:\d\d:\d\d/,
  );
  await expect(page.getByRole('region', { name: 'Live feed' })).toContainText(/as of \d\d:\d\d:\d\d/);
  await expect(row).toContainText('Failed');
  await expect(run).toHaveAttribute('aria-disabled', 'true');
  await expect(run).toHaveAccessibleDescription(/^Not live/);
  await expect(page.getByRole('button', { name: /^Acknowledge/ })).toBeDisabled();

  await jobwire.gateway.start();
  // The next try may be a while away.
  await expect(page).toHaveTitle('(1 failed) Overview · Jobwire', { timeout: 40_000 });
  await expect(run).not.toHaveAttribute('aria-disabled');
  await expect(page.getByText(/as of \d\d:/)).toHaveCount(0);
});

test('the last row of a list comes above the bar that tells of the connection', async ({ page, jobwire }) => {
  await publishRuns(jobwire, 1, 40);
  const runs = await page.context().newPage();
  await page.goto(`${jobwire.gateway.url}/feed`);
  await runs.goto(`${jobwire.gateway.url}/runs`);
  await expect(runs.getByText('End of the list.')).toBeAttached();
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '41');
  await jobwire.gateway.kill();
  for (const [list, last] of [
    [page, page.getByRole('row').filter({ has: page.getByRole('link', { name: 'Open run n-1', exact: true }) })],
    [runs, runs.getByText('End of the list.')],
  ] as const) {
    await list.bringToFront();
    const bar = list.getByRole('status').filter({ hasText: 'Connection lost' }).locator('.bar');
    await expect(bar).toBeVisible();
    await list.getByRole('grid').focus();
    await list.keyboard.press('End');
    await list.mouse.move(400, 400);
    await list.mouse.wheel(0, 10_000);
    const gap = async () => ((await bar.boundingBox())?.y ?? 0) - (await bottomOf(last));
    await expect.poll(gap).toBeGreaterThanOrEqual(0);
  }
});

test('a job server that has lost its history is told of, and all is loaded anew', async ({ page, jobwire }) => {
  await openFeed(page, jobwire);
  await publishRuns(jobwire, 1, 3);
  await expectFeed(page, 3);
  await jobwire.jobServer.kill();
  await rm(join(jobwire.folder, '../data'), { recursive: true });
  await jobwire.jobServer.start();
  const notice = page.getByRole('status').filter({ hasText: "The server's history began anew." });
  await expect(notice).toContainText(/All states were loaded at \d\d:\d\d:\d\d; older events may be missing\./);
  await expect(page.getByRole('row').filter({ hasText: "The server's history began anew" })).toHaveCount(1);
  await publishRuns(jobwire, 4, 4);
  await expectFeed(page, 4);

  await notice.getByRole('button', { name: 'Close' }).click();
  await expect(notice).toBeHidden();
  await page.getByRole('link', { name: 'Overview' }).first().click();
  await expect(page.getByRole('row', { name: 'server-7' })).toContainText('Queued');
  await expect(page.locator('body')).toHaveAttribute('data-same-page', '');
});
