import { expectNoSidewaysScrolling } from './axe.ts';
import { expect, test } from './jobwire.ts';

/** The longest that a job may be called. */
const JOB = 'x'.repeat(64);
const run = { jobName: JOB, serverId: 2, jobId: 'run-1' } as const;

test('a run fits into the window, however long the name of its job, its numbers and the chain of its causes', async ({
  page,
  jobwire,
}) => {
  await jobwire.publish(
    { ...run, type: 'started' },
    { ...run, type: 'progress', progress: { current: 1e308, total: 1.7e308 } },
  );
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto(`${jobwire.gateway.url}/runs/${run.jobId}`);
  await expect(page.getByText('1E308 of 1.7E308').first()).toBeVisible();
  await expectNoSidewaysScrolling(page, 'running');

  const causes = Array.from({ length: 100 }, (_, index) => ({ message: `cause ${index}` }));
  await jobwire.publish({ ...run, type: 'failed', error: 'E'.repeat(8_000), failure: { causes } });
  await expect(page.getByText('cause 99')).toBeAttached();
  await expectNoSidewaysScrolling(page, 'failed');
});
