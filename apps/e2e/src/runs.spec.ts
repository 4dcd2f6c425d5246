import type { NewJobEvent } from '@jobwire/events';
import { expect, test, type Jobwire } from './jobwire.ts';

/** Starts runs that fail, one after the other: there is no such folder. */
async function failRuns(jobwire: Jobwire, count: number): Promise<void> {
  for (let number = 1; number <= count; number++) {
    await jobwire.trigger('disk-usage-scan', { path: `not-there-${number}` });
    await expect.poll(() => countFailed(jobwire)).toBe(number);
  }
}

async function countFailed(jobwire: Jobwire): Promise<number> {
  return (await jobwire.runs()).filter(({ state }) => state === 'failed').length;
}

test('a run is found by a search, opened, and the way back leads to the search', async ({ page, jobwire }) => {
  await failRuns(jobwire, 2);
  await page.goto(`${jobwire.gateway.url}/runs`);
  const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('row').filter({ hasText: 'disk-usage-scan' });
  await expect(rows).toHaveCount(2);

  await page.keyboard.press('/');
  await page.keyboard.type('not-there-1');
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('not-there-1');
  await rows.getByText('Failed').click();
  await expect(page.getByRole('heading', { name: 'disk-usage-scan on app-01' })).toBeVisible();

  await page.goBack();
  await expect(page).toHaveURL(/\/runs\?q=not-there-1$/);
  await expect(rows).toHaveCount(1);
  await page.goBack();
  await expect(rows).toHaveCount(2);
});

test('runs are sorted by duration by the head of the column, and the address says so', async ({ page, jobwire }) => {
  const began = Date.now() - 600_000;
  const at = (ms: number): string => new Date(began + ms).toISOString();
  const ran = (jobId: string, ms: number): NewJobEvent[] => [
    { type: 'started', jobName: 'nightly', serverId: 2, jobId, timestamp: at(0) },
    { type: 'completed', jobName: 'nightly', serverId: 2, jobId, timestamp: at(ms) },
  ];
  await jobwire.publish(...ran('middle', 61_000), ...ran('long', 400_000), ...ran('short', 2_000));
  await page.goto(`${jobwire.gateway.url}/runs`);
  const durations = page
    .getByRole('grid', { name: 'Runs' })
    .getByRole('row')
    .getByText(/^\d+ (m \d\d )?s$/);
  await expect(durations).toHaveText(['2 s', '6 m 40 s', '1 m 01 s']);

  const head = page.getByRole('button', { name: 'Duration' });
  await head.click();
  await expect(durations).toHaveText(['6 m 40 s', '1 m 01 s', '2 s']);
  await expect(page).toHaveURL(/\/runs\?sort=longest$/);
  await expect(page.getByRole('columnheader', { name: 'Duration' })).toHaveAttribute('aria-sort', 'descending');
  await expect(head).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(durations).toHaveText(['2 s', '1 m 01 s', '6 m 40 s']);
  await page.reload();
  await expect(durations).toHaveText(['2 s', '1 m 01 s', '6 m 40 s']);
  await page.goBack();
  await expect(durations).toHaveText(['6 m 40 s', '1 m 01 s', '2 s']);
  await page.getByRole('button', { name: 'Started' }).click();
  await expect(durations).toHaveText(['2 s', '6 m 40 s', '1 m 01 s']);
});

test('a mistake in a search is shown at its place', async ({ page, jobwire }) => {
  await page.goto(`${jobwire.gateway.url}/runs`);
  await page.getByRole('combobox').fill('stat:failed');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert').locator('mark')).toHaveText('stat:');
  await expect(page).toHaveURL(/\/runs$/);
});

test('a new run comes in by itself, and changes in place', async ({ page, jobwire }) => {
  await page.goto(`${jobwire.gateway.url}/runs`);
  await expect(page.getByText('No runs yet')).toBeVisible();
  const run = { jobName: 'db-backup', serverId: 7, jobId: 'backup-1' };
  await jobwire.publish({ type: 'started', ...run });
  const row = page.getByRole('row').filter({ hasText: 'db-backup' });
  await expect(row).toContainText('Running');
  await jobwire.publish({ type: 'progress', ...run, progress: { current: 58, total: 113 } });
  await expect(row).toContainText('58 of 113');
  await jobwire.publish({ type: 'failed', ...run, error: 'ENOSPC' });
  await expect(row).toContainText('Failed');
  await expect(row).toContainText('ENOSPC');
});

test('failed runs are retried together, after they could have been kept', async ({ page, jobwire }) => {
  await failRuns(jobwire, 2);
  await page.goto(`${jobwire.gateway.url}/runs?q=state:failed`);
  await page.getByRole('checkbox', { name: 'Select all rows loaded' }).check();
  await page.getByRole('button', { name: 'Retry 2', exact: true }).click();
  const question = page.getByRole('alertdialog', { name: 'Retry 2 runs?' });
  await expect(question).toContainText('disk-usage-scan 2, on 1 server.');
  await expect(question.getByRole('button', { name: 'Retry 2 runs' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(page.getByText('Retrying 2 runs')).toBeHidden();
  expect(await countFailed(jobwire)).toBe(2);

  // One at a time: the job runs once per server.
  await page
    .getByRole('checkbox', { name: /^Select run/ })
    .first()
    .check();
  await page.getByRole('button', { name: 'Retry 1', exact: true }).click();
  await page.getByRole('button', { name: 'Do it now' }).click();
  await expect(page.getByText('1 run started again.')).toBeVisible();
  await expect.poll(() => countFailed(jobwire)).toBe(3);
  await expect(page.getByRole('row').filter({ hasText: 'disk-usage-scan' })).toHaveCount(3);
});
