import type { JobEvent } from '@jobwire/events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRunLog } from './run-log.contract.ts';
import type { NewLogLine } from './run-log.ts';
import { openSqlite, type SqliteDatabase } from './sqlite-database.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { SqliteRunLog } from './sqlite-run-log.ts';

const folder = mkdtempSync(join(tmpdir(), 'jobwire-run-log-'));
const databases: SqliteDatabase[] = [];
let files = 0;

function open(file = join(folder, `${files++}.db`)): SqliteDatabase {
  const database = openSqlite({ file });
  databases.push(database);
  return database;
}

describeRunLog('SqliteRunLog', (options) => {
  const database = open();
  return { store: new SqliteEventStore(database, options), runLog: new SqliteRunLog(database, options) };
});

afterEach(() => {
  for (const database of databases.splice(0)) database.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('SqliteRunLog: on disk', () => {
  it('goes on with the next number when it is opened again', async () => {
    const file = join(folder, 'again.db');
    await new SqliteRunLog(open(file)).append('a', lines(3));
    databases.pop()?.close();
    const runLog = new SqliteRunLog(open(file));
    await runLog.append('a', lines(1));
    expect((await runLog.read('a', 0, 10)).map(({ line }) => line)).toEqual([1, 2, 3, 4]);
  });

  it('rejects lines that cannot be kept, and tells no follower', async () => {
    const database = open();
    const runLog = new SqliteRunLog(database);
    let wasTold = false;
    runLog.follow('a', () => (wasTold = true));
    database.exec('PRAGMA max_page_count = 1');
    await expect(runLog.append('a', lines(1_000))).rejects.toMatchObject({ name: 'StoreError', type: 'full' });
    expect(wasTold).toBe(false);
    expect(await runLog.read('a', 0, 10)).toEqual([]);
  });

  it('removes from the disk the lines of runs that are gone, also many', async () => {
    const database = open();
    const store = new SqliteEventStore(database, { retention: { maxEvents: 1 } });
    const runLog = new SqliteRunLog(database);
    await store.append([event('started', 'old'), event('completed', 'old'), event('started', 'new')]);
    await runLog.append('old', lines(12_345));
    await runLog.append('new', lines(2));
    await store.trim();
    expect(count(database, 'run_log_lines')).toBe(2);
    expect(count(database, 'run_logs')).toBe(1);
  });

  it('takes the lines from the oldest ended runs where all logs together are too large', async () => {
    const database = open();
    const store = new SqliteEventStore(database, { retention: { maxBytes: 25_000 } });
    const runLog = new SqliteRunLog(database);
    for (const jobId of ['running', 'first', 'second', 'third']) {
      await store.append([event('started', jobId), ...(jobId === 'running' ? [] : [event('completed', jobId)])]);
      await runLog.append(jobId, lines(10, 'x'.repeat(1_000)));
    }
    await store.trim();
    const kept = async (jobId: string): Promise<number> => (await runLog.read(jobId, 0, 100)).length;
    expect([await kept('running'), await kept('first'), await kept('second'), await kept('third')]).toEqual([
      10, 0, 0, 10,
    ]);
    expect(await store.run('first')).toMatchObject({ state: 'completed' });
  });

  it('removes lines of a run that nobody knows when they are older than events may be', async () => {
    const database = open();
    let nowMs = 1_000;
    const options = { now: () => nowMs, retention: { maxAgeMs: 100 } };
    const store = new SqliteEventStore(database, options);
    const runLog = new SqliteRunLog(database, options);
    await runLog.append('unknown', lines(3));
    await store.trim();
    expect((await runLog.read('unknown', 0, 10)).length).toBe(3);
    nowMs = 2_000;
    await store.trim();
    expect(await runLog.read('unknown', 0, 10)).toEqual([]);
  });
});

function lines(count: number, text = 'x'): NewLogLine[] {
  return Array.from({ length: count }, () => ({ timestamp: '2026-11-23T14:22:08.031274Z', level: 'info', text }));
}

function event(type: 'started' | 'completed', jobId: string): JobEvent {
  return { type, jobName: 'scan', serverId: 1, jobId, timestamp: '2026-11-23T14:22:08.031274Z' };
}

function count(database: SqliteDatabase, table: 'run_logs' | 'run_log_lines'): number | undefined {
  return database.statement<{ count: number }>(`SELECT count(*) AS count FROM ${table}`).get()?.count;
}
