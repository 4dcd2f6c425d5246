import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './jobwire.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing in any state of any component, ${colorScheme}`, async ({ page, jobwire }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(`${jobwire.gateway.url}/gallery`);
    for (const state of [
      'Unknown',
      'Slow: ',
      'Starting…',
      'Already running on app-26',
      'History reloaded',
      'Refused',
    ]) {
      await expect(page.getByRole('main').getByText(state).first()).toBeVisible();
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);

    await page.setViewportSize({ width: 320, height: 780 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
}
