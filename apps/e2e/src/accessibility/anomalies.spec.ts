import { expectAccessible } from '../axe.ts';
import { anAnomaly } from '../history.ts';
import { expect, test } from '../jobwire.ts';

test('axe finds nothing on anomalies, open, acknowledged, taken by somebody else, and gone', async ({
  page,
  jobwire,
}) => {
  await page.goto(`${jobwire.gateway.url}/anomalies`);
  await expect(page.getByRole('heading', { name: 'Nothing strange' })).toBeVisible();
  await expectAccessible(page, 'none');

  await jobwire.publish(
    anAnomaly('low', 'A new user'),
    anAnomaly('critical', 'A login'),
    anAnomaly('high', 'A change'),
  );
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(3);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'A login' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Evidence' })).toBeVisible();
  await expectAccessible(page, 'open, with the form');

  await page.getByLabel('Note').fill('Known.');
  await page.getByLabel('Your name').fill('Mira K.');
  await page.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(page.getByText('Known.').first()).toBeVisible();
  await expect(page.getByLabel('Note')).toBeHidden();
  await expectAccessible(page, 'acknowledged');

  await page.getByRole('option', { name: 'A change' }).click();
  await page.getByLabel('Note').fill('Not sent.');
  const position = new URL(page.url()).searchParams.get('anomaly');
  const answer = await page.request.post(`${jobwire.gateway.url}/api/anomalies/${position}/acknowledge`, { data: {} });
  expect(answer.status()).toBe(202);
  await expect(page.getByText('Somebody else was quicker.')).toBeVisible();
  await expectAccessible(page, 'somebody else was quicker');

  await page.getByRole('searchbox', { name: 'Filter by text, job or server' }).fill('nobody writes this');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'No anomaly matches' })).toBeVisible();
  await expectAccessible(page, 'filtered empty');
  await page.goto(`${jobwire.gateway.url}/anomalies?anomaly=1-1`);
  await expect(page.getByRole('heading', { name: 'This anomaly is no longer kept' })).toBeVisible();
  await expectAccessible(page, 'no longer kept');
});
