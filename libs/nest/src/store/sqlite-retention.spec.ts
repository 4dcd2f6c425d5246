import { copyFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { jobServers, type JobServer } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { DEFAULT_RETENTION, type Retention } from './event-store.ts';
import { openSqlite } from './sqlite-database.ts';
import { SqliteIdempotencyKeys } from './sqlite-idempotency-keys.ts';
import { RunLog } from './run-log.ts';

const newFolder = tempFolders();
const start = jobServers();

const EVENTS_A_RUN = 100;
const DATA = 'x'.repeat(500);

/** Publishes ten runs with their logs. */
async function publishRuns(server: JobServer, round: number): Promise<void> {
  for (let run = 0; run < 10; run++) {
    const subject = { jobName: 'sync', serverId: 7, jobId: `run-${round}-${run}` } as const;
    const progress = (current: number) =>
      ({ type: 'progress', ...subject, progress: { current }, data: DATA }) as const;
    await server.events.publishAll([
      { type: 'started', ...subject },
      ...Array.from({ length: EVENTS_A_RUN - 2 }, (_, index) => progress(index)),
      { type: 'completed', ...subject },
    ]);
    const line = { timestamp: '2026-11-23T14:22:08.031274Z', level: 'info', text: DATA } as const;
    await server.app.get(RunLog).append(
      subject.jobId,
      Array.from({ length: 50 }, () => line),
    );
  }
}

function bytesOnDisk(folder: string): number {
  return ['jobwire.db', 'jobwire.db-wal']
    .map((name) => statSync(join(folder, name)).size)
    .reduce((sum, size) => sum + size);
}

/** How many rows each table has. */
function rowsOf(folder: string): Map<string, number> {
  // The file itself is locked.
  const copy = join(newFolder(), 'jobwire.db');
  for (const suffix of ['', '-wal']) copyFileSync(join(folder, `jobwire.db${suffix}`), copy + suffix);
  const database = new DatabaseSync(copy);
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as { name: string }[];
  const rows = tables.map(({ name }): [string, number] => {
    const { count } = database.prepare(`SELECT count(*) AS count FROM ${name}`).get() as { count: number };
    return [name, count];
  });
  database.close();
  return new Map(rows);
}

const bounds: [string, Partial<Retention>][] = [
  ['count', { maxEvents: 1_500 }],
  ['bytes', { maxBytes: 1_000_000 }],
  ['age', { maxAgeMs: 50 }],
];

describe.each(bounds)('history bounded by %s', (_, retention) => {
  it('stops growing on the disk, and with the events go their runs and logs', async () => {
    const dataDir = newFolder();
    const server = await start({
      store: 'sqlite',
      dataDir,
      retention,
      // Only what is stored counts.
      stream: { window: { maxEvents: 10, maxAgeMs: 300_000 }, maxReplay: 10 },
    });
    const before = server.store.head();
    const sizes: number[] = [];
    let rows = new Map<string, number>();
    for (let round = 0; round < 12; round++) {
      await publishRuns(server, round);
      if (retention.maxAgeMs) await delay(retention.maxAgeMs * 2);
      await server.store.trim();
      sizes.push(bytesOnDisk(dataDir));
      if (round === 5) rows = rowsOf(dataDir);
    }
    // What grows is larger in the second half. The write-ahead log has its full size by the middle, and shrinks now and then.
    expect(Math.max(...sizes.slice(6))).toBeLessThan(Math.max(...sizes.slice(0, 6)) * 1.2);
    // No table is forgotten: the 60 runs since then would be too many in each.
    const grown = [...rowsOf(dataDir)].filter(([name, count]) => count > (rows.get(name) ?? 0) + 30);
    expect(grown).toEqual([]);

    const { items } = await server.store.runs({ limit: 1_000 });
    expect(items.length).toBeLessThan(30);
    expect(await server.store.run('run-0-0')).toBeUndefined();
    expect((await server.send('GET', '/api/runs/run-0-0')).status).toBe(404);
    expect(await server.app.get(RunLog).read('run-0-0', 0, 10)).toEqual([]);
    const kept = await server.store.count(server.store.oldest(), { atMost: 100_000 });
    expect(kept).toBeLessThanOrEqual(retention.maxEvents ?? 12 * 1_000 * 0.25);

    // Who was away since before is told so: as a stream, and as pages.
    const stream = await server.stream(`since=${before}`);
    expect((await stream.hello()).replay).toMatchObject({ gap: 'evicted' });
    expect(await server.page(`since=${before}`)).toMatchObject({ gap: 'evicted' });

    // A status outlives its events.
    expect((await server.store.snapshot(7)).jobs).toMatchObject([{ jobId: 'run-11-9', jobName: 'sync' }]);
  }, 60_000);
});

it('a store that trims by itself stays within the bounds while it is published to', async () => {
  const dataDir = newFolder();
  const server = await start({ store: 'sqlite', dataDir, retention: { maxEvents: 1_000 } });
  for (let round = 0; round < 12; round++) {
    await publishRuns(server, round);
    // It looks after every 1,000 events.
    expect(await server.store.count(server.store.oldest(), { atMost: 100_000 })).toBeLessThanOrEqual(3_000);
  }
});

it('has bounds where none are given', async () => {
  expect(Object.values(DEFAULT_RETENTION).every((bound) => Number.isFinite(bound) && bound > 0)).toBe(true);
});

it('keys of triggers go from the disk after their day', async () => {
  let nowMs = 1_000;
  const database = openSqlite({ file: join(newFolder(), 'jobwire.db') });
  const keys = new SqliteIdempotencyKeys(database, { now: () => nowMs });
  for (let key = 0; key < 50; key++) await keys.claim(`key-${key}`, { jobId: 'run', fingerprint: 'x' });
  nowMs += 25 * 60 * 60_000;
  await keys.claim('new', { jobId: 'run', fingerprint: 'x' });
  expect(database.statement('SELECT key FROM idempotency_keys').all()).toEqual([{ key: 'new' }]);
  database.close();
});
