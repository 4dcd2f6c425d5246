import type { Locator, Page } from '@playwright/test';

/** The cell of a job on the only server. */
export function cellOf(page: Page, jobName: string): Locator {
  return page.getByRole('gridcell').filter({ has: page.getByText(`${jobName} on app-01:`) });
}

/** Runs a job as a person does: by the button and the form. */
export async function runJob(page: Page, jobName: string, input: Readonly<Record<string, string>> = {}): Promise<void> {
  await page.getByRole('button', { name: `Run ${jobName}` }).click();
  const dialog = page.getByRole('dialog', { name: `Run ${jobName}` });
  for (const [label, value] of Object.entries(input)) await dialog.getByLabel(label, { exact: true }).fill(value);
  await dialog.getByRole('button', { name: 'Run on app-01' }).click();
}
