import { join } from 'node:path';
import { writeHole } from './files.ts';
import { tabTo } from './focus.ts';
import { expect, test } from './jobwire.ts';
import { cellOf, runJob } from './overview.ts';

test('a job server that is killed ends its run as failed when it is back, without a reload', async ({
  jobwire,
  overview,
}) => {
  await writeHole(join(jobwire.folder, 'hole'));
  const cell = cellOf(overview, 'file-integrity-check');
  await runJob(overview, 'file-integrity-check');
  await expect(cell).toContainText(/Running \d/);
  await overview.evaluate(() => document.body.setAttribute('data-same-page', ''));

  await jobwire.jobServer.kill();
  await expect(overview.getByRole('status').filter({ hasText: 'The job server does not answer' })).toBeVisible();
  await expect(cell.getByRole('button', { name: 'Cancel' })).toHaveAttribute('aria-disabled', 'true');
  const asOf = overview.getByText(/as of \d\d:\d\d:\d\d/);
  await expect(asOf.first()).toBeVisible();
  await expect(cell).not.toContainText('left');

  await jobwire.jobServer.start();
  await expect(cell).toContainText('Failed');
  await expect(cell).toContainText('Interrupted: the server stopped while it ran');
  await expect(overview.getByText('The job server does not answer')).toHaveCount(0);
  await expect(asOf).toHaveCount(0);
  await runJob(overview, 'disk-usage-scan');
  await expect(cellOf(overview, 'disk-usage-scan')).toContainText('Done');
  await expect(overview.locator('body')).toHaveAttribute('data-same-page', '');
});

test('a gateway that is restarted is found again, and nothing is missed', async ({ jobwire, overview }) => {
  await jobwire.gateway.kill();
  await expect(overview.getByRole('status').filter({ hasText: 'Connection lost' })).toBeVisible();
  await expect(overview.getByText(/as of \d\d:\d\d:\d\d/).first()).toBeVisible();
  await jobwire.trigger('disk-usage-scan');
  await jobwire.gateway.start();
  await expect(overview.getByRole('button', { name: 'Connection: Live' })).toBeVisible();
  await expect(cellOf(overview, 'disk-usage-scan')).toContainText('Done');
  await expect(overview.getByText('Live again')).toBeVisible();
});

test('a panel that could not be loaded is loaded when it is asked for again', async ({ page, overview }) => {
  await page.route('**/chunk-*.js', (route) => route.abort());
  const settings = overview.getByRole('button', { name: 'Settings' });
  const failed = page.waitForEvent('requestfailed');
  await settings.click();
  await failed;
  await expect(settings).toHaveAttribute('aria-expanded', 'false');
  await page.unroute('**/chunk-*.js');
  await settings.click();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});

test('parts of the overview that could not be loaded are loaded when they are asked for again, by keyboard alone', async ({
  page,
  overview,
}) => {
  await page.route('**/chunk-*.js', (route) => route.abort());
  const cell = cellOf(overview, 'disk-usage-scan');
  await cell.focus();
  await page.keyboard.press('.');
  await expect(cell.getByRole('button', { name: 'The menu could not be loaded' })).toBeVisible();
  await page.keyboard.press('v');
  await expect(overview.getByRole('alert').filter({ hasText: 'could not be loaded' })).toHaveCount(2);
  await page.unroute('**/chunk-*.js');

  for (const left of [1, 0]) {
    await tabTo(page, 'button "Try again"');
    await page.keyboard.press('Enter');
    await expect(overview.getByRole('button', { name: 'Try again' })).toHaveCount(left);
    await expect(page.locator('body')).not.toBeFocused();
  }
  await expect(overview.getByRole('heading', { name: 'Needs attention' })).toBeVisible();
  await expect(overview.getByRole('heading', { name: 'Servers and jobs' })).toBeVisible();
  await overview.getByRole('radio', { name: 'Board' }).press('Space');
  await cell.focus();
  await page.keyboard.press('.');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(cell).toBeFocused();
});

test('states are loaded once: a page that is open asks for nothing but the stream', async ({ page, jobwire }) => {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) asked.push(`${request.resourceType()} ${pathname}`);
  });
  await page.goto(jobwire.gateway.url);
  await expect(page.getByRole('button', { name: 'Run disk-usage-scan' })).toBeVisible();
  const loaded = [
    'eventsource /api/jobs/events',
    'fetch /api/jobs',
    // Of a minute, then of ten and of an hour: little has happened.
    'fetch /api/jobs/events',
    'fetch /api/jobs/events',
    'fetch /api/jobs/events',
    'fetch /api/schedule',
    'fetch /api/servers',
    'fetch /api/servers/1/jobs',
    'fetch /api/stats',
  ];
  await expect.poll(() => asked.toSorted()).toEqual(loaded);

  // Ten heartbeats and a whole run later.
  await jobwire.trigger('disk-usage-scan');
  await expect(cellOf(page, 'disk-usage-scan')).toContainText('Done');
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let pings = 0;
        const source = new EventSource('/api/jobs/events?count-pings');
        source.addEventListener('ping', () => {
          if (++pings < 10) return;
          source.close();
          resolve();
        });
      }),
  );
  expect(asked.toSorted()).toEqual([...loaded, 'eventsource /api/jobs/events'].toSorted());
});

test('the snippet of the README works in a browser console', async ({ jobwire, overview }) => {
  const opened = overview.waitForResponse((response) => response.url().endsWith('/api/jobs/events'));
  const heard = overview.evaluate(
    () =>
      new Promise<Record<string, unknown>>((resolve) => {
        const seen: Record<string, unknown> = {};
        const events = new EventSource('/api/jobs/events');
        for (const type of ['hello', 'job', 'ping']) {
          events.addEventListener(type, ({ data, lastEventId }: MessageEvent<string>) => {
            const parsed = JSON.parse(data) as { type: string };
            seen[type] ??= { type: parsed.type, hasId: lastEventId !== '' };
            if (Object.keys(seen).length < 3) return;
            events.close();
            resolve(seen);
          });
        }
      }),
  );
  await opened;
  await jobwire.publish({ type: 'started', jobName: 'nightly', serverId: 7, jobId: 'n-1' });
  expect(await heard).toEqual({
    hello: { type: 'hello', hasId: true },
    job: { type: 'started', hasId: true },
    ping: { type: 'ping', hasId: true },
  });
  await expect(overview.getByRole('rowheader', { name: 'server-7' })).toBeVisible();
});
