import { expectAccessible, expectNoSidewaysScrolling } from '../axe.ts';
import { expect, test } from '../jobwire.ts';

test('axe finds nothing in any state of any component', async ({ page, jobwire }) => {
  await page.goto(`${jobwire.gateway.url}/gallery`);
  for (const state of ['Unknown', 'Slow: ', 'Starting…', 'Already running on app-26', 'History reloaded', 'Refused']) {
    await expect(page.getByRole('main').getByText(state).first()).toBeVisible();
  }
  await expectAccessible(page, 'gallery');
  await page.setViewportSize({ width: 320, height: 780 });
  await expectNoSidewaysScrolling(page, 'gallery, 320 pixels wide');
});
