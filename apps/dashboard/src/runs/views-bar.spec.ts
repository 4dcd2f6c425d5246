import { OpenRunsPage } from './testing/open-runs-page';
import { aRun, manyRuns } from './testing/runs';
import { textOf } from '../testing/fake-server';

afterEach(() => OpenRunsPage.close());

const tabs = ({ all }: OpenRunsPage): string[] => all('.tab').map(textOf);
const current = ({ text }: OpenRunsPage): string => text('.tab[aria-current]');

async function saveAs(opened: OpenRunsPage, name: string): Promise<void> {
  await opened.click('Save this view');
  (opened.find('.naming .name') as HTMLInputElement).value = name;
  opened.find('.naming').dispatchEvent(new Event('submit', { cancelable: true }));
  await opened.settle();
}

it('counts the runs of each view, and goes to one', async () => {
  const runs = [aRun('s1', 0, { state: 'running' }), ...manyRuns(20)];
  const opened = await OpenRunsPage.open(runs);
  expect(tabs(opened)).toEqual(['All runs', 'Failed today 2', 'Running now 1', 'Slower than usual 0']);
  opened.all('.tab')[2]?.click();
  await opened.settle();
  expect([opened.router.url, current(opened), opened.rows()]).toEqual([
    '/?q=state:running&span=all&view=running',
    'Running now 1',
    ['s1'],
  ]);
});

it('counts no more while the job server is away, and again when it is back', async () => {
  jest.useFakeTimers({ doNotFake: ['queueMicrotask', 'requestAnimationFrame'], now: Date.now() });
  try {
    const opened = await OpenRunsPage.open(manyRuns(20));
    const asked = (): number => opened.server.asked.length;
    opened.server.stream.connection({ status: 'live', sourceLostSince: new Date().toISOString() });
    await opened.settle();
    const before = asked();
    jest.advanceTimersByTime(120_000);
    await opened.settle();
    expect(asked()).toBe(before);
    opened.server.stream.connection({ status: 'live' });
    await opened.settle();
    expect(asked()).toBeGreaterThan(before);
  } finally {
    jest.useRealTimers();
  }
});

it('knows a view by what it shows, where the address does not name it', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20), '/?q=is:slow');
  expect(current(opened)).toBe('Slower than usual 0');
});

it('saves a view in this browser, and says when it was changed', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20), '/?q=job:db-*');
  await saveAs(opened, 'Backups');
  expect(current(opened)).toBe('Backups');
  expect(localStorage.getItem('jobwire.runViews')).toContain('"name":"Backups","q":"job:db-*"');
  await opened.type('state:failed', 'Enter');
  expect(current(opened)).toBe('Backups changed');
  await opened.click('Save changes');
  expect(current(opened)).toBe('Backups');
  expect(localStorage.getItem('jobwire.runViews')).toContain('"q":"job:db-* state:failed"');
});

it('renames a view and takes it away', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20), '/?q=job:db-*');
  await saveAs(opened, 'Backups');
  await opened.click('View Backups');
  await opened.click('Rename');
  (opened.find('.naming .name') as HTMLInputElement).value = 'Dumps';
  opened.find('.naming').dispatchEvent(new Event('submit', { cancelable: true }));
  await opened.settle();
  expect(current(opened)).toBe('Dumps');
  await opened.click('View Dumps');
  await opened.click('Remove the view');
  expect([tabs(opened).length, opened.router.url]).toEqual([4, '/?q=job:db-*']);
});

it('gives the focus to the tab that is shown when a form or a menu goes', async () => {
  const opened = await OpenRunsPage.open(manyRuns(20), '/?q=job:db-*');
  const focused = () => textOf(document.activeElement);
  opened.button('Save this view').focus();
  await opened.click('Save this view');
  expect(document.activeElement).toBe(opened.find('.naming .name'));
  await opened.press('.naming .name', 'Escape');
  expect(focused()).toBe('All runs');
  opened.button('Save this view').focus();
  await saveAs(opened, 'Backups');
  expect(focused()).toBe('Backups');
  opened.button('View Backups').focus();
  await opened.click('View Backups');
  await opened.click('Remove the view');
  expect(focused()).toBe('All runs');
});

it('shows a tab as a whole that has the focus: a part of it may be out of sight', async () => {
  const opened = await OpenRunsPage.open(manyRuns(5));
  const revealed: string[] = [];
  Object.assign(Element.prototype, {
    scrollIntoView(this: Element, how: ScrollIntoViewOptions): void {
      revealed.push(`${textOf(this)} ${how.inline ?? ''}`);
    },
  });
  opened.all('.tab')[2]?.focus();
  Reflect.deleteProperty(Element.prototype, 'scrollIntoView');
  expect(revealed).toEqual(['Running now 0 nearest']);
});

it('opens without views that it cannot read', async () => {
  localStorage.setItem('jobwire.runViews', '[{"id":"a"}]');
  const opened = await OpenRunsPage.open(manyRuns(5));
  expect(tabs(opened)).toHaveLength(4);
});
