import type { Page } from '@playwright/test';
import { anAnomaly } from './history.ts';
import { expect, test, type Jobwire } from './jobwire.ts';

const CONTROLS = ['Note', 'Your name', 'Acknowledge'];

async function openAnomaly(page: Page, jobwire: Jobwire): Promise<void> {
  await jobwire.publish(anAnomaly('critical', 'A login'));
  await page.goto(`${jobwire.gateway.url}/anomalies`);
  await expect(page.getByRole('heading', { name: 'A login' })).toBeVisible();
}

/** What is pressed at each corner of a control is the control. */
async function expectUncovered(page: Page): Promise<void> {
  for (const name of CONTROLS) {
    const control = page.getByRole(name === 'Acknowledge' ? 'button' : 'textbox', { name });
    const isHit = control.evaluate((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      const corners = [left + 6, right - 6].flatMap((x) => [top + 6, bottom - 6].map((y) => [x, y] as const));
      return corners.every(([x, y]) => element.contains(document.elementFromPoint(x, y)));
    });
    expect(await isHit, `${name} is not covered`).toBe(true);
  }
}

for (const [width, height] of [
  [1440, 900],
  [960, 560],
] as const) {
  test(`what comes in at the bottom edge lies over no form of an anomaly, nor moves it: ${width} by ${height}`, async ({
    page,
    jobwire,
  }) => {
    await page.setViewportSize({ width, height });
    await openAnomaly(page, jobwire);
    const note = page.getByRole('textbox', { name: 'Note' });
    const place = await note.boundingBox();
    await expectUncovered(page);

    await page.getByRole('button', { name: 'Copy the link' }).click();
    const notice = page.locator('mat-snack-bar-container');
    await expect(notice).toBeVisible();
    await expectUncovered(page);

    await jobwire.gateway.kill();
    await expect(page.getByRole('status').filter({ hasText: 'Connection lost' })).toBeVisible();
    await expect(notice).toBeHidden();
    await expectUncovered(page);
    expect(await note.boundingBox()).toEqual(place);
  });
}
