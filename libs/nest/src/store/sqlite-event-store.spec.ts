import { comparePositions, type JobEvent, type StoredJobEvent } from '@jobwire/events';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEventStore } from './event-store.contract.ts';
import type { EventStoreOptions } from './event-store.ts';
import { openSqlite, type SqliteDatabase } from './sqlite-database.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'jobwire-store-'));
const databases: SqliteDatabase[] = [];
let files = 0;

function newFile(): string {
  return join(folder, `${files++}.db`);
}

function open(file: string): SqliteDatabase {
  const database = openSqlite({ file });
  databases.push(database);
  return database;
}

describeEventStore('SqliteEventStore', (options) => new SqliteEventStore(open(newFile()), options));

afterEach(() => {
  for (const database of databases.splice(0)) database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('SqliteEventStore: transactions', () => {
  it('stores all that is appended in one turn of the loop together, and tells it in one batch', async () => {
    const store = new SqliteEventStore(open(newFile()));
    const batches = listen(store);
    await Promise.all([store.append([started('a')]), store.append([progress('a', 1), progress('a', 2)])]);
    await store.append([progress('a', 3)]);
    expect(batches.map(({ length }) => length)).toEqual([3, 1]);
  });

  it('rejects every append of a turn that cannot be stored, tells nothing and keeps the state as it was', async () => {
    const database = open(newFile());
    const store = new SqliteEventStore(database);
    await store.append([started('a')]);
    const batches = listen(store);
    const before = { head: store.head(), snapshot: await store.snapshot(1), run: await store.run('a') };

    fill(database);
    const appends = [
      store.append([progress('a', 1)]),
      store.append([started('b')]),
      store.append([completed('a', 'x'.repeat(60_000))]),
    ];
    const results = await Promise.allSettled(appends);
    expect(results).toEqual(
      appends.map(() => ({
        status: 'rejected',
        reason: expect.objectContaining({ name: 'StoreError', type: 'full' }),
      })),
    );
    expect(batches).toEqual([]);
    expect({ head: store.head(), snapshot: await store.snapshot(1), run: await store.run('a') }).toEqual(before);
    expect(await store.run('b')).toBeUndefined();

    makeRoom(database);
    const after = await store.append([progress('a', 2)]);
    expect(comparePositions(after, before.head)).toBeGreaterThan(0);
    expect(batches.flat().map(({ position }) => position)).toEqual([after]);
    expect(await store.run('a')).toMatchObject({ progress: { current: 2 } });
    expect((await store.snapshot(1)).jobs).toMatchObject([{ jobId: 'a', progress: { current: 2 } }]);
  });

  it('rejects appends where something else of their turn cannot be stored, whichever came first', async () => {
    const database = open(newFile());
    const store = new SqliteEventStore(database);
    const batches = listen(store);
    const breakTurn = (): Promise<unknown> =>
      database.write(() => {
        throw new Error('It broke');
      });
    const results = await Promise.allSettled([breakTurn(), store.append([started('a')])]);
    results.push(...(await Promise.allSettled([store.append([started('b')]), breakTurn()])));
    const failed = { status: 'rejected', reason: { name: 'StoreError', type: 'failed' } };
    expect(results).toMatchObject([failed, failed, failed, failed]);
    const position = await store.append([started('c')]);
    expect(batches.flat().map((event) => event.position)).toEqual([position]);
    expect((await store.runs({ limit: 10 })).items.map(({ jobId }) => jobId)).toEqual(['c']);
    expect((await store.snapshot(1)).jobs).toMatchObject([{ jobId: 'c' }]);
  });

  it('goes on reading while the disk is full', async () => {
    const database = open(newFile());
    const store = new SqliteEventStore(database);
    const birth = store.head();
    const position = await store.append([started('a')]);
    fill(database);
    await expect(store.append([completed('a', 'x'.repeat(60_000))])).rejects.toThrow(/no room/);
    expect((await store.read(birth, { limit: 5 })).position).toBe(position);
    expect((await store.runs({ limit: 5 })).items).toMatchObject([{ jobId: 'a', state: 'running' }]);
    expect((await store.runEvents('a', 5)).length).toBe(1);
  });

  it('rejects appends and reads with a StoreError when the database was closed under it', async () => {
    const database = open(newFile());
    const store = new SqliteEventStore(database);
    database.close();
    await expect(store.append([started('a')])).rejects.toMatchObject({ name: 'StoreError', type: 'closed' });
    await expect(store.read(store.head(), { limit: 1 })).rejects.toMatchObject({ name: 'StoreError', type: 'closed' });
    await store.close();
  });
});

describe('SqliteEventStore: long history', () => {
  it('looks at a part of it for a page of a rare filter, and goes on where that ended', async () => {
    const store = new SqliteEventStore(open(newFile()));
    const birth = store.head();
    for (let index = 0; index < 25_000; index++) void store.append([progress('a', index)]);
    const last = await store.append([completed('a', 'done')]);
    const filter = { type: ['completed'] } as const;
    const first = await store.read(birth, { limit: 10, filter });
    expect(first).toMatchObject({ events: [], more: true });
    expect(await store.count(first.position, { atMost: 100_000 })).toBeGreaterThan(0);
    expect(await store.read(first.position, { limit: 10, filter })).toMatchObject({
      events: [{ event: { position: last } }],
      position: last,
      more: false,
    });
  });
});

describe('SqliteEventStore: opened again', () => {
  it('goes on where it was: birth, positions, statuses, servers, runs and their events', async () => {
    const file = newFile();
    let nowMs = 1_000;
    const before = new SqliteEventStore(open(file), { now: () => nowMs });
    const birth = before.head();
    await before.append([started('a'), progress('a', 1), started('b', 'sync'), completed('b', 'done', 'sync')]);
    const state = await stateOf(before);
    const head = before.head();
    databases.pop()?.close();

    nowMs = 5;
    const store = new SqliteEventStore(open(file), { now: () => nowMs });
    expect(store.head()).toBe(head);
    expect(store.oldest()).toBe(birth);
    expect(await stateOf(store)).toEqual(state);
    expect(await store.gapAfter('999-0')).toEqual({ gap: 'restarted' });
    expect(comparePositions(await store.append([progress('a', 2)]), head)).toBeGreaterThan(0);
    expect((await store.runEvents('a', 10)).map(({ type }) => type)).toEqual(['started', 'progress', 'progress']);
    expect(await store.run('a')).toMatchObject({ state: 'running', progress: { current: 2 } });
  });

  it('keeps the statuses of jobs apart that were first seen before and after', async () => {
    const file = newFile();
    for (const jobName of ['scan', 'sync', 'check']) {
      await new SqliteEventStore(open(file)).append([started(`${jobName}-run`, jobName)]);
      databases.pop()?.close();
    }
    const { jobs } = await new SqliteEventStore(open(file)).snapshot(1);
    expect(jobs.map(({ jobName, jobId }) => [jobName, jobId])).toEqual([
      ['scan', 'scan-run'],
      ['sync', 'sync-run'],
      ['check', 'check-run'],
    ]);
  });

  it('gives no position twice where every event was removed before', async () => {
    const file = newFile();
    let nowMs = 1_000;
    const options: EventStoreOptions = { now: () => nowMs, retention: { maxAgeMs: 100 } };
    const before = new SqliteEventStore(open(file), options);
    const last = await before.append([started('a'), completed('a', 'done')]);
    nowMs = 2_000;
    await before.trim();
    databases.pop()?.close();

    nowMs = 10;
    const store = new SqliteEventStore(open(file), options);
    expect([store.oldest(), store.head()]).toEqual([last, last]);
    expect(await store.gapAfter('0-0')).toEqual({ gap: 'evicted', missed: 2 });
    expect(comparePositions(await store.append([started('b')]), last)).toBeGreaterThan(0);
  });
});

describe('SqliteEventStore: damage', () => {
  it('reads and appends where it can, and says corrupt where it cannot', async () => {
    const file = newFile();
    const before = new SqliteEventStore(open(file));
    const birth = before.head();
    for (let index = 0; index < 500; index++) void before.append([{ ...progress('a', index), data: 'x'.repeat(500) }]);
    const last = await before.append([started('b')]);
    const page = databases[0]
      ?.statement<{ page: number }>(
        "SELECT pageno AS page FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 3",
      )
      .get();
    databases.pop()?.close();
    const handle = openSync(file, 'r+');
    writeSync(handle, Buffer.alloc(4_096, 0xff), 0, 4_096, ((page?.page ?? 0) - 1) * 4_096);
    closeSync(handle);

    const store = new SqliteEventStore(open(file));
    await expect(store.read(birth, { limit: 1_000 })).rejects.toMatchObject({ name: 'StoreError', type: 'corrupt' });
    const position = await store.append([completed('b', 'done')]);
    expect(await store.read(last, { limit: 1_000 })).toMatchObject({ events: [{ event: { position } }], more: false });
    expect(await store.run('b')).toMatchObject({ state: 'completed' });
  });

  it('takes for whole what nests deeper than SQLite looks', async () => {
    const store = new SqliteEventStore(open(newFile()));
    const data = JSON.parse('['.repeat(2_000) + ']'.repeat(2_000)) as unknown;
    await store.append([{ ...progress('a', 1), data: { toJSON: () => data } }]);
    expect(await readAll(store)).toHaveLength(1);
    expect(await store.fault()).toBeUndefined();
  });

  it('notices JSON that is none, which SQLite gives as it is, and tells of it from then on', async () => {
    const database = open(newFile());
    const store = new SqliteEventStore(database);
    const first = await store.append([started('a')]);
    await store.append([progress('a', 1)]);
    const last = await store.append([started('b')]);
    expect(await store.fault()).toBeUndefined();
    const corrupt = { name: 'StoreError', type: 'corrupt' };

    database.exec(`UPDATE events SET json = substr(json, 2) WHERE type = 'progress'`);
    await expect(store.read(first, { limit: 10 })).rejects.toMatchObject(corrupt);
    await expect(store.read(first, { limit: 10, filter: { serverId: [1] } })).rejects.toMatchObject(corrupt);
    await expect(store.runEvents('a', 10)).rejects.toMatchObject(corrupt);
    expect((await store.read(first, { limit: 10, filter: { jobId: ['b'] } })).events).toHaveLength(1);
    expect(await store.fault()).toMatchObject(corrupt);

    database.exec(`UPDATE runs SET json = substr(json, 2) WHERE job_id = 'a'`);
    await expect(store.runs({ limit: 10 })).rejects.toMatchObject(corrupt);
    expect(await store.run('b')).toMatchObject({ state: 'running' });
    expect((await store.read(last, { limit: 10 })).events).toEqual([]);
  });
});

describe('SqliteEventStore: space', () => {
  it('uses the space of removed events again: the file does not grow without bound', async () => {
    const database = open(newFile());
    const store = new SqliteEventStore(database, { retention: { maxEvents: 2_000 } });
    const sizes: number[] = [];
    for (let round = 0; round < 10; round++) {
      for (let index = 0; index < 2_000; index++)
        void store.append([{ ...progress('a', index), data: 'x'.repeat(300) }]);
      await store.append([started(`run-${round}`), completed(`run-${round}`, 'done')]);
      await store.trim();
      sizes.push(pages(database));
    }
    expect(sizes.at(-1)).toBeLessThan((sizes[1] as number) * 1.2);
    expect((await store.runs({ limit: 1_000 })).items.length).toBe(1);
  });

  it('gives space back where most of the file is free', async () => {
    const database = open(newFile());
    let nowMs = 1_000;
    const store = new SqliteEventStore(database, { retention: { maxAgeMs: 100 }, now: () => nowMs });
    for (let index = 0; index < 12_000; index++)
      void store.append([{ ...progress('a', index), data: 'x'.repeat(1_000) }]);
    await store.append([progress('a', 0)]);
    const before = pages(database);
    nowMs = 2_000;
    await store.trim();
    expect(store.oldest()).toBe(store.head());
    expect(pages(database)).toBeLessThan(before / 2);
  });
});

function listen(store: SqliteEventStore): StoredJobEvent[][] {
  const batches: StoredJobEvent[][] = [];
  store.tail({ appended: (batch) => void batches.push(batch.map(({ event }) => event)), closed: () => undefined });
  return batches;
}

async function readAll(store: SqliteEventStore): Promise<StoredJobEvent[]> {
  const { events, more } = await store.read('0-0', { limit: 1_000_000 });
  expect(more).toBe(false);
  return events.map(({ event }) => event);
}

async function stateOf(store: SqliteEventStore): Promise<unknown> {
  return [
    await store.snapshot(1),
    await store.servers(),
    await store.runs({ limit: 10 }),
    await store.runEvents('a', 10),
    await readAll(store),
  ];
}

/** Takes the database all room to grow. */
function fill(database: SqliteDatabase): void {
  database.exec(`PRAGMA max_page_count = ${pages(database)}`);
}

function makeRoom(database: SqliteDatabase): void {
  database.exec('PRAGMA max_page_count = 1000000');
}

function pages(database: SqliteDatabase): number {
  return database.statement<{ pages: number }>('SELECT page_count AS pages FROM pragma_page_count').get()?.pages ?? 0;
}

const subject = (jobId: string, jobName = 'scan') => ({
  jobName,
  serverId: 1,
  jobId,
  timestamp: '2026-11-23T14:22:08.031274Z',
});
const started = (jobId: string, jobName?: string): JobEvent => ({ type: 'started', ...subject(jobId, jobName) });
const completed = (jobId: string, data: string, jobName?: string): JobEvent => ({
  type: 'completed',
  ...subject(jobId, jobName),
  data,
});
const progress = (jobId: string, current: number): Extract<JobEvent, { type: 'progress' }> => ({
  type: 'progress',
  ...subject(jobId),
  progress: { current },
});
