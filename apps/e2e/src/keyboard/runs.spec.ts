import { expectFocusShown, tabTo } from '../focus.ts';
import { publishFailures, publishHistory } from '../history.ts';
import { expect, test } from '../jobwire.ts';

test('runs are filtered in the query field by keyboard alone', async ({ page, jobwire }) => {
  await publishHistory(jobwire);
  await page.goto(`${jobwire.gateway.url}/runs`);
  const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('row').filter({ hasText: 'server-' });
  await expect(rows.filter({ hasText: 'ENOSPC' })).toBeVisible();

  await page.keyboard.press('/');
  const field = page.getByRole('combobox');
  await expect(field).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.type('state:fai');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option', { selected: true })).toContainText('failed');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\?q=state:failed$/);
  await expect(rows).toHaveCount(1);

  await expect(field).toBeFocused();
  await page.keyboard.type('server:');
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toBeHidden();
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('server:');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  // The last chip becomes text again.
  await page.keyboard.press('Backspace');
  await expect(field).toHaveValue('state:failed');
  await expect(page).toHaveURL(/\/runs$/);
});

test('a run is found with arrows, opened, and left again', async ({ page, jobwire }) => {
  await publishFailures(jobwire);
  await page.goto(`${jobwire.gateway.url}/runs`);
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByRole('row')).toHaveCount(3);
  await tabTo(page, 'grid "Runs"');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(grid).toHaveAttribute('aria-activedescendant', /disk-usage-scan-failed$/);
  await expectFocusShown(page);

  await page.keyboard.press('.');
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(grid).toBeFocused();
  await expect(grid).toHaveAttribute('aria-activedescendant', /disk-usage-scan-failed$/);

  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'disk-usage-scan on app-01' })).toBeVisible();
  await page.goBack();
  await expect(grid).toBeFocused();
  await expect(grid).toHaveAttribute('aria-activedescendant', /disk-usage-scan-failed$/);
  await expectFocusShown(page);

  await page.keyboard.press('Enter');
  await tabTo(page, 'link "Runs"');
  await page.keyboard.press('Enter');
  await expect(grid).toBeFocused();
  await expect(grid).toHaveAttribute('aria-activedescendant', /disk-usage-scan-failed$/);
});

test('on a phone the tab that has the focus is seen whole', async ({ page, jobwire }) => {
  await publishFailures(jobwire);
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto(`${jobwire.gateway.url}/runs`);
  await expect(page.getByRole('button', { name: 'Select' })).toBeVisible();
  const tab = page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Running now' });
  await expect(tab).not.toBeInViewport({ ratio: 0.99 });
  await tabTo(page, /^button "Running now/);
  await expect(tab).toBeInViewport({ ratio: 0.99 });
});

test('runs are selected and started again together, after they could have been kept, by keyboard alone', async ({
  page,
  jobwire,
}) => {
  await publishFailures(jobwire);
  await page.goto(`${jobwire.gateway.url}/runs?q=state:failed`);
  const grid = page.getByRole('grid', { name: 'Runs' });
  const selection = page.getByRole('region', { name: 'Selection' });
  await expect(grid.getByRole('row')).toHaveCount(3);
  await tabTo(page, 'grid "Runs"');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(selection).toContainText('2 selected');
  await expect(grid).toBeFocused();

  await page.keyboard.press('r');
  const question = page.getByRole('alertdialog', { name: 'Retry 2 runs?' });
  await expect(question.getByRole('button', { name: 'Retry 2 runs' })).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(grid).toBeFocused();
  await expect(selection).toContainText('2 selected');
  await page.keyboard.press('Escape');
  await expect(selection).toBeHidden();

  await page.keyboard.press('ControlOrMeta+a');
  await expect(selection).toContainText('2 selected');
  await page.keyboard.press('r');
  await expect(question.getByRole('button', { name: 'Retry 2 runs' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, 'button "Do it now"');
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 runs started again.')).toBeVisible();
  await expect(grid.getByRole('row')).toHaveCount(5);
});

test('Esc is for the dialog that was asked for, before it is there: what is selected stays', async ({
  page,
  jobwire,
}) => {
  await publishFailures(jobwire);
  await page.goto(`${jobwire.gateway.url}/runs`);
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByRole('row')).toHaveCount(3);
  await tabTo(page, 'grid "Runs"');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  const selection = page.getByRole('region', { name: 'Selection' });
  await expect(selection).toContainText('1 selected');

  let deliver = (): void => undefined;
  const isLeft = new Promise<void>((resolve) => (deliver = resolve));
  await page.route('**/*.js', async (route) => {
    await isLeft;
    await route.continue();
  });
  const asked = page.waitForRequest('**/*.js');
  await page.keyboard.press('Control+k');
  await asked;
  await page.keyboard.press('Escape');
  deliver();
  // When it is loaded it comes by a second press, not by the first.
  await expect(async () => {
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('combobox', { name: 'Search or go to' })).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(selection).toContainText('1 selected');
  await expect(grid).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(selection).toBeHidden();
});

test('runs that go on are not cancelled by a slip of the finger', async ({ page, jobwire }) => {
  await publishFailures(jobwire);
  await page.goto(`${jobwire.gateway.url}/runs`);
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByRole('row')).toHaveCount(3);
  await page.keyboard.press('j');
  await expect(grid).toBeFocused();
  await page.keyboard.press('x');
  await expect(page.getByRole('button', { name: 'Cancel 0' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('c');
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await page.keyboard.press('r');
  await expect(page.getByRole('alertdialog', { name: 'Retry 1 run?' })).toBeVisible();
});
