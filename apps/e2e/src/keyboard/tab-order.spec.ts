import { expectFocusShown, tabStops } from '../focus.ts';
import { anAnomaly, publishFailures } from '../history.ts';
import { expect, test } from '../jobwire.ts';

/** The bar at the top of each page. */
const BAR = [
  'link "Skip to the content"',
  'link "Jobwire, overview"',
  'link "Overview"',
  'link "Runs"',
  'link "Anomalies 2 open"',
  'link "Live feed"',
  'button "Connection: Live"',
  'button "Local times: show UTC"',
  'button "Settings"',
  'button "Who are you?"',
];

const FORM = ['textbox "Note"', 'textbox "Your name"', 'button "Acknowledge"'];

/** What has to be among the stops of each page, in the order in which it is read. */
const PAGES = {
  '/': ['button "Acknowledge: A change"', 'button "1 more"', 'radio "Board"', 'gridcell "disk-usage-scan on app-01"'],
  '/?view=matrix': ['button "1 more"', 'radio "All 2"', 'radio "Matrix"', 'gridcell "app-01: 2 failed"'],
  '/runs': [
    'button "All runs"',
    'button "Export"',
    'combobox "Add a filter, or search names, errors and payloads"',
    'button "Time span: Last 24 hours"',
    'grid "Runs"',
    'checkbox "Select all rows loaded"',
    'button "Started"',
    'button "Duration"',
  ],
  '/runs/disk-usage-scan-failed': [
    'link "Runs"',
    'button "Copy the run id"',
    'button "Retry"',
    'button "Copy error"',
    'button "Copy the input"',
    'link "Failed, 0.1 s, this run"',
  ],
  '/anomalies': [
    'radio "Open 2"',
    'combobox "Severity"',
    'searchbox "Filter by text, job or server"',
    'listbox "Anomalies"',
    'button "Copy the link"',
    'button "Close the details"',
    ...FORM,
  ],
  '/feed': [
    'combobox "Filter by type, job, server or text"',
    'switch "Fold progress"',
    'button "Pause"',
    'grid "Events, the newest first"',
  ],
};

test('Tab comes to what a page has in the order in which it is read, and is seen at each stop', async ({
  page,
  jobwire,
}) => {
  await publishFailures(jobwire);
  await jobwire.publish(anAnomaly('high', 'A change'), anAnomaly('low', 'A login'));
  for (const [path, own] of Object.entries(PAGES)) {
    await page.goto(jobwire.gateway.url + path);
    await expect(page.getByRole('button', { name: 'Connection: Live' })).toBeVisible();
    await expect(page.getByText('disk-usage-scan').or(page.getByText('A change')).first()).toBeVisible();
    const stops = (await tabStops(page)).map((stop) =>
      stop.replace(/Live \S+\/s/, 'Live').replace(/^(gridcell ".* on .*?):.*/, '$1"'),
    );
    const wanted = [...BAR, ...own];
    expect(
      stops.filter((stop) => wanted.includes(stop)),
      path,
    ).toEqual(wanted);
  }
});

test('what has the focus is not under the bars of a phone, whichever way one goes', async ({ page, jobwire }) => {
  const found = Array.from({ length: 12 }, (_, number) => anAnomaly('low', `Change ${number}`));
  await jobwire.publish(...found);
  await page.setViewportSize({ width: 360, height: 480 });
  await page.goto(`${jobwire.gateway.url}/anomalies`);
  await expect(page.getByRole('link', { name: /Change/ })).toHaveCount(12);
  // Each of them is seen, or this throws.
  const { length } = await tabStops(page);
  for (let stop = 0; stop < length; stop++) {
    await page.keyboard.press('Shift+Tab');
    await expectFocusShown(page);
  }
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
});
