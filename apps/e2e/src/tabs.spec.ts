import type { BrowserContext, Page } from '@playwright/test';
import { expect, test, type Jobwire } from './jobwire.ts';

async function openTab(context: BrowserContext, { gateway }: Jobwire): Promise<Page> {
  const page = await context.newPage();
  await page.goto(gateway.url);
  await expect(page.getByRole('button', { name: 'Connection: Live' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run disk-usage-scan' })).toBeVisible();
  return page;
}

async function openTabs(count: number, context: BrowserContext, jobwire: Jobwire): Promise<Page[]> {
  const pages: Page[] = [];
  for (let number = 0; number < count; number++) pages.push(await openTab(context, jobwire));
  return pages;
}

/** How many streams the gateway has open. */
async function countStreams({ gateway }: Jobwire): Promise<number> {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  return Number(/^jobwire_stream_connections (\d+)$/m.exec(metrics)?.[1]);
}

/** Publishes that runs have started and are done, one by one. */
async function publishRuns(jobwire: Jobwire, first: number, last: number): Promise<void> {
  for (let number = first; number <= last; number++) {
    for (const type of ['started', 'completed'] as const) {
      await jobwire.publish({ type, jobName: 'nightly', serverId: 7, jobId: `n-${number}` });
    }
  }
}

/** Each page shows each event of the runs 1 to `last`, once and in order. */
async function expectRuns(pages: readonly Page[], last: number): Promise<void> {
  const expected = Array.from({ length: last }, (_, index) => [`Done n-${last - index}`, `Started n-${last - index}`]);
  for (const page of pages) {
    const shown = (): Promise<string[]> =>
      page
        .getByRole('region', { name: 'Live feed' })
        .getByRole('listitem')
        .getByRole('link')
        .evaluateAll((links) =>
          links.map((link) => {
            const word = link.querySelector('b')?.textContent?.trim().split(' ')[0];
            return `${word} ${link.getAttribute('href')?.split('/').at(-1)}`;
          }),
        );
    await expect.poll(shown).toEqual(expected.flat());
  }
}

async function findLeader(pages: readonly Page[]): Promise<Page> {
  let leaders: Page[] = [];
  await expect(async () => {
    const follows = await Promise.all(pages.map((page) => page.getByText(/^through tab \d+$/).isVisible()));
    leaders = pages.filter((_, index) => !follows[index]);
    expect(leaders).toHaveLength(1);
  }).toPass();
  return leaders[0] as Page;
}

const without = (pages: readonly Page[], gone: Page): Page[] => pages.filter((page) => page !== gone);

test('twelve tabs have one stream, and miss and repeat nothing when the tab that has it is closed or crashes', async ({
  context,
  jobwire,
}) => {
  test.setTimeout(150_000);
  let pages = await openTabs(12, context, jobwire);
  expect(await countStreams(jobwire)).toBe(1);
  await publishRuns(jobwire, 1, 5);
  await expectRuns(pages, 5);

  const closed = await findLeader(pages);
  const published = publishRuns(jobwire, 6, 10);
  await closed.close();
  await published;
  pages = without(pages, closed);
  await expectRuns(pages, 10);
  expect(await countStreams(jobwire)).toBe(1);

  const crashed = await findLeader(pages);
  const crashes = pages.map((page) => page.waitForEvent('crash', { timeout: 0 }).then(() => page));
  const devtools = await context.newCDPSession(crashed);
  // It is never answered.
  devtools.send('Page.crash').catch(() => {});
  await publishRuns(jobwire, 11, 15);
  await Promise.race(crashes);
  pages = without(pages, crashed);
  await expectRuns(pages, 15);
  await findLeader(pages);
  await expect.poll(() => countStreams(jobwire)).toBe(1);
});

test('a tab that the browser freezes gives the stream to another, and catches up when it goes on', async ({
  context,
  jobwire,
}) => {
  const pages = await openTabs(3, context, jobwire);
  const leader = await findLeader(pages);
  // Chromium freezes hidden tabs only, and with devtools none is hidden: the page hears of it all the same.
  await leader.evaluate(() => document.dispatchEvent(new Event('freeze')));
  await publishRuns(jobwire, 1, 3);
  await expectRuns(without(pages, leader), 3);
  await leader.evaluate(() => document.dispatchEvent(new Event('resume')));
  await expectRuns(pages, 3);
  await publishRuns(jobwire, 4, 5);
  await expectRuns(pages, 5);
  await expect(leader.getByText(/^through tab \d+$/)).toBeVisible();
  await expect.poll(() => countStreams(jobwire)).toBe(1);
});

test('all tabs say that the connection is lost, and any of them can have it tried at once', async ({
  context,
  jobwire,
}) => {
  const pages = await openTabs(3, context, jobwire);
  const follower = without(pages, await findLeader(pages))[0] as Page;
  await jobwire.gateway.kill();
  for (const page of pages) await expect(page.getByText('Connection lost')).toBeVisible();
  // Long enough for the gateway to be back and not yet tried by itself.
  await expect(follower.getByText(/Reconnecting in 1\d s/).first()).toBeVisible({ timeout: 45_000 });
  await jobwire.gateway.start();
  await follower.getByRole('button', { name: 'Try now' }).click();
  for (const page of pages) await expect(page.getByRole('button', { name: 'Connection: Live' })).toBeVisible();
  await expect.poll(() => countStreams(jobwire)).toBe(1);
});

test('the page does nothing that its Content-Security-Policy reports', async ({ context, jobwire }) => {
  await context.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { violations: seen });
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      seen.push(`${violatedDirective} ${blockedURI}`),
    );
  });
  const page = await openTab(context, jobwire);
  expect(await page.evaluate(() => (globalThis as { violations?: string[] }).violations)).toEqual([]);
});
