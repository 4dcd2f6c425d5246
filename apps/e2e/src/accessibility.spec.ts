import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeTree } from './files.ts';
import { expect, test } from './jobwire.ts';
import { cellOf, runJob } from './overview.ts';

async function violationsOf(page: Page): Promise<string[]> {
  // Halfway through a transition colours are no one's.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  for (const viewport of [
    { width: 1_440, height: 900 },
    { width: 360, height: 780 },
    // A desktop's page at 400 % (WCAG 2.2, 1.4.10).
    { width: 320, height: 780 },
  ]) {
    test(`axe finds nothing, ${colorScheme}, ${viewport.width} pixels wide`, async ({ page, jobwire, overview }) => {
      await writeTree(jobwire.folder, { folders: 2 });
      await runJob(overview, 'file-integrity-check');
      await expect(cellOf(overview, 'file-integrity-check')).toContainText('Done');
      await writeFile(join(jobwire.folder, 'new.txt'), 'new');
      await runJob(overview, 'file-integrity-check');
      await runJob(overview, 'disk-usage-scan', { Path: 'not-there' });
      await expect(page.getByRole('region', { name: 'Open anomalies' })).toBeVisible();
      await expect(cellOf(overview, 'disk-usage-scan')).toContainText('Failed');

      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

      await page.getByRole('button', { name: 'Run auth-log-scan' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      expect(await violationsOf(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Connection: Live' }).click();
      await expect(page.getByRole('dialog', { name: 'Connection' })).toBeVisible();
      expect(await violationsOf(page)).toEqual([]);
      await page.keyboard.press('Escape');

      const failed = (await jobwire.runs()).find(({ state }) => state === 'failed');
      const checked = (await jobwire.runs()).find(({ state }) => state === 'completed');
      for (const run of [failed, checked]) {
        await page.goto(`${jobwire.gateway.url}/runs/${run?.jobId}`);
        await expect(page.getByRole('region', { name: 'Timeline' })).toBeVisible();
        expect(await violationsOf(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      }
    });
  }
}

test('many jobs widen the board, which scrolls, and not the page', async ({ jobwire, overview }) => {
  const started = Array.from({ length: 20 }, (_, number) => ({
    type: 'started',
    jobName: `job-${number}`,
    serverId: 7,
    jobId: `run-${number}`,
  }));
  await overview.request.post(`${jobwire.gateway.url}/api/events`, { data: started });
  await expect(overview.getByRole('columnheader', { name: 'job-19' })).toBeAttached();
  await expect(overview.getByRole('row', { name: 'server-7' })).toBeVisible();
  expect(await overview.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test('a job is run and its result opened by keyboard alone', async ({ page, jobwire, overview }) => {
  await writeTree(jobwire.folder, { folders: 1 });
  await overview.getByRole('button', { name: 'Run disk-usage-scan' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('Path')).toBeFocused();
  await page.keyboard.press('Enter');
  const cell = cellOf(overview, 'disk-usage-scan');
  await expect(cell).toContainText('Done');
  await expect(cell.getByRole('button', { name: 'Run disk-usage-scan' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(cell.getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Result' })).toBeVisible();
});
