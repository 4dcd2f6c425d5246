import {
  matchRun,
  parseRunQuery,
  type JobEvent,
  type JobRun,
  type RunCounts,
  type StoredJobEvent,
} from '@jobwire/events';
import fc from 'fast-check';
import type { EventStore, RunFilter, RunQuery, RunSearch } from './event-store.ts';
import { countsOf } from './run-histogram.ts';
import { anomaly, completed, progress, started, TIMESTAMP } from './sample-events.contract.ts';
import { guaranteesBut, storesOf, type Exceptions, type OpenEventStore } from './store-guarantees.contract.ts';

const NOW = Date.parse('2026-11-23T15:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const serverName = (serverId: number): string | undefined => ({ 1: 'db-01', 2: 'web-01' })[serverId];
const search = (query: string): RunSearch => ({ conditions: parseRunQuery(query), serverName });

/** All runs that fit, page by page. */
async function findAll(store: EventStore, filter: RunFilter & Pick<RunQuery, 'order'>, limit = 7): Promise<JobRun[]> {
  const runs: JobRun[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await store.runs({ ...filter, limit, ...(cursor ? { cursor } : {}) });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    runs.push(...page.items);
    cursor = page.cursor;
  } while (cursor);
  return runs;
}

/** A run that began so many milliseconds before now and lasted so long. */
const ran = (jobId: string, beforeNow: number, durationMs: number, of: object = {}): JobEvent[] => [
  { ...started(jobId), ...of, timestamp: new Date(NOW - beforeNow).toISOString() },
  { ...completed(jobId), ...of, timestamp: new Date(NOW - beforeNow + durationMs).toISOString() },
];

const anyText = fc.constantFrom('ENOSPC', 'No space "left" on it', 'a', 'Ünïcode İ', 'x\u0000yz', '100%_*', '😀 glad');

/** A run somewhere between its beginning and its end. */
const anyRun = fc
  .record({
    jobName: fc.constantFrom('db-backup', 'db-restore', 'scan'),
    serverId: fc.constantFrom(1, 2, 3),
    beforeNow: fc.integer({ min: 0, max: 2 * HOUR }),
    durationMs: fc.constantFrom(0, 1, 500, 90_000, 10 * MINUTE),
    by: fc.constantFrom(
      undefined,
      { kind: 'api' as const },
      { kind: 'schedule' as const },
      { kind: 'person' as const, name: 'Mira K.' },
      { kind: 'retry' as const, name: 'run-3', person: 'Äda' },
    ),
    text: anyText,
    steps: fc.subarray(['queued', 'started', 'progress', 'anomaly_detected', 'end'] as const, { minLength: 1 }),
    end: fc.constantFrom('completed', 'failed', 'cancelled'),
  })
  .map(({ beforeNow, durationMs, by, text, steps, end, ...of }) => (jobId: string): JobEvent[] => {
    const begun = { ...of, jobId, timestamp: new Date(NOW - beforeNow).toISOString() };
    const over = { ...begun, timestamp: new Date(NOW - beforeNow + durationMs).toISOString() };
    const wanted = { data: { note: text }, ...(by && { by }) };
    const events: Record<(typeof steps)[number], JobEvent> = {
      queued: { type: 'queued', ...begun, ...wanted },
      started: { type: 'started', ...begun, ...wanted },
      progress: { ...progress(jobId, 1), ...begun },
      anomaly_detected: { ...anomaly(jobId), ...begun },
      end:
        end === 'completed'
          ? { type: end, ...over, data: text }
          : {
              type: end,
              ...over,
              error: text,
              ...(end === 'failed' && { failure: { name: 'Error', causes: [{ message: text }] } }),
            },
    };
    return steps.map((step) => events[step]);
  });

const anyTerm = fc.constantFrom(
  ...['job:db-*', 'job:scan', 'job:db-backup,scan', 'job:none', 'server:db-*', 'server:2', 'server:WEB-01', 'server:9'],
  ...['state:failed', 'state:done,running', 'state:queued', 'duration:>1m', 'duration:<1s', 'duration:>0ms', 'is:slow'],
  ...[
    'is:anomalous',
    'is:slow,anomalous',
    'by:mira*',
    'by:"mira k."',
    'by:person',
    'by:äda',
    'by:run-3',
    'by:*',
    'by:s*',
  ],
  ...[
    'run:run-1*',
    'run:RUN-3',
    'run:*',
    'run:r*',
    'enospc',
    '"no space"',
    'left',
    'ünï',
    'İ',
    'i̇',
    'a',
    'xy',
    '😀',
    '%_*',
    'note',
  ],
);
const anyQuery = fc
  .array(fc.tuple(fc.constantFrom('', '', '-'), anyTerm), { minLength: 1, maxLength: 3 })
  .map((terms) => terms.map((term) => term.join('')).join(' '));

/** How runs are found, counted and shown over time, whatever is asked for. */
export function describeRunSearch(name: string, openStore: OpenEventStore, except: Exceptions = {}): void {
  const open = storesOf(openStore);
  const guarantee = guaranteesBut(except);

  describe(`${name}: searching runs`, () => {
    guarantee(
      'finds and counts exactly the runs that matchRun lets through, in whole and page by page',
      async () => {
        const asked = fc.record({
          query: anyQuery,
          serverId: fc.option(fc.subarray([1, 2, 3]), { nil: undefined, freq: 4 }),
          state: fc.option(fc.subarray(['queued', 'running', 'failed'] as const), { nil: undefined, freq: 4 }),
        });
        await fc.assert(
          fc.asyncProperty(
            fc.array(anyRun, { maxLength: 30 }),
            fc.array(asked, { minLength: 1, maxLength: 6 }),
            async (runs, queries) => {
              let nowMs = NOW - runs.length * MINUTE;
              const store = await open({ now: () => nowMs });
              for (const [index, run] of runs.entries()) {
                nowMs += MINUTE;
                for (const event of run(`run-${index}`)) await store.append([event]);
              }
              nowMs = NOW;
              const all = await findAll(store, {});
              for (const { query, serverId, state } of queries) {
                const fits = matchRun(parseRunQuery(query), { serverName, now: () => NOW });
                const expected = all.filter(
                  (run) =>
                    fits(run) &&
                    (!serverId || serverId.includes(run.serverId)) &&
                    (!state || (state as string[]).includes(run.state)),
                );
                const filter = { search: search(query), ...(serverId && { serverId }), ...(state && { state }) };
                expect({ query, found: await findAll(store, filter) }).toEqual({ query, found: expected });
                const lasted = expected.filter(({ durationMs }) => durationMs !== undefined);
                const longest = lasted.toSorted((a, b) => (b.durationMs ?? 0) - (a.durationMs ?? 0));
                expect(await findAll(store, { ...filter, order: 'longest' })).toEqual(longest);
                expect(await findAll(store, { ...filter, order: 'shortest' })).toEqual(longest.toReversed());
                const { counts, histogram, isExact } = await store.summary(filter);
                const expectedCounts = countsOf(expected.map((run) => ({ state: run.state, runs: 1 })));
                expect({ query, counts, isExact }).toEqual({ query, counts: expectedCounts, isExact: true });
                expect(sum(histogram.bars)).toEqual(expectedCounts);
              }
            },
          ),
          { numRuns: 60 },
        );
      },
      120_000,
    );

    guarantee('finds text in names, input, result, error and causes, as soon as it is stored', async () => {
      const store = await open();
      const found = async (query: string): Promise<string[]> =>
        (await store.runs({ limit: 10, search: search(query) })).items.map(({ jobId }) => jobId);
      await store.append([{ ...started('a'), data: { path: '/srv/Mail' } }]);
      expect(await found('/srv/mail')).toEqual(['a']);
      expect(await found('quota')).toEqual([]);
      const causes = [{ message: 'Quota exceeded' }];
      await store.append([{ type: 'failed', ...of('a'), error: 'ENOSPC', failure: { name: 'DiskError', causes } }]);
      await store.append([started('b'), { ...completed('b'), data: { moved: 'seventeen' } }]);
      expect(await found('/SRV/mail')).toEqual(['a']);
      expect(await found('quota diskerror enospc')).toEqual(['a']);
      expect(await found('"quota diskerror"')).toEqual([]);
      expect(await found('seventeen')).toEqual(['b']);
      expect(await found('scan')).toEqual(['b', 'a']);
      expect(await found('-quota')).toEqual(['b']);
    });

    guarantee('looks on where a search finds little among many, each run once', async () => {
      let nowMs = NOW;
      const store = await open({ now: () => nowMs++ });
      const many = Array.from({ length: 3_000 }, (_, index) => ran(`run-${index}`, HOUR, 1_000, { data: { x: 'zy' } }));
      await store.append(ran('needle', HOUR, 1_000, { data: { x: 'qj' } }));
      await store.append(many.flat());
      const runs = await findAll(store, { search: search('qj') }, 50);
      expect(runs.map(({ jobId }) => jobId)).toEqual(['needle']);
      expect((await findAll(store, { search: search('zy') }, 1_000)).length).toBe(3_000);
      const byDuration = await findAll(store, { search: search('qj'), order: 'shortest' }, 50);
      expect(byDuration.map(({ jobId }) => jobId)).toEqual(['needle']);
      expect((await findAll(store, { search: search('zy'), order: 'longest' }, 1_000)).length).toBe(3_000);
    });

    guarantee('counts all runs of a filter without a span, and within one those that began in it', async () => {
      let nowMs = NOW - 40 * HOUR;
      const store = await open({ now: () => nowMs });
      for (let index = 0; index < 40; index++) {
        await store.append([started(`run-${index}`, { serverId: 1 + (index % 2) })]);
        if (index % 4 === 0) await store.append([completed(`run-${index}`, { serverId: 1 })]);
        nowMs += HOUR;
      }
      const counts = async (filter: RunFilter): Promise<number[]> => {
        const { running, completed: done } = (await store.summary(filter)).counts;
        return [running, done];
      };
      expect(await counts({})).toEqual([30, 10]);
      expect(await counts({ serverId: [1] })).toEqual([10, 10]);
      expect(await counts({ serverId: [1], state: ['running'] })).toEqual([10, 0]);
      expect(await counts({ serverId: [9] })).toEqual([0, 0]);
      expect(await counts({ from: NOW - 4 * HOUR })).toEqual([3, 1]);
      expect(await counts({ to: NOW - 36 * HOUR })).toEqual([3, 1]);
    });

    guarantee(
      'shows the last 24 hours where no span is asked for, else the span, in at most 200 round bars',
      async () => {
        let nowMs = NOW - 40 * HOUR;
        const store = await open({ now: () => nowMs });
        for (let index = 0; index < 40; index++, nowMs += HOUR) await store.append([started(`run-${index}`)]);
        const { histogram: day } = await store.summary({});
        expect([day.from, day.stepMs]).toEqual([NOW - 24 * HOUR, 10 * MINUTE]);
        expect(day.to).toBe(NOW + 10 * MINUTE);
        expect(day.bars.map(({ at }) => at)).toEqual(Array.from({ length: 24 }, (_, hour) => NOW - (24 - hour) * HOUR));
        expect(day.bars[0]).toEqual({
          at: NOW - 24 * HOUR,
          queued: 0,
          running: 1,
          completed: 0,
          failed: 0,
          cancelled: 0,
        });
        const { histogram: span } = await store.summary({ from: NOW - 2 * HOUR + 1, to: NOW - 30 * MINUTE });
        expect([span.from, span.to, span.stepMs]).toEqual([NOW - 2 * HOUR, NOW - 30 * MINUTE, 30_000]);
        expect(span.bars).toMatchObject([{ at: NOW - HOUR, running: 1 }]);
        for (const from of [0, NOW - 1, NOW - 365 * 24 * HOUR, NOW + HOUR]) {
          const { histogram } = await store.summary({ from });
          expect((histogram.to - histogram.from) / histogram.stepMs).toBeLessThanOrEqual(200);
          expect((histogram.to - histogram.from) / histogram.stepMs).toBeGreaterThanOrEqual(1);
        }
      },
    );

    guarantee('remembers with a run what was usual for its job on its server when it started', async () => {
      const store = await open({ now: () => NOW });
      await store.append(ran('a', 3 * HOUR, 1_000));
      await store.append(ran('b', 2 * HOUR, 3_000));
      await store.append([{ ...started('c'), type: 'queued' }]);
      await store.append(ran('other', HOUR, 500, { serverId: 2 }));
      await store.append(ran('c', HOUR, 9_000));
      await store.append([anomaly('c')]);
      const usual = async (jobId: string): Promise<number | undefined> => (await store.run(jobId))?.usualDurationMs;
      expect(await Promise.all(['a', 'b', 'other', 'c'].map(usual))).toEqual([undefined, 1_000, undefined, 2_000]);
      const slow = await store.runs({ limit: 10, search: search('is:slow') });
      expect(slow.items.map(({ jobId }) => jobId)).toEqual(['c', 'b']);
      // One that goes on is slow as soon as it has lasted for long enough.
      for (const [jobId, lastedMs] of [
        ['quick', 4_499],
        ['slow', 4_500],
      ] as const) {
        await store.append([{ ...started(jobId), timestamp: new Date(NOW - lastedMs).toISOString() }]);
        expect(await usual(jobId)).toBe(3_000);
      }
      const { items } = await store.runs({ limit: 10, search: search('is:slow state:running') });
      expect(items.map(({ jobId }) => jobId)).toEqual(['slow']);
    });

    guarantee('forgets with a run what it was found by', async () => {
      const store = await open({ retention: { maxEvents: 2 } });
      await store.append([...ran('gone', HOUR, 1_000), anomaly('gone')]);
      await store.append(ran('kept', HOUR, 1_000));
      await store.trim();
      for (const filter of [{}, { search: search('gone') }, { search: search('is:anomalous') }, { from: 1 }]) {
        const ids = (await findAll(store, filter)).map(({ jobId }) => jobId);
        expect(ids).toEqual('search' in filter ? [] : ['kept']);
        expect((await store.summary(filter)).counts.completed).toBe(ids.length);
      }
    });
  });

  describe(`${name}: runs that ended`, () => {
    guarantee('are counted by when they did, in steps, of all or some servers and jobs', async () => {
      let nowMs = NOW;
      const store = await open({ now: () => nowMs });
      await store.append([started('a'), started('b', { serverId: 2 }), started('c', { jobName: 'sync' })]);
      nowMs += 30_000;
      await store.append([completed('a'), anomaly('a'), completed('a')]);
      nowMs += MINUTE;
      await store.append([{ type: 'failed', ...of('b', 2) }]);
      nowMs += 3 * MINUTE;
      await store.append([{ type: 'cancelled', ...of('c'), jobName: 'sync' }]);
      const span = { from: NOW, to: nowMs, stepMs: 2 * MINUTE };
      expect(await store.stats(span)).toEqual({
        ...span,
        position: store.head(),
        steps: [
          { at: NOW, completed: 1, failed: 1, cancelled: 0 },
          { at: NOW + 4 * MINUTE, completed: 0, failed: 0, cancelled: 1 },
        ],
      });
      expect((await store.stats({ ...span, serverId: [2] })).steps).toEqual([
        { at: NOW, completed: 0, failed: 1, cancelled: 0 },
      ]);
      expect((await store.stats({ ...span, jobName: ['sync', 'x'] })).steps).toMatchObject([{ cancelled: 1 }]);
      expect((await store.stats({ ...span, from: NOW + MINUTE })).steps).toMatchObject([
        { failed: 1 },
        { cancelled: 1 },
      ]);
      expect((await store.stats({ ...span, to: NOW + MINUTE })).steps).toMatchObject([{ completed: 1, failed: 0 }]);
      expect((await store.stats({ ...span, serverId: [] })).steps).toEqual([]);
    });

    guarantee('are no longer counted once events of their time are no longer kept', async () => {
      let nowMs = NOW;
      const store = await open({ now: () => nowMs, retention: { maxAgeMs: HOUR } });
      await store.append([started('a'), completed('a')]);
      nowMs += 2 * HOUR;
      await store.append([started('b'), completed('b')]);
      nowMs += 2 * HOUR;
      await store.append([started('c'), completed('c')]);
      await store.trim();
      const { steps } = await store.stats({ from: NOW, to: nowMs + 1, stepMs: HOUR });
      expect(steps.at(-1)).toMatchObject({ at: nowMs, completed: 1 });
      expect(steps.map(({ at }) => at)).not.toContain(NOW);
    });
  });
}

const of = (
  jobId: string,
  serverId = 1,
): Pick<StoredJobEvent, 'jobName' | 'serverId' | 'timestamp'> & { jobId: string } => ({
  jobName: 'scan',
  serverId,
  jobId,
  timestamp: TIMESTAMP,
});

function sum(bars: readonly RunCounts[]): RunCounts {
  return countsOf(
    bars.flatMap((bar) =>
      (['queued', 'running', 'completed', 'failed', 'cancelled'] as const).map((state) => ({
        state,
        runs: bar[state],
      })),
    ),
  );
}
