import type { Page } from '@playwright/test';
import type { NewJobEvent } from '@jobwire/events';
import { expect, test, type Jobwire } from './jobwire.ts';

const run = { jobName: 'nightly', serverId: 7 } as const;

/** Publishes some 1,000 events a second, and that a run is done every tenth of one: until `isOver`. Returns how many runs. */
async function flood(jobwire: Jobwire, isOver: (runs: number) => boolean): Promise<number> {
  const progress: NewJobEvent[] = Array.from({ length: 25 }, (_, index) => ({
    ...run,
    type: 'progress',
    jobId: 'long',
    progress: { percent: index },
  }));
  let runs = 0;
  for (let batch = 1; !isOver(runs); batch++) {
    const done: NewJobEvent[] = batch % 4 === 0 ? [{ ...run, type: 'completed', jobId: `n-${++runs}` }] : [];
    await Promise.all([jobwire.publish(...progress, ...done), new Promise((resolve) => setTimeout(resolve, 25))]);
  }
  return runs;
}

/** The feed shows that each run is done, once and in order. */
async function expectDone(page: Page, runs: number): Promise<void> {
  const expected = Array.from({ length: runs }, (_, index) => `n-${runs - index}`);
  const shown = (): Promise<(string | undefined)[]> =>
    page
      .locator('app-feed-row')
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.split('/').at(-1)));
  await expect.poll(shown).toEqual(expected);
}

/** How many streams the gateway has open. */
async function countStreams({ gateway }: Jobwire): Promise<number> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(/^jobwire_stream_connections (\d+)$/m.exec(metrics)?.[1]);
}

test.use({ viewport: { width: 1_280, height: 2_000 } });

test.beforeEach(async ({ page, jobwire }) => {
  await page.goto(`${jobwire.gateway.url}/feed?q=type:completed`);
  await expect(page.getByRole('button', { name: 'Connection: Live' })).toBeVisible();
});

test('in a flood the stream goes on in a worker, with nothing lost or repeated', async ({ page, jobwire }) => {
  let later: number | undefined;
  const runs = await flood(jobwire, (sofar) => {
    if (page.workers().length > 0) later ??= sofar + 5;
    return sofar === later;
  });
  await expectDone(page, runs);
  expect(page.workers()).toHaveLength(1);
  expect(await countStreams(jobwire)).toBe(1);

  await jobwire.gateway.kill();
  await expect(page.getByRole('button', { name: /^Connection: Reconnecting/ })).toBeVisible();
  await jobwire.publish({ ...run, type: 'completed', jobId: `n-${runs + 1}` });
  await jobwire.gateway.start();
  await expect(page.getByRole('button', { name: 'Connection: Live' })).toBeVisible();
  await expectDone(page, runs + 1);
});

test('where the worker cannot be loaded, as after a new version was installed, all stays in the page', async ({
  page,
  jobwire,
}) => {
  let isAsked = false;
  await page.route(/\/worker-\w+\.js/, (route) => {
    isAsked = true;
    return route.fulfill({ status: 404 });
  });
  let later: number | undefined;
  const runs = await flood(jobwire, (sofar) => {
    if (isAsked) later ??= sofar + 5;
    return sofar === later;
  });
  await expectDone(page, runs);
  expect(page.workers()).toHaveLength(0);
  expect(await countStreams(jobwire)).toBe(1);
});

test('a list draws few rows then beyond those that are seen', async ({ page, jobwire }) => {
  await jobwire.publish(
    ...Array.from({ length: 60 }, (_, index) => ({ ...run, type: 'queued' as const, jobId: `q-${index}` })),
  );
  await page.setViewportSize({ width: 1_280, height: 700 });
  await page.goto(`${jobwire.gateway.url}/runs`);
  const rows = page.locator('jw-runs-row');
  await expect(rows.nth(20)).toBeVisible();
  const before = await rows.count();
  let isOver = false;
  const fewer = expect
    .poll(() => rows.count())
    .toBeLessThan(before - 5)
    .finally(() => (isOver = true));
  await flood(jobwire, () => isOver);
  await fewer;
});
