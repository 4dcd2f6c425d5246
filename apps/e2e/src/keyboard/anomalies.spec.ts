import { expectFocusShown, tabTo } from '../focus.ts';
import { anAnomaly } from '../history.ts';
import { expect, test } from '../jobwire.ts';

test('an anomaly is found, acknowledged with a note and left by keyboard alone', async ({ page, jobwire }) => {
  await jobwire.publish(anAnomaly('critical', 'A login'), anAnomaly('high', 'A change'));
  await page.goto(`${jobwire.gateway.url}/anomalies`);
  await expect(page.getByRole('heading', { name: 'A login' })).toBeVisible();

  await tabTo(page, 'listbox "Anomalies"');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('listbox').getByRole('option', { selected: true })).toContainText('A change');
  await expect(page.getByRole('heading', { name: 'A change' })).toBeVisible();
  await expectFocusShown(page);

  await tabTo(page, 'textbox "Note"');
  await page.keyboard.type('Known: the update of last night.');
  await tabTo(page, 'textbox "Your name"');
  await page.keyboard.type('Mira K.');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('Known: the update of last night.').last()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'A change' })).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'Search or go to' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('heading', { name: 'A change' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { name: 'A change' })).toBeHidden();
  await expect(page.getByRole('listbox', { name: 'Anomalies' })).toBeFocused();
  await expectFocusShown(page);
  await page.keyboard.press('k');
  await expect(page.getByRole('heading', { name: 'A login' })).toBeVisible();
});
