import { expectFocusShown, tabTo } from '../focus.ts';
import { publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';
import { cellOf } from '../overview.ts';

test('the palette leads to a page, and gives the focus back when it is left', async ({ page, overview }) => {
  await tabTo(page, /^gridcell "disk-usage-scan on app-01/);
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: 'Search or go to' });
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
  await expect(cellOf(overview, 'disk-usage-scan')).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('live feed');
  await expect(palette.getByRole('option', { selected: true })).toContainText('Go to Live feed');
  await page.keyboard.press('ArrowDown');
  await expect(palette.getByRole('option', { selected: true })).toContainText('Search runs');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/feed$/);
  await expect(page.getByRole('heading', { name: 'Live feed', level: 1 })).toBeAttached();
});

test('single keys lead everywhere, and can be switched off', async ({ page, overview }) => {
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await expect(page).toHaveURL(/\/runs$/);
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await expect(overview.getByRole('button', { name: 'Run disk-usage-scan' })).toBeVisible();

  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toBeVisible();
  await expectFocusShown(page);
  const besideTheSheet = ({ scrollWidth, clientWidth }: HTMLElement): number => scrollWidth - clientWidth;
  expect(await sheet.getByRole('group', { name: 'Keys' }).evaluate(besideTheSheet)).toBe(0);
  await sheet.getByRole('switch', { name: 'Single-key shortcuts' }).focus();
  await expectFocusShown(page);
  await page.keyboard.press('Space');
  await expect(sheet.getByRole('switch')).not.toBeChecked();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();

  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.keyboard.press('?');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Search or go to' })).toBeVisible();
  await expect(sheet).toBeHidden();
  await expect(page).not.toHaveURL(/\/runs$/);
});

test('what opens from the bar takes the focus, and gives it back', async ({ page, overview }) => {
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  const person = overview.getByRole('button', { name: 'Who are you?' });
  await expect(person).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Enter');
  const question = page.getByRole('dialog', { name: 'Who are you?' });
  await expect(question.getByLabel('Your name')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(person).toBeFocused();

  await page.keyboard.press('Shift+Tab');
  const settings = overview.getByRole('button', { name: 'Settings' });
  await expect(settings).toBeFocused();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Settings' });
  await expect(dialog.getByRole('radio').first()).toBeFocused();
  await expectFocusShown(page);
  await dialog.getByRole('radio', { name: 'Light' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(dialog.getByRole('radio', { name: 'Dark' })).toBeFocused();
  await expectFocusShown(page);
  await expect(page.locator('html')).toHaveClass('dark');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(settings).toBeFocused();

  await page.keyboard.press('Shift+Tab');
  await expect(overview.getByRole('button', { name: 'Local times: show UTC' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(overview.getByRole('button', { name: 'Times in UTC: show local time' })).toBeFocused();
  await expectFocusShown(page);

  await page.keyboard.press('Shift+Tab');
  const badge = overview.getByRole('button', { name: 'Connection: Live' });
  await expect(badge).toBeFocused();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: 'Connection' });
  await expect(panel.getByRole('button', { name: 'Reconnect' })).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(badge).toBeFocused();
});

test('arrows move in the matrix, which is one stop, and Enter shows the runs of a server', async ({
  page,
  jobwire,
  overview,
}) => {
  await publishHistory(jobwire);
  await page.keyboard.press('v');
  await expect(page).toHaveURL(/view=matrix/);
  await expect(overview.getByRole('gridcell')).toHaveCount(7);
  await tabTo(page, 'gridcell "app-01: quiet"');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('gridcell', { name: /^server-2/ })).toBeFocused();
  await expectFocusShown(page);
  await expect(page.getByRole('tooltip')).toContainText('server-2');
  await page.keyboard.press('End');
  await expect(page.getByRole('gridcell', { name: /^server-7/ })).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.getByRole('gridcell', { name: /^server-2/ })).toBeFocused();
  await page.keyboard.press('Control+End');
  await expect(page.getByRole('gridcell', { name: /^server-7/ })).toBeFocused();
  await page.keyboard.press('Control+Home');
  await expect(page.getByRole('gridcell', { name: /^app-01/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('gridcell', { name: /^server-2/ })).toBeFocused();
  await expect(page.getByRole('tooltip')).toContainText('server-2');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('tooltip')).toBeHidden();
  await expect(page.getByRole('gridcell', { name: /^server-2/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/runs\?q=server:server-2$/);
});
