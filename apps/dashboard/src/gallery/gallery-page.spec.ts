import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { HttpTestingController } from '@angular/common/http/testing';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import {
  ConnectionBadgeHarness,
  FakeJobEventsConnection,
  JobRowHarness,
  JobTriggerButtonHarness,
  RunSparklineHarness,
  RunsTableHarness,
  RunTimelineHarness,
  ServerJobStatusCardHarness,
  StateIconHarness,
} from '@jobwire/angular/testing';
import { provideFakeServer, textOf } from '../testing/fake-server';
import { GalleryPage } from './gallery-page';

let fixture: ComponentFixture<GalleryPage>;

beforeEach(async () => {
  TestBed.configureTestingModule({ providers: [provideFakeServer()] });
  fixture = TestBed.createComponent(GalleryPage);
  fixture.autoDetectChanges();
  await fixture.whenStable();
});

/** The example below a caption, where several have it: of this component. */
function example(title: string, component = '*') {
  const captions = [...(fixture.nativeElement as Element).querySelectorAll('figcaption')];
  const at = captions.findIndex(
    ({ textContent, parentElement }) => textContent === title && parentElement?.querySelector(component),
  );
  captions[at]?.parentElement?.setAttribute('data-example', String(at));
  return TestbedHarnessEnvironment.loader(fixture).getChildLoader(`[data-example="${at}"]`);
}

it.each([
  ['Running', /^Running 62/, '48.1k of 77.4k'],
  ['Running, 1.5 times the usual time or more', /^Running 38/, 'Slow: 2.3× usual'],
  ['Running, no total', /^Running$/, '48,120'],
  ['Queued', /^Queued$/, '1 ahead of it'],
  ['Done', /^Done$/, '1 m 12 s'],
  ['Done with anomaly', /^Done$/, '1 critical'],
  ['Failed', /^Failed$/, 'ENOSPC: no space left on device, write'],
  ['Cancelling', /^Cancelling$/, '48.1k of 77.4k'],
  ['Cancelled', /^Cancelled$/, 'after 1 m 12 s'],
  ['Never run', /^Never run$/, ''],
  ['Server offline', /^Unknown$/, 'was running 12 %'],
])('shows the card of a job: %s', async (title, word, detail) => {
  const row = await (await example(title)).getHarness(JobRowHarness);
  expect(await row.getWord()).toMatch(word);
  expect((await row.getDetail()).replace('\u00a0', ' ')).toBe(detail);
});

it('shows a card that loads, that could not load, that is empty and that is not live', async () => {
  const card = async (title: string): Promise<ServerJobStatusCardHarness> =>
    (await example(title)).getHarness(ServerJobStatusCardHarness);
  expect(await (await card('Loading')).isLoading()).toBe(true);
  expect(await (await card('Error')).getError()).toMatch(/\(502\)/);
  expect(await (await card('No jobs')).getNote()).toMatch(/^No jobs yet/);
  const stale = await card('Stale');
  expect(await stale.isLive()).toBe(false);
  expect(await stale.getTags()).toEqual([expect.stringMatching(/^as of /), '1 failed']);
});

it.each([
  ['Idle', 'Run', false, /^$/],
  ['Running there', 'Cancel', false, /^$/],
  ['Sending', 'Starting…', true, /^$/],
  ['Refused', 'Run', false, /\(403\)/],
  ['Refused, it is running already', 'Cancel', false, /^Already running on app-26, since \d\d:\d\d:\d\d\.$/],
  ['Not live', 'Run', true, /^$/],
  ['Disabled, with a reason', 'Run', true, /^$/],
])('shows the button: %s', async (title, word, isDisabled, message) => {
  const button = await (await example(title)).getHarness(JobTriggerButtonHarness);
  expect(await button.getWord()).toBe(word);
  expect(await button.isDisabled()).toBe(isDisabled);
  expect(await button.getMessage()).toMatch(message);
});

it('shows the form that runs a job, and what comes of it', async () => {
  const form = (title: string): Element => {
    const captions = [...(fixture.nativeElement as Element).querySelectorAll('.forms figcaption')];
    return captions.find(({ textContent }) => textContent === title)?.nextElementSibling as Element;
  };
  const submit = (title: string): string => textOf(form(title).querySelector('[type=submit]'));
  const problems = (title: string): string[] => [...form(title).querySelectorAll('.problem')].map(textOf);
  expect([submit('One server'), textOf(form('One server').querySelector('.where'))]).toEqual([
    'Run on app-01',
    'Runs on app-01.',
  ]);
  expect([...form('Several servers, of which some cannot now').querySelectorAll('.taken')].map(textOf)).toEqual([
    'app-02 runs it already, 62\u00a0%',
    'db-01 offline',
    'web-01 has it queued',
  ]);
  expect(textOf(form('Later').querySelector('app-start-field'))).toContain('Starts about');
  expect(submit('Again, with the input of a run')).toBe('Retry on app-01');
  expect(problems('Problems')).toEqual(['Choose a server.', 'Fill this in.', 'Write it as a number.']);
  expect([problems('One server'), document.activeElement]).toEqual([[], document.body]);
  const sum = (title: string): string => textOf(form(title).querySelector('[role=status]'));
  expect([sum('Being sent'), sum('Answered, refused by one')]).toEqual([
    '1 of 3 answered …',
    '2 of 3 started, 1 was refused.',
  ]);
  expect(Object.keys(localStorage).filter((key) => key.includes('input'))).toEqual([]);
});

it('gives each field an id of its own', () => {
  const ids = [...(fixture.nativeElement as Element).querySelectorAll('[id]')].map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

it.each([
  ['Live: a tick a second, as high as its events', /^Live$/],
  ['First connection', /^Connecting…$/],
  ['Lost for over 3 s, the next try counts down', /^Reconnecting in \d s$/],
  ['No heartbeat when due', /^Quiet for 3\d s, checking$/],
  ['The browser has no network', /^Offline since \d\d:\d\d$/],
  ['Session ended, no more tries', /^Signed out$/],
  ['Not allowed, no more tries', /^Refused$/],
])('shows the badge: %s', async (title, word) => {
  expect(await (await (await example(title)).getHarness(ConnectionBadgeHarness)).getWord()).toMatch(word);
});

it('shows the badge after a gap, and where another tab has the stream', async () => {
  const badge = async (title: string): Promise<ConnectionBadgeHarness> =>
    (await example(title)).getHarness(ConnectionBadgeHarness);
  expect(await (await badge('Back, but events were missed')).getTag()).toBe('History reloaded');
  const follower = await badge('Shared by tabs, another tab holds the stream');
  expect(await follower.getRate()).toBe('through tab 2');
});

it('shows the table in every state', async () => {
  const totals = {
    'Full: runs in all states, the end of the list': 10,
    Selected: 10,
    'Focused: Tab leads to it, arrows go on': 1_284,
    'New ones wait, some do not match any more': 10,
    Loading: 0,
    Empty: 0,
    'Filtered empty': 0,
    Error: 0,
    'Little room: items of two lines': 10,
    'Not live': 10,
  };
  for (const [title, total] of Object.entries(totals)) {
    const table = await (await example(title, 'jw-runs-table')).getHarness(RunsTableHarness);
    expect([title, await table.getTotal()]).toEqual([title, total]);
    expect(await table.isLoading()).toBe(title === 'Loading');
    expect(await table.getRows({ selected: true })).toHaveLength(title === 'Selected' ? 3 : 0);
  }
});

it('shows the timeline of a run, however it goes', async () => {
  const ends = {
    Queued: 'Queued',
    'Running, its progress in one line': '62\u00a0%',
    'Done, with anomalies': 'Done',
    Failed: 'Failed',
    Cancelled: 'Cancelled',
    'More than 50, the middle folded': 'Done',
  };
  for (const [title, word] of Object.entries(ends)) {
    const timeline = await (await example(title, 'jw-run-timeline')).getHarness(RunTimelineHarness);
    expect([title, (await timeline.getSteps()).at(-1)?.word]).toEqual([title, word]);
    expect(await timeline.getFold()).toBe(title.startsWith('More') ? 'Show 23 more' : null);
  }
});

it('shows sparklines and every icon', async () => {
  const slow = await (await example('Slow')).getHarness(RunSparklineHarness);
  expect(await slow.getText()).toBe('14 runs, median 1 m 12 s');
  expect((await slow.getBarKinds()).at(-1)).toBe('slow');
  const icons = await TestbedHarnessEnvironment.loader(fixture).getAllHarnesses(
    StateIconHarness.with({ ancestor: '.words' }),
  );
  expect(icons).toHaveLength(16);
});

it('asks no server, and does not listen to the page’s own stream', () => {
  TestBed.inject(HttpTestingController).verify();
  expect(TestBed.inject(FakeJobEventsConnection).openStreams).toBe(0);
});
