import type { Page } from '@playwright/test';
import { expectAccessible } from '../axe.ts';
import { publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';

async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search or go to' })).toBeFocused();
}

for (const width of [1_440, 360]) {
  test(`axe finds nothing in what opens over a page, ${width} pixels wide`, async ({ page, jobwire, overview }) => {
    await page.setViewportSize({ width, height: 780 });
    await publishHistory(jobwire);
    await overview.getByRole('button', { name: 'Run auth-log-scan' }).click();
    const form = page.getByRole('dialog', { name: 'Run auth-log-scan' });
    await expect(form.getByLabel('File')).toBeFocused();
    await expectAccessible(page, 'form');
    await page.keyboard.press('Enter');
    await expect(form).toContainText('Fill this in.');
    await expectAccessible(page, 'form with a mistake');
    await page.keyboard.press('Escape');
    await expect(form).toBeHidden();

    await page.getByRole('button', { name: 'Connection: Live' }).click();
    await expect(page.getByRole('dialog', { name: 'Connection' })).toContainText('Position');
    await expectAccessible(page, 'connection panel');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByRole('dialog', { name: 'Settings' })).toContainText('Dark');
    await expectAccessible(page, 'settings');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    // On a phone it is among the settings.
    if (width > 360) {
      await page.getByRole('button', { name: 'Who are you?' }).click();
      await expect(page.getByRole('dialog', { name: 'Who are you?' }).getByLabel('Your name')).toBeFocused();
      await expectAccessible(page, 'who one is');
      await page.keyboard.type('Mira K.');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('dialog')).toBeHidden();
      await expect(page.getByRole('button', { name: 'MK: you are Mira K.' })).toBeFocused();
    }

    await openPalette(page);
    await expect(page.getByRole('option', { name: 'Go to Runs' })).toBeVisible();
    await expectAccessible(page, 'palette');
    await page.keyboard.type('backup');
    await expect(page.getByRole('option', { name: /Search runs for “backup”.*\d+ runs/ })).toBeVisible();
    await expectAccessible(page, 'palette with results');
    await page.getByRole('combobox').fill('>nobody writes this');
    await expect(page.getByText('Nothing fits.')).toBeVisible();
    await expectAccessible(page, 'palette without results');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();

    await page.keyboard.press('?');
    await expect(page.getByRole('heading', { name: 'Keyboard shortcuts' })).toBeVisible();
    await expectAccessible(page, 'shortcuts');
  });
}
