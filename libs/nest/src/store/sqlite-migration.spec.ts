import {
  applyToRun,
  applyToStatus,
  idleStatus,
  parseRunQuery,
  type JobRun,
  type JobStatus,
  type StoredJobEvent,
} from '@jobwire/events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { tempFolders } from '../testing/temp-folder.ts';
import { anomaly, completed, failed, started } from './sample-events.contract.ts';
import { openSqlite } from './sqlite-database.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { MIGRATIONS } from './sqlite-schema.ts';

const newFolder = tempFolders();

const BEGUN = Date.parse('2026-11-23T14:00:00Z');
const by = { kind: 'person', name: 'Mira K.' } as const;

const at = (minute: number) => ({
  position: `${BEGUN + minute * 60_000}-0`,
  epochMs: BEGUN + minute * 60_000,
  timestamp: new Date(BEGUN + minute * 60_000).toISOString(),
});

const EVENTS: StoredJobEvent[] = [
  { ...started('a'), by, data: { path: '/srv/Mail' }, ...at(0) },
  { ...anomaly('a'), data: { severity: 'high', summary: 'Changed', evidence: { path: '/srv' } }, ...at(1) },
  { ...failed('a'), error: 'ENOSPC: say "when"', failure: { causes: [{ message: 'Quota' }] }, ...at(2) },
  { ...anomaly(undefined), ...at(3) },
  { ...started('b', { serverId: 2 }), ...at(4) },
  { ...completed('b', { serverId: 2 }), ...at(5) },
  { ...started('c'), ...at(6) },
  {
    type: 'anomaly_acknowledged',
    serverId: 1,
    jobName: 'scan',
    by,
    data: { position: at(1).position, note: 'Mine' },
    ...at(7),
  },
];

/** A database as the first version wrote it. The oldest `removed` events are no longer there. */
function writeFirstVersion(file: string, { removed }: { removed: number }): void {
  const database = new DatabaseSync(file);
  database.exec(`${MIGRATIONS[0]}; PRAGMA user_version = 1`);
  const runs = new Map<string, { id: number; endedBy: number | null; begunMs: number; heardMs: number; run: JobRun }>();
  const statuses = new Map<string, JobStatus>();
  for (const [index, event] of EVENTS.entries()) {
    const { epochMs, serverId, jobName, type, jobId = null } = event;
    const json = JSON.stringify(event);
    if (index >= removed)
      database
        .prepare('INSERT INTO events VALUES (?, ?, 0, ?, ?, ?, ?, ?, NULL, ?)')
        .run(index + 1, epochMs, index * 100, serverId, jobName, type, jobId, json);
    const key = `${serverId} ${jobName}`;
    statuses.set(key, applyToStatus(statuses.get(key) ?? idleStatus(jobName), event));
    const before = runs.get(jobId ?? '');
    const run = applyToRun(before?.run, event);
    if (!run || jobId === null) continue;
    const hasEnded = run.state !== 'running' && before?.endedBy == null;
    const first = before ?? { id: index + 1, begunMs: epochMs, endedBy: null };
    runs.set(jobId, { ...first, heardMs: epochMs, run, ...(hasEnded ? { endedBy: index + 1 } : {}) });
  }
  for (const { id, begunMs, heardMs, endedBy, run } of runs.values())
    database
      .prepare('INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(id, run.jobId, run.serverId, run.jobName, run.state, begunMs, heardMs, id, endedBy, JSON.stringify(run));
  for (const [key, status] of statuses)
    database
      .prepare('INSERT INTO statuses (server_id, heard_ms, json) VALUES (?, ?, ?)')
      .run(Number(key.split(' ')[0]), BEGUN, JSON.stringify(status));
  database.exec(`INSERT INTO log VALUES (${BEGUN - 1}, 0, ${removed}, ${BEGUN - 1 + removed * 60_000}, 0, 0)`);
  database.close();
}

async function open(options: { removed: number }): Promise<SqliteEventStore> {
  const file = join(newFolder(), 'jobwire.db');
  writeFirstVersion(file, options);
  const database = openSqlite({ file });
  closeLater.push(() => database.close());
  return new SqliteEventStore(database, { now: () => BEGUN + 60 * 60_000 });
}

const closeLater: (() => void)[] = [];
afterEach(() => {
  for (const close of closeLater.splice(0)) close();
});

describe('a database of the first version', () => {
  it.each([
    ['', 'cba'],
    ['srv/mail', 'a'],
    ['quota enospc', 'a'],
    ['by:mira*', 'a'],
    ['duration:>90s', 'ca'],
    ['is:anomalous', 'a'],
    ['state:running', 'c'],
    ['server:2', 'b'],
  ])('is searched by %j', async (query, ids) => {
    const store = await open({ removed: 0 });
    const search = { conditions: parseRunQuery(query), serverName: () => undefined };
    const { items } = await store.runs({ limit: 10, search });
    expect(items.map(({ jobId }) => jobId).join('')).toBe(ids);
    const { counts } = await store.summary({ search });
    expect(Object.values(counts).reduce((sum, runs) => sum + runs)).toBe(items.length);
  });

  it('has its runs counted by when they began and when they ended', async () => {
    const store = await open({ removed: 0 });
    expect((await store.summary({})).histogram.bars).toMatchObject([
      { at: BEGUN, running: 1, completed: 1, failed: 1 },
    ]);
    expect((await store.stats({ from: BEGUN, to: BEGUN + 60 * 60_000, stepMs: 60_000 })).steps).toEqual([
      { at: at(2).epochMs, completed: 0, failed: 1, cancelled: 0 },
      { at: at(5).epochMs, completed: 1, failed: 0, cancelled: 0 },
    ]);
  });

  it('goes on: a run that was under way ends, and is found', async () => {
    const store = await open({ removed: 0 });
    await store.append([{ ...completed('c'), data: 'seventeen', timestamp: at(8).timestamp }]);
    const search = { conditions: parseRunQuery('seventeen duration:>90s'), serverName: () => undefined };
    expect((await store.runs({ limit: 10, search })).items).toMatchObject([{ jobId: 'c' }]);
    expect((await store.summary({})).counts).toMatchObject({ running: 0, completed: 2 });
  });

  it('has its anomalies, those acknowledged too', async () => {
    const store = await open({ removed: 0 });
    expect(await store.anomalies({ limit: 10 })).toEqual({
      items: [
        {
          position: at(3).position,
          serverId: 1,
          jobName: 'scan',
          severity: 'low',
          summary: 'Odd',
          timestamp: at(3).timestamp,
        },
        {
          position: at(1).position,
          jobId: 'a',
          serverId: 1,
          jobName: 'scan',
          severity: 'high',
          summary: 'Changed',
          evidence: { path: '/srv' },
          timestamp: at(1).timestamp,
          acknowledged: { position: at(7).position, timestamp: at(7).timestamp, by, note: 'Mine' },
        },
      ],
      cursor: null,
      open: 1,
    });
  });

  it('has the open anomalies whose events are gone, and the runs too', async () => {
    const store = await open({ removed: 4 });
    expect(await store.anomalies({ limit: 10 })).toMatchObject({
      items: [{ position: at(3).position, summary: 'Odd' }],
    });
    expect(await store.anomaly(at(3).position)).toMatchObject({ serverId: 1, jobName: 'scan', severity: 'low' });
    expect((await store.stats({ from: BEGUN, to: BEGUN + 60 * 60_000, stepMs: 3_600_000 })).steps).toMatchObject([
      { failed: 1, completed: 1 },
    ]);
  });
});
