import { parseRunQuery, type JobEvent, type JobRun } from '@jobwire/events';
import fc from 'fast-check';
import type { RunFilter, RunQuery } from './event-store.ts';
import { completed, started } from './sample-events.contract.ts';
import { openSqlite } from './sqlite-database.ts';
import { SqliteEventStore } from './sqlite-event-store.ts';
import { SqliteRunSearch } from './sqlite-run-search.ts';

const BEGIN = Date.parse('2026-11-23T15:00:00Z');
const serverName = (serverId: number): string => `db-${serverId}`;

const anyRun = fc.record({
  jobName: fc.constantFrom('scan', 'sync'),
  serverId: fc.constantFrom(1, 2),
  durationMs: fc.constantFrom(0, 1, 500, 500, 90_000, undefined),
});
const anyFilter: fc.Arbitrary<RunFilter> = fc
  .record({
    query: fc.constantFrom('', 'job:scan', '-server:db-1', 'duration:>0ms', 'duration:<2s', 'run-1', 'by:x', 'sc'),
    from: fc.constantFrom(undefined, BEGIN + 5_000),
    to: fc.constantFrom(undefined, BEGIN + 20_000),
  })
  .map(({ query, from, to }) => ({
    ...(query === '' ? {} : { search: { conditions: parseRunQuery(query), serverName } }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  }));

function eventsOf(jobId: string, { durationMs, ...of }: { readonly durationMs: number | undefined }): JobEvent[] {
  const begun = { ...started(jobId), ...of, timestamp: new Date(BEGIN).toISOString() };
  if (durationMs === undefined) return [begun];
  return [begun, { ...completed(jobId), ...of, timestamp: new Date(BEGIN + durationMs).toISOString() }];
}

function pagesOf(search: SqliteRunSearch, query: RunQuery): JobRun[] {
  const runs: JobRun[] = [];
  let cursor: string | null | undefined;
  do {
    const page = search.page({ ...query, ...(cursor ? { cursor } : {}) });
    runs.push(...page.items);
    cursor = page.cursor;
  } while (cursor);
  return runs;
}

it('sorts what it can, and looks through the others slice by slice: none is left out, and none comes twice', async () => {
  const bounds = fc.record({
    sorted: fc.constantFrom(0, 3, 1_000),
    candidates: fc.constantFrom(1, 5, 1_000),
    slice: fc.constantFrom(1, 4, 1_000),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyRun, { maxLength: 30 }), anyFilter, bounds, async (runs, filter, most) => {
      let nowMs = BEGIN;
      const database = openSqlite({ file: ':memory:' });
      const store = new SqliteEventStore(database, { now: () => nowMs });
      for (const [index, run] of runs.entries()) {
        nowMs = BEGIN + index * 1_000;
        await store.append(eventsOf(`run-${index}`, run));
      }
      const search = new SqliteRunSearch(database, () => nowMs, most);
      const expected = pagesOf(search, { ...filter, limit: 100 })
        .filter(({ durationMs }) => durationMs !== undefined)
        .sort((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0));
      const ids = (found: readonly JobRun[]): string[] => found.map(({ jobId }) => jobId);
      expect(ids(pagesOf(search, { ...filter, order: 'longest', limit: 3 }))).toEqual(ids(expected));
      expect(ids(pagesOf(search, { ...filter, order: 'shortest', limit: 2 }))).toEqual(ids(expected.toReversed()));
      await store.close();
      database.close();
    }),
    { numRuns: 300 },
  );
}, 60_000);
