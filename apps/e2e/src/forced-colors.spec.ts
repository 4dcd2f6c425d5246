import type { Locator } from '@playwright/test';
import { publishHistory } from './history.ts';
import { expect, test } from './jobwire.ts';

const styleOf = (element: Locator, name: string): Promise<string> =>
  element.evaluate((shown, property) => getComputedStyle(shown).getPropertyValue(property), name);

test('where the system forces its colours, it is still seen what is chosen, how far a run is and how long runs took', async ({
  page,
  jobwire,
}) => {
  await publishHistory(jobwire);
  await page.emulateMedia({ forcedColors: 'active' });
  await page.goto(jobwire.gateway.url);
  await expect(page.getByRole('gridcell').filter({ hasText: 'Running' }).first()).toBeVisible();
  const pages = page.getByRole('navigation').getByRole('link');
  const [here, elsewhere] = ['Overview', 'Runs'].map((name) =>
    styleOf(pages.filter({ hasText: name }), 'border-bottom-color'),
  );
  expect(await here).not.toBe(await elsewhere);

  const [board, matrix] = ['Board', 'Matrix'].map((view) =>
    styleOf(page.locator('.segment').filter({ hasText: view }), 'background-color'),
  );
  expect(await board).not.toBe(await matrix);

  await page.goto(`${jobwire.gateway.url}/runs/slow`);
  const run = page.getByRole('region', { name: 'Run', exact: true });
  const [wire, done] = [run.getByRole('progressbar'), run.getByRole('progressbar').locator('.done')];
  await expect(wire).toBeVisible();
  expect(await styleOf(done, 'background-color')).not.toBe(await styleOf(wire, 'background-color'));
  const bar = page.locator('app-earlier-runs li .bar > span').first();
  const panel = page.locator('app-earlier-runs section');
  expect(await styleOf(bar, 'background-color')).not.toBe(await styleOf(panel, 'background-color'));
});
