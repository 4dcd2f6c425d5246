import { writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { outputOf, writeHole, writeTree } from './files.ts';
import { expect, test } from './jobwire.ts';
import { cellOf, runJob } from './overview.ts';

test('a disk usage scan is watched from the button to its result, and agrees with du', async ({
  jobwire,
  overview,
}) => {
  const files = await writeTree(jobwire.folder);
  const cell = cellOf(overview, 'disk-usage-scan');
  await expect(cell).toContainText('Never run');
  await runJob(overview, 'disk-usage-scan');
  await expect(cell).toContainText('Done');
  await expect(overview.getByRole('region', { name: 'Live feed' })).toContainText('Done in');

  await cell.getByRole('link').click();
  const result = overview.getByRole('region', { name: 'Result' });
  const bytes = Number(outputOf('du', '-sb', jobwire.folder).split('\t')[0]);
  await expect(result).toContainText(`${bytes.toLocaleString('en')} bytes`);
  await expect(result).toContainText(`${files.toLocaleString('en')}`);
  const allocated = Number(outputOf('du', '-s', '-B1', jobwire.folder).split('\t')[0]);
  await expect(result).toContainText(`${allocated.toLocaleString('en')} bytes`);
  const [run] = await jobwire.runs();
  expect(run).toMatchObject({ state: 'completed', result: { files, bytes, allocatedBytes: allocated, unreadable: 0 } });
});

test('a running job shows its progress and can be cancelled', async ({ jobwire, overview }) => {
  await writeHole(join(jobwire.folder, 'hole'));
  const cell = cellOf(overview, 'file-integrity-check');
  await runJob(overview, 'file-integrity-check');
  await expect(cell).toContainText(/Running \d/);
  await expect(cell.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[\d.]+$/);
  await expect(overview).toHaveTitle('Overview · Jobwire');

  await cell.getByRole('button', { name: 'Cancel file-integrity-check' }).click();
  await expect(cell).toContainText('Cancelled');
  await expect(cell.getByRole('progressbar')).toHaveCount(0);
  const [run] = await jobwire.runs();
  expect(run).toMatchObject({ state: 'cancelled' });
  const { events } = await jobwire.run(run?.jobId ?? '');
  const asked = events.find(({ type }) => type === 'cancel_requested');
  const ended = events.find(({ type }) => type === 'cancelled');
  expect((ended?.epochMs ?? NaN) - (asked?.epochMs ?? NaN)).toBeLessThan(1_000);
});

test('a file that was changed stands out as an anomaly, and can be acknowledged', async ({ jobwire, overview }) => {
  const files = await writeTree(jobwire.folder, { folders: 3 });
  const cell = cellOf(overview, 'file-integrity-check');
  await runJob(overview, 'file-integrity-check');
  await expect(cell).toContainText('Done');
  const baselines = join(jobwire.folder, '../data/baselines');
  const baseline = join(baselines, readdirSync(baselines)[0] ?? '');
  const checked = outputOf('sh', '-c', `cd "$0" && sha256sum --check "$1"`, jobwire.folder, baseline);
  expect(checked.match(/: OK$/gm)).toHaveLength(files);

  await writeFile(join(jobwire.folder, 'folder-1/inner/file-1.txt'), 'changed');
  await runJob(overview, 'file-integrity-check');
  const strip = overview.getByRole('region', { name: 'Open anomalies' });
  await expect(strip).toContainText('changed: folder-1/inner/file-1.txt');
  await expect(cell).toContainText('1 high');
  // Nothing moves under the pointer or the focus, which are still where the job was run.
  await expect(overview.getByText('Order held while you point here, 1 would move')).toBeVisible();
  await overview.mouse.move(0, 0);
  await strip.getByRole('button', { name: 'Acknowledge' }).focus();
  await expect(overview.getByRole('grid')).toContainText('Needs attention');
  await strip.getByRole('button', { name: 'Acknowledge' }).click();
  await expect(strip).toHaveCount(0);
  await expect(cell).not.toContainText('1 high');
});

test('failed logins are counted as grep counts them, plain and gzip', async ({ jobwire, overview }) => {
  const lines = Array.from({ length: 5_000 }, (_, number) => {
    const time = new Date(1_763_900_000_000 + number * 1_000).toISOString();
    const address = `203.0.113.${number % 7}`;
    if (number % 3 === 0) return `${time} web sshd[${number}]: Failed password for root from ${address} port 22 ssh2`;
    return `${time} web sshd[${number}]: Connection closed by ${address} port 22 [preauth]`;
  });
  const file = join(jobwire.folder, 'auth.log');
  await writeFile(file, `${lines.join('\n')}\n`);
  await writeFile(`${file}.gz`, gzipSync(`${lines.join('\n')}\n`));
  const failures = Number(outputOf('grep', '-c', 'Failed password', file));

  const cell = cellOf(overview, 'auth-log-scan');
  for (const name of ['auth.log', 'auth.log.gz']) {
    await runJob(overview, 'auth-log-scan', { File: name });
    await expect
      .poll(async () => (await jobwire.runs())[0])
      .toMatchObject({
        input: { file: name },
        state: 'completed',
        result: { lines: 5_000, failures },
      });
  }
  await cell.getByRole('link').click();
  await expect(overview.getByRole('region', { name: 'Result' })).toContainText(failures.toLocaleString('en'));
});

test('a missing path fails with a message that names it', async ({ jobwire, overview }) => {
  const cell = cellOf(overview, 'disk-usage-scan');
  await runJob(overview, 'disk-usage-scan', { Path: 'not-there' });
  await expect(cell).toContainText('Failed');
  await expect(cell).toContainText(`There is no ${join(jobwire.folder, 'not-there')}`);
  await expect(overview).toHaveTitle('(1 failed) Overview · Jobwire');
});

test('the form says what is wrong before anything is sent', async ({ jobwire, overview }) => {
  await overview.getByRole('button', { name: 'Run auth-log-scan' }).click();
  const dialog = overview.getByRole('dialog');
  await dialog.getByLabel('Threshold').fill('0');
  await dialog.getByRole('button', { name: 'Run on app-01' }).click();
  await expect(dialog).toContainText('Fill this in.');
  await expect(dialog).toContainText('Use 1 or more.');
  await expect(dialog.getByLabel('File')).toBeFocused();
  await overview.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(await jobwire.runs()).toEqual([]);
});

test('a run is put off in the form, says when it starts, and can be cancelled before', async ({
  jobwire,
  overview,
}) => {
  await overview.getByRole('button', { name: 'Run disk-usage-scan' }).click();
  const dialog = overview.getByRole('dialog');
  await dialog.getByText('Later').click();
  await dialog.getByLabel('after', { exact: true }).fill('31');
  await dialog.getByLabel('Unit').selectOption('days');
  await dialog.getByRole('button', { name: 'Run on app-01' }).click();
  await expect(dialog).toContainText('Use 30 days or less.');
  await dialog.getByLabel('Unit').selectOption('minutes');
  await dialog.getByRole('button', { name: 'Run on app-01' }).click();
  await expect(dialog).toBeHidden();
  await expect(cellOf(overview, 'disk-usage-scan')).toContainText('Queued');
  const [run] = await jobwire.runs();
  expect(Date.parse(run?.startsAt ?? '') - Date.parse(run?.queuedAt ?? '')).toBeCloseTo(31 * 60_000, -3);

  await overview.getByRole('button', { name: 'Open' }).click();
  await expect(overview.getByText(/^in 3[01] m \d\d s$/)).toBeVisible();
  await overview.getByRole('button', { name: 'Cancel' }).click();
  await overview.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(overview.getByText('Cancelled').first()).toBeVisible();
  expect(await jobwire.runs()).toMatchObject([{ state: 'cancelled' }]);
});

test('the button of a cell stays where it is when the pointer comes and brings the menu', async ({ overview }) => {
  const cell = cellOf(overview, 'disk-usage-scan');
  const run = cell.getByRole('button', { name: 'Run disk-usage-scan' });
  const menu = cell.getByRole('button', { name: 'Actions of disk-usage-scan' });
  await expect(menu).toBeHidden();
  const before = await run.boundingBox();
  await cell.hover();
  await expect(menu).toBeVisible();
  expect(await run.boundingBox()).toEqual(before);
});
