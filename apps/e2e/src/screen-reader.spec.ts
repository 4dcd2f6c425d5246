import { anAnomaly, publishFailures, publishHistory } from './history.ts';
import { expect, test } from './jobwire.ts';

test('the overview is read out as what it is', async ({ page, jobwire, overview }) => {
  await publishHistory(jobwire);
  await expect(overview.getByRole('row', { name: 'server-3' })).toContainText('Failed');
  await expect(page.getByRole('banner')).toMatchAriaSnapshot(`
    - banner:
      - link "Jobwire, overview"
      - navigation "Pages":
        - link "Overview"
        - link "Runs"
        - link "Anomalies 4 open"
        - link "Live feed"
      - button /Search or go to/
      - button /Connection. Live/
      - button /Local times. show UTC/
      - button "Settings"
      - button "Who are you?"
  `);
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Overview" [level=1]
      - region "In short":
        - heading "Running" [level=2]
        - heading /^Failed/ [level=2]
        - heading /^Anomalies/ [level=2]
        - heading "Runs finished per minute" [level=2]
        - img /^\\d+ runs finished in the last 60 minutes/
      - region "Open anomalies":
        - list:
          - listitem:
            - button /^Acknowledge. 214 failed logins/
            - button "3 more"
      - region "Servers and jobs":
        - heading "Servers and jobs" [level=2]
        - group "Show servers as":
          - radio "Board" [checked]
          - radio "Matrix"
        - grid "Servers and jobs":
          - rowgroup:
            - row:
              - columnheader "Server"
              - columnheader "disk-usage-scan"
              - columnheader "file-integrity-check"
              - columnheader "auth-log-scan"
              - columnheader "db-backup"
              - columnheader "invoice-export"
      - region "Live feed":
        - heading "Live feed" [level=2]
        - list
  `);
  await expect(page.getByRole('row', { name: 'server-3' })).toMatchAriaSnapshot(`
    - row:
      - rowheader /^server-3/
      - gridcell "not on this server"
      - gridcell "not on this server"
      - gridcell "not on this server"
      - gridcell /^db-backup on server-3. Failed/:
        - link "Failed"
      - gridcell /^invoice-export on server-3. Done/:
        - link "Done"
  `);
  await expect(page.getByRole('progressbar', { name: 'db-backup on server-2' })).toHaveAttribute(
    'aria-valuetext',
    /^62 percent/,
  );
});

test('a failure is read out once, without a word on progress', async ({ page, jobwire, overview }) => {
  const announcer = page.locator('app-live-region [aria-live=polite]');
  await expect(overview.getByRole('grid')).toBeVisible();
  const run = { jobName: 'nightly', serverId: 7, jobId: 'n-1' };
  await jobwire.publish({ type: 'started', ...run }, { type: 'progress', ...run, progress: { percent: 50 } });
  await jobwire.publish({ type: 'failed', ...run, error: 'ENOSPC' });
  await expect(announcer).toHaveText('Failed: nightly on server-7');
});

test('the list of runs is read out as a grid with all its rows', async ({ page, jobwire }) => {
  await publishFailures(jobwire);
  await page.goto(`${jobwire.gateway.url}/runs`);
  const grid = page.getByRole('grid', { name: 'Runs' });
  await expect(grid.getByRole('row')).toHaveCount(3);
  await expect(grid).toHaveAttribute('aria-rowcount', '3');
  await expect(grid.getByRole('row').last()).toHaveAttribute('aria-rowindex', '3');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Runs" [level=1]
      - navigation "Views":
        - button "All runs"
        - button "Failed today 2"
        - button "Running now 0"
      - combobox "Add a filter, or search names, errors and payloads"
      - button /^Time span. Last 24 hours/
      - slider /^Runs over time. 2 runs, 2 failed/
      - grid "Runs":
        - row:
          - columnheader:
            - checkbox "Select all rows loaded"
          - columnheader "State"
          - columnheader "Job"
          - columnheader "Server"
          - columnheader "Run"
          - columnheader "Started":
            - button "Started"
          - columnheader "Duration":
            - button "Duration"
          - columnheader "Progress or result"
          - columnheader "By"
          - columnheader "Actions"
        - row:
          - gridcell:
            - checkbox "Select run auth-log-scan-failed"
          - gridcell "Failed"
          - gridcell "auth-log-scan":
            - link "auth-log-scan"
          - gridcell "app-01"
          - gridcell "auth-log-scan-failed"
          - gridcell /\\d+:\\d+:\\d+/
          - gridcell "0.1 s"
          - gridcell "There is no such file"
          - gridcell "Mira K."
          - gridcell:
            - button "Actions of run auth-log-scan-failed"
  `);
});

test('a run is read out from its state to its timeline', async ({ page, jobwire }) => {
  await publishHistory(jobwire);
  await page.goto(`${jobwire.gateway.url}/runs/broken`);
  await expect(page.getByRole('region', { name: 'Timeline' })).toContainText('Failed');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - navigation "Where this is":
        - link "Runs"
        - link "db-backup"
        - button "Copy the run id"
      - region "Run":
        - heading "db-backup on server-3" [level=1]
        - paragraph:
          - status: Failed
        - term: Started
        - definition
        - term: Ran for
        - definition
      - heading "Error" [level=2]
      - paragraph: /ENOSPC/
      - button "Copy error"
      - region "Log":
        - heading "Log" [level=2]
      - region "Timeline":
        - heading "Timeline" [level=2]
        - list:
          - listitem:
            - paragraph: Queued by Mira K.
          - listitem:
            - paragraph: Started waited 1 s
          - listitem:
            - paragraph: /^Failed/
      - region "Input":
        - heading "Input" [level=2]
        - tree "Input":
          - treeitem [expanded] [level=1]
          - treeitem /target/ [level=2]
      - region "Earlier runs here":
        - heading "Earlier runs here" [level=2]
        - list:
          - listitem:
            - link "Done, 20 s"
  `);
});

test('anomalies are read out as a list to choose from, and what is chosen with its form', async ({ page, jobwire }) => {
  await jobwire.publish(anAnomaly('critical', 'A login'), anAnomaly('high', 'A change'));
  await page.goto(`${jobwire.gateway.url}/anomalies`);
  await expect(page.getByRole('heading', { name: 'A login' })).toBeVisible();
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Anomalies" [level=1]
      - group "Show":
        - radio "Open 2" [checked]
        - radio "Acknowledged"
        - radio "All"
      - combobox "Severity"
      - combobox "Server"
      - searchbox "Filter by text, job or server"
      - listbox "Anomalies":
        - group "Open 2":
          - option /^Critical A login/ [selected]
          - option /^High A change/
      - paragraph:
        - button "Copy the link"
        - button "Close the details"
      - heading "A login" [level=2]
      - region "Evidence":
        - heading "Evidence" [level=3]
        - term: Address
        - definition: 203.0.113.9
      - textbox "Note"
      - textbox "Your name"
      - button "Acknowledge"
  `);
});

test('the feed is read out as a grid with all its rows', async ({ page, jobwire }) => {
  await jobwire.publish({ type: 'failed', jobName: 'nightly', serverId: 7, jobId: 'n-1', error: 'ENOSPC' });
  await page.goto(`${jobwire.gateway.url}/feed`);
  await expect(page.getByRole('grid').getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2');
  await expect(page.getByRole('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Live feed" [level=1]
      - combobox "Filter by type, job, server or text"
      - switch "Fold progress" [checked]
      - button /Pause/
      - grid "Events, the newest first":
        - row:
          - columnheader "Time"
          - columnheader "Event"
          - columnheader "Job"
          - columnheader "Server"
          - columnheader "Run"
          - columnheader "What"
        - row:
          - gridcell /\\d+:\\d+:\\d+/
          - gridcell "Failed"
          - gridcell "nightly"
          - gridcell "server-7"
          - gridcell "n-1"
          - gridcell "ENOSPC"
          - gridcell:
            - link "Open run n-1"
  `);
});
