import { TestBed } from '@angular/core/testing';
import type { JobRun } from '@jobwire/events';
import { aStatus, FakeServer, provideFakeServer } from '../testing/fake-server';
import { RunList } from './run-list';
import { answerFrom, aRun, manyRuns } from './testing/runs';

const sync = { jobName: 'sync', serverId: 1, jobId: 's1' } as const;
const now = (): string => new Date().toISOString();

let server: FakeServer;
let list: RunList;
let runs: readonly JobRun[];

beforeEach(() => {
  TestBed.configureTestingModule({ providers: [...provideFakeServer(), RunList] });
  server = new FakeServer().add(1, 'app-01', [aStatus('sync', { usualDurationMs: 5_000 })]);
  runs = manyRuns(250);
  server.runPage = answerFrom(() => runs);
  list = TestBed.inject(RunList);
});

async function open(q = ''): Promise<void> {
  list.ask({ q });
  await server.open();
}

const ids = (count = 3): string[] =>
  list
    .rows()
    .slice(0, count)
    .map(({ jobId }) => jobId);

it('loads page after page until there are no more', async () => {
  await open();
  expect([list.status(), list.rows().length, list.total(), list.hasMore()]).toEqual(['ready', 100, 250, true]);
  list.loadMore();
  list.loadMore();
  await server.settle();
  expect(list.rows()).toHaveLength(200);
  list.loadMore();
  await server.settle();
  expect([list.rows().length, list.hasMore()]).toEqual([250, false]);
  expect(new Set(list.rows().map(({ jobId }) => jobId)).size).toBe(250);
});

it('asks on where a search finds little on a page', async () => {
  const answer = server.runPage;
  server.runPage = (params) => {
    const page = answer(params);
    const isLast = page.cursor === null;
    return isLast ? page : { ...page, items: [] };
  };
  await open('state:completed');
  expect([list.rows().length, list.hasMore(), list.isLoadingMore()]).toEqual([25, false, false]);
});

it('changes a row in place, and counts it anew', async () => {
  runs = [aRun('s1', 0, { ...sync, state: 'running' }), ...manyRuns(3)];
  await open();
  const [row] = list.rows();
  await server.publish({ type: 'progress', ...sync, progress: { current: 1, total: 4 } });
  expect(row?.run()).toMatchObject({ progress: { percent: 25 }, usualDurationMs: 5_000 });
  await server.publish({ type: 'failed', ...sync, error: 'no' });
  expect(list.rows()[0]).toBe(row);
  expect([row?.run().state, list.counts().failed, list.counts().running]).toEqual(['failed', 1, 0]);
});

it('lets new runs in at once while nobody reads', async () => {
  await open();
  await server.publish({ type: 'queued', ...sync, timestamp: now() });
  expect(ids()).toEqual(['s1', 'r0', 'r1']);
  expect([list.newCount(), list.total()]).toEqual([0, 251]);
});

it('lets new runs wait while somebody reads, and shows them when asked', async () => {
  await open();
  list.isHeld.set(true);
  await server.publish({ type: 'started', ...sync, timestamp: now() });
  await server.publish({ type: 'started', ...sync, jobId: 's2', timestamp: now() });
  await server.publish({ type: 'failed', ...sync, error: 'no' });
  expect([ids(1), list.newCount(), list.newFailed()]).toEqual([['r0'], 2, 1]);
  list.show();
  expect([new Set(ids(2)), list.newCount()]).toEqual([new Set(['s1', 's2']), 0]);
});

it('keeps a row that does not fit any more until the next show', async () => {
  runs = [aRun('s1', 0, { ...sync, state: 'running' })];
  await open('state:running');
  await server.publish({ type: 'completed', ...sync });
  expect([list.rows()[0]?.isMatching(), list.staleCount(), list.total()]).toEqual([false, 1, 0]);
  await server.publish({ type: 'started', ...sync, jobId: 's2', timestamp: now() });
  expect(ids()).toEqual(['s2', 's1']);
  list.show();
  expect(ids()).toEqual(['s2']);
});

it('takes a run in when it begins to fit', async () => {
  await open('state:failed');
  expect(list.total()).toBe(25);
  await server.publish({ type: 'started', ...sync, timestamp: now() });
  expect(ids(1)).toEqual(['r9']);
  await server.publish({ type: 'failed', ...sync, error: 'no' });
  expect([ids(1), list.total()]).toEqual([['s1'], 26]);
});

it('looks up a run that began before the page and fits when it ends', async () => {
  await open('state:failed');
  server.runs.set('old', { ...aRun('old', 0, { ...sync, jobId: 'old', state: 'failed' }), events: [] });
  await server.publish({ type: 'completed', ...sync, jobId: 'other' });
  await server.publish({ type: 'failed', ...sync, jobId: 'old', error: 'no' });
  expect(ids(1)).toEqual(['old']);
  expect(server.asked).not.toContain('/api/runs/other');
});

it('asks for none of the runs that end where too many wait, and loads the list anew when asked', async () => {
  await open();
  list.isHeld.set(true);
  for (let batch = 0; batch < 2; batch++) {
    const started = (_: unknown, index: number) =>
      ({ type: 'started', ...sync, jobId: `many-${batch}-${index}`, timestamp: now() }) as const;
    await server.publish(...Array.from({ length: 2_001 }, started));
  }
  const [total, asked] = [list.total(), server.asked.length];
  await server.publish({ type: 'completed', ...sync, jobId: 'many-1-7' });
  expect([list.newCount(), list.total(), server.asked.length]).toEqual([2_001, total, asked]);
  list.show();
  expect(list.status()).toBe('loading');
});

it('loses no event that comes while the first page is on its way', async () => {
  runs = [aRun('s1', 0, { ...sync, state: 'running' })];
  list.ask({ q: '' });
  server.stream.hello();
  await server.publish({ type: 'completed', ...sync });
  expect(list.rows()[0]?.run().state).toBe('completed');
});

it('loads anew after a gap, and says why it could not', async () => {
  await open();
  server.problems.set('/api/runs', { status: 502, detail: 'The job server does not answer.' });
  server.stream.hello({ gap: 'evicted' });
  await server.settle();
  expect([list.status(), list.error()?.detail]).toEqual(['error', 'The job server does not answer.']);
  server.problems.clear();
  list.reload();
  await server.settle();
  expect([list.status(), list.rows().length]).toEqual(['ready', 100]);
});

it('keeps the rows of runs that it lists when it loads anew, as they are now', async () => {
  await open();
  const before = list.rows();
  const [first] = runs;
  runs = [aRun('new', 0), { ...(first as JobRun), state: 'failed' }, ...runs.slice(1)];
  list.reload();
  await server.settle();
  expect([ids(1), list.rows().length]).toEqual([['new'], 100]);
  list
    .rows()
    .slice(1)
    .forEach((row, index) => expect(row).toBe(before[index]));
  expect(list.rows()[1]?.run().state).toBe('failed');
});

it('says so where the next page could not be loaded, and asks again when asked', async () => {
  await open();
  server.problems.set('/api/runs', { status: 502, detail: 'no' });
  list.loadMore();
  await server.settle();
  expect([list.moreError()?.status, list.isLoadingMore()]).toEqual([502, false]);
  server.problems.clear();
  list.loadMore();
  await server.settle();
  expect([list.moreError(), list.rows().length]).toEqual([undefined, 200]);
});

it('lists nothing for a query that cannot be read', async () => {
  await open();
  list.ask(undefined);
  await server.settle();
  expect([list.rows().length, list.status()]).toEqual([0, 'loading']);
});
