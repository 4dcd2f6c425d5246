import {
  applyJobEvent,
  applyToStatus,
  BEGINNING,
  comparePositions,
  idleStatus,
  type JobRun,
  type JobStatus,
  type Position,
} from '@jobwire/events';
import { describeAnomalies } from './anomalies.contract.ts';
import type { LoggedEvent } from './event-log.ts';
import { describeEventLog } from './event-log.contract.ts';
import { MAX_STATUSES, StoreError, type EventStore, type RunOrder } from './event-store.ts';
import { foldRun } from './fold-run.ts';
import { describeRunEnds } from './run-end.contract.ts';
import { describeRunSearch } from './run-search.contract.ts';
import {
  anomaly,
  completed,
  failed,
  progress,
  randomEvents,
  seededRandom,
  started,
  TIMESTAMP,
} from './sample-events.contract.ts';
import { describeSnapshotAndStream } from './snapshot-and-stream.contract.ts';
import {
  guaranteesBut,
  lastOf,
  listen,
  parts,
  positionsOf,
  readAll,
  storesOf,
  type Exceptions,
  type OpenEventStore,
} from './store-guarantees.contract.ts';

/** What every {@link EventStore} guarantees, as a log and beyond it. */
export function describeEventStore(name: string, openStore: OpenEventStore, except: Exceptions = {}): void {
  describeEventLog(name, openStore, except);
  describeSnapshotAndStream(name, openStore);
  describeRunSearch(name, openStore, except);
  describeAnomalies(name, openStore, except);
  describeRunEnds(name, openStore, except);

  const open = storesOf(openStore);
  const guarantee = guaranteesBut(except);

  describe(`${name}: append`, () => {
    guarantee('stores all events of an append or none', async () => {
      const store = await open();
      const heard = listen(store);
      const before = await store.append([started('a')]);
      const broken = { ...completed('a'), data: { size: 1n } };
      await expect(store.append([progress('a', 1), broken])).rejects.toThrow(TypeError);
      expect(store.head()).toBe(before);
      const after = await store.append([progress('a', 2)]);
      expect(positionsOf(heard.events)).toEqual([before, after]);
      expect(positionsOf(await readAll(store))).toEqual([before, after]);
      expect((await store.run('a'))?.progress).toEqual({ current: 2 });
    });

    guarantee('keeps the order of the appends, whether or not they are awaited', async () => {
      const store = await open();
      const positions = await Promise.all(
        Array.from({ length: 50 }, (_, index) => store.append([progress('a', index)])),
      );
      expect(positions).toEqual([...positions].sort(comparePositions));
      const stored = await readAll(store);
      expect(stored.map(({ event }) => event.type === 'progress' && event.progress?.current)).toEqual(
        positions.map((_, index) => index),
      );
    });

    guarantee('encodes an event once: type, position and epochMs first, then the rest as it was given', async () => {
      const store = await open();
      const heard = listen(store);
      const position = await store.append([{ ...started('a'), data: { path: '/a "quoted" \u2028 path' } }]);
      const { epochMs } = parts(position);
      const json = `{"type":"started","position":"${position}","epochMs":${epochMs},"jobName":"scan","serverId":1,"jobId":"a","timestamp":"${TIMESTAMP}","data":{"path":"/a \\"quoted\\" \u2028 path"}}`;
      expect(heard.events.map((event) => event.json)).toEqual([json]);
      const read = await readAll(store);
      expect(read.map((event) => event.json)).toEqual([json]);
      expect(read[0]?.event).toEqual(JSON.parse(json));
      expect(heard.events[0]?.event).toEqual(JSON.parse(json));
    });

    guarantee('overwrites a position and a time that the publisher made up', async () => {
      const store = await open();
      const position = await store.append([{ ...started('a'), position: '5-5', epochMs: 5 }]);
      const [stored] = await readAll(store);
      expect(stored?.event).toMatchObject({ position, epochMs: parts(position).epochMs });
      expect(JSON.parse(stored?.json ?? '')).toEqual(stored?.event);
    });

    guarantee('stores what an event says at the call, whatever happens to its data later', async () => {
      const store = await open();
      const heard = listen(store);
      const data = { files: 1 };
      const appending = store.append([{ ...started('a'), data }]);
      data.files = 2;
      await appending;
      data.files = 3;
      expect(heard.events[0]?.event.data).toEqual({ files: 1 });
      expect((await readAll(store))[0]?.event.data).toEqual({ files: 1 });
      expect((await store.run('a'))?.input).toEqual({ files: 1 });
    });
  });

  describe(`${name}: snapshots`, () => {
    guarantee('has no jobs for a server that it never saw', async () => {
      const store = await open();
      expect(await store.snapshot(7)).toEqual({ serverId: 7, position: store.head(), jobs: [] });
    });

    guarantee('gives with a snapshot and the events after its position the same as a later snapshot', async () => {
      const store = await open();
      const heard = listen(store);
      const random = seededRandom(42);
      let appending: Promise<unknown> = Promise.resolve();
      const snapshots = [await store.snapshot(1)];
      for (let index = 0; index < 60; index++) {
        appending = Promise.all([appending, ...Array.from({ length: 3 }, () => store.append(randomEvents(random)))]);
        if (index % 5 === 0) snapshots.push(await store.snapshot(1));
        if (index % 3 === 0) await appending;
      }
      await appending;
      const latest = await store.snapshot(1);
      expect(latest.jobs.length).toBe(3);
      for (const snapshot of snapshots) {
        const caughtUp = heard.events.reduce((folded, { event }) => applyJobEvent(folded, event), snapshot);
        expect(caughtUp.jobs).toEqual(latest.jobs);
      }
    });

    guarantee('lists the servers with the time of their newest event', async () => {
      let nowMs = 1_000;
      const store = await open({ now: () => nowMs });
      await store.append([started('a', { serverId: 1 }), started('b', { serverId: 2 })]);
      nowMs = 2_000;
      await store.append([completed('b', { serverId: 2 })]);
      const servers = [...(await store.servers())].sort((a, b) => a.serverId - b.serverId);
      expect(servers).toEqual([
        { serverId: 1, lastEventMs: 1_000 },
        { serverId: 2, lastEventMs: 2_000 },
      ]);
    });
  });

  describe(`${name}: runs`, () => {
    guarantee('folds the events of a run as applyToRun does, and tells what was usual when it started', async () => {
      const store = await open();
      const heard = listen(store);
      const random = seededRandom(7);
      for (let index = 0; index < 60; index++) await store.append(randomEvents(random));
      const expected = new Map<string, JobRun | undefined>();
      const statuses = new Map<string, JobStatus>();
      for (const { event } of heard.events) {
        const key = `${event.serverId} ${event.jobName}`;
        const status = statuses.get(key) ?? idleStatus(event.jobName);
        if (event.jobId !== undefined) expected.set(event.jobId, foldRun(expected.get(event.jobId), event, status));
        statuses.set(key, applyToStatus(status, event));
      }
      expect(expected.size).toBeGreaterThan(5);
      for (const [jobId, run] of expected) expect(await store.run(jobId)).toEqual(run);
      expect(await store.run('no-such-run')).toBeUndefined();
    });

    guarantee('lists runs newest first, page by page, each once while new ones begin', async () => {
      const store = await open();
      for (let index = 0; index < 10; index++) await store.append([started(`run-${index}`)]);
      const ids: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await store.runs({ limit: 3, ...(cursor ? { cursor } : {}) });
        ids.push(...page.items.map(({ jobId }) => jobId));
        cursor = page.cursor;
        await store.append([started(`later-${ids.length}`), progress('run-5', 1)]);
      } while (cursor);
      expect(ids).toEqual(Array.from({ length: 10 }, (_, index) => `run-${9 - index}`));
    });

    guarantee('ends the last page of runs with no cursor', async () => {
      const store = await open();
      expect(await store.runs({ limit: 2 })).toEqual({ items: [], cursor: null });
      await store.append([started('a'), started('b')]);
      expect((await store.runs({ limit: 2 })).cursor).toBeNull();
      expect((await store.runs({ limit: 1 })).cursor).toEqual(expect.any(String));
    });

    guarantee('finds runs by server, job, state and the time they began', async () => {
      let nowMs = 1_000;
      const store = await open({ now: () => nowMs });
      await store.append([started('a', { serverId: 1, jobName: 'scan' })]);
      nowMs = 2_000;
      await store.append([
        started('b', { serverId: 2, jobName: 'scan' }),
        failed('b', { serverId: 2, jobName: 'scan' }),
      ]);
      nowMs = 3_000;
      await store.append([
        { ...started('c', { serverId: 1, jobName: 'sync' }), type: 'queued' },
        completed('a', { serverId: 1, jobName: 'scan' }),
      ]);
      const ids = async (query: Omit<Parameters<EventStore['runs']>[0], 'limit'>): Promise<string[]> =>
        (await store.runs({ ...query, limit: 10 })).items.map(({ jobId }) => jobId);
      expect(await ids({})).toEqual(['c', 'b', 'a']);
      expect(await ids({ serverId: [1] })).toEqual(['c', 'a']);
      expect(await ids({ serverId: [1], jobName: ['scan', 'other'] })).toEqual(['a']);
      expect(await ids({ state: ['queued', 'failed'] })).toEqual(['c', 'b']);
      expect(await ids({ state: [] })).toEqual([]);
      expect(await ids({ from: 2_000 })).toEqual(['c', 'b']);
      expect(await ids({ to: 2_000 })).toEqual(['a']);
      expect(await ids({ from: 1_001, to: 3_000 })).toEqual(['b']);
      expect(await ids({ from: 3_001 })).toEqual([]);
    });

    guarantee('gives runs that have ended by how long they ran, page by page, each run once', async () => {
      const store = await open();
      const at = (ms: number): string => new Date(1_763_900_000_000 + ms).toISOString();
      for (const [jobId, ms] of Object.entries({ a: 500, b: 2_000, c: 0, d: 500, e: 90_000 }))
        await store.append([
          { ...started(jobId), timestamp: at(0) },
          { ...completed(jobId), timestamp: at(ms) },
        ]);
      await store.append([started('goes-on'), { ...started('waits'), type: 'queued' }]);
      const ids = async (order: RunOrder, limit: number): Promise<string> => {
        const pages: string[] = [];
        let cursor: string | null | undefined;
        do {
          const page = await store.runs({ order, limit, ...(cursor ? { cursor } : {}) });
          pages.push(page.items.map(({ jobId }) => jobId).join(''));
          cursor = page.cursor;
        } while (cursor);
        return pages.join(' ');
      };
      expect(await ids('longest', 10)).toBe('ebdac');
      expect(await ids('longest', 2)).toBe('eb da c');
      expect(await ids('shortest', 3)).toBe('cad be');
      expect(await ids('shortest', 1)).toBe('c a d b e');
    });

    guarantee('refuses a cursor of another order', async () => {
      const store = await open();
      await store.append([started('a'), completed('a'), started('b'), completed('b')]);
      for (const [order, other] of [
        ['newest', 'longest'],
        ['longest', 'shortest'],
        ['shortest', 'newest'],
      ] as const) {
        const { cursor } = await store.runs({ order, limit: 1 });
        const page = store.runs({ order: other, limit: 1, ...(cursor ? { cursor } : {}) });
        await expect(page).rejects.toMatchObject({ type: 'bad-cursor' });
      }
    });

    guarantee('refuses a cursor that no page ended with', async () => {
      const store = await open();
      for (const cursor of ['', 'x', 'cnVu', 'cnVuIE5hTg', '!cnVuIDE', '9'.repeat(200)]) {
        await expect(store.runs({ limit: 1, cursor })).rejects.toMatchObject({
          name: 'StoreError',
          type: 'bad-cursor',
        });
      }
    });

    guarantee('gives the events of a run from its beginning on, not what came before it under its name', async () => {
      const store = await open();
      await store.append([progress('a', 1), anomaly('a'), started('a'), progress('a', 2)]);
      expect((await store.runEvents('a', 10)).map(({ type }) => type)).toEqual(['started', 'progress']);
    });

    guarantee('gives the newest events of a run, oldest first', async () => {
      const store = await open();
      await store.append([
        started('a'),
        started('b'),
        progress('a', 1),
        progress('b', 1),
        progress('a', 2),
        completed('a'),
        anomaly('a'),
      ]);
      const types = async (limit: number): Promise<string[]> =>
        (await store.runEvents('a', limit)).map(({ type }) => type);
      expect(await types(10)).toEqual(['started', 'progress', 'progress', 'completed', 'anomaly_detected']);
      expect(await types(2)).toEqual(['completed', 'anomaly_detected']);
      expect(positionsOf(await readAll(store, { filter: { jobId: ['a'] } }))).toEqual(
        (await store.runEvents('a', 10)).map(({ position }) => position),
      );
      expect(await store.runEvents('no-such-run', 10)).toEqual([]);
    });
  });

  describe(`${name}: retention`, () => {
    guarantee('keeps no more events than it may, the newest', async () => {
      const store = await open({ retention: { maxEvents: 10 } });
      const positions: Position[] = [];
      for (let index = 0; index < 25; index++) positions.push(await store.append([progress('a', index)]));
      await store.trim();
      expect(positionsOf(await readAll(store))).toEqual(positions.slice(15));
      expect(store.oldest()).toBe(positions[14]);
      await store.trim();
      expect(store.oldest()).toBe(positions[14]);
    });

    guarantee('keeps no events older than they may be', async () => {
      let nowMs = 1_000;
      const store = await open({ now: () => nowMs, retention: { maxAgeMs: 500 } });
      await store.append([progress('a', 1)]);
      nowMs = 1_300;
      const kept = await store.append([progress('a', 2)]);
      nowMs = 1_800;
      await store.trim();
      expect(positionsOf(await readAll(store))).toEqual([kept]);
    });

    guarantee('keeps no more bytes than it may, measured as JSON in UTF-8', async () => {
      const store = await open({ retention: { maxBytes: 10_000 } });
      for (let index = 0; index < 40; index++) await store.append([{ ...progress('a', index), data: 'ä'.repeat(250) }]);
      const bytes = (events: readonly LoggedEvent[]): number =>
        events.reduce((sum, { json }) => sum + Buffer.byteLength(json), 0);
      const before = await readAll(store);
      await store.trim();
      const kept = await readAll(store);
      expect(kept).toEqual(before.slice(-kept.length));
      expect(bytes(kept)).toBeLessThanOrEqual(10_000);
      expect(bytes(before.slice(-kept.length - 1))).toBeGreaterThan(10_000);
    });

    guarantee('removes what is over the bounds by itself as more is appended', async () => {
      const store = await open({ retention: { maxEvents: 10 } });
      const birth = store.oldest();
      for (let index = 0; index < 100 && store.oldest() === birth; index++) {
        await store.append(Array.from({ length: 100 }, () => progress('a', index)));
      }
      expect(store.oldest()).not.toBe(birth);
    });

    guarantee('removes a run with the event that ended it; unfinished ones and statuses stay', async () => {
      const store = await open({ retention: { maxEvents: 3 } });
      await store.append([started('gone'), started('long', { jobName: 'sync' }), completed('gone')]);
      await store.append([started('kept'), completed('kept'), progress('long', 1, { jobName: 'sync' })]);
      const before = await store.snapshot(1);
      await store.trim();
      expect(await store.run('gone')).toBeUndefined();
      expect(await store.runEvents('gone', 10)).toEqual([]);
      expect((await store.runs({ limit: 10 })).items.map(({ jobId }) => jobId)).toEqual(['kept', 'long']);
      expect(await store.run('long')).toMatchObject({ state: 'running', progress: { current: 1 } });
      expect((await store.runEvents('long', 10)).map(({ type }) => type)).toEqual(['progress']);
      expect(await store.snapshot(1)).toEqual(before);
      await store.append([completed('long', { jobName: 'sync' })]);
      expect(await store.run('long')).toMatchObject({ state: 'completed' });
    });

    guarantee('removes an unfinished run that was not heard of for as long as events are kept', async () => {
      let nowMs = 1_000;
      const store = await open({ now: () => nowMs, retention: { maxAgeMs: 500 } });
      await store.append([started('silent'), started('alive')]);
      nowMs = 1_400;
      await store.append([progress('alive', 1)]);
      nowMs = 1_600;
      await store.trim();
      expect(await store.run('silent')).toBeUndefined();
      expect(await store.run('alive')).toMatchObject({ state: 'running' });
      await store.append([progress('silent', 2)]);
      expect(await store.run('silent')).toBeUndefined();
    });

    guarantee(
      'keeps 50,000 statuses and drops those not heard of for longest',
      async () => {
        let nowMs = 1_000;
        const store = await open({ now: () => nowMs, retention: { maxEvents: 10 } });
        await store.append([started('a', { serverId: 7, jobName: 'silent' }), started('b', { jobName: 'silent' })]);
        await store.append([started('c', { jobName: 'again' })]);
        nowMs = 2_000;
        await store.append([progress('c', 1, { jobName: 'again' })]);
        const names = Array.from({ length: MAX_STATUSES - 1 }, (_, index) => `name-${index}`);
        await store.append(names.map((jobName) => started(jobName, { jobName })));
        await store.trim();
        const { jobs } = await store.snapshot(1);
        expect(jobs).toHaveLength(MAX_STATUSES);
        expect(jobs.slice(0, 2).map(({ jobName }) => jobName)).toEqual(['again', 'name-0']);
        expect(await store.servers()).toEqual([{ serverId: 1, lastEventMs: 2_000 }]);
      },
      30_000,
    );

    guarantee('gives no position twice when every event was removed and the clock stepped back', async () => {
      let nowMs = 1_000;
      const store = await open({ now: () => nowMs, retention: { maxAgeMs: 500 } });
      const last = await store.append([started('a'), completed('a')]);
      nowMs = 9_000;
      await store.trim();
      expect(store.oldest()).toBe(last);
      expect(store.head()).toBe(last);
      expect(await store.read(BEGINNING, { limit: 5 })).toEqual({ events: [], position: last, more: false });
      nowMs = 10;
      expect(comparePositions(await store.append([started('b')]), last)).toBeGreaterThan(0);
    });
  });

  describe(`${name}: close`, () => {
    guarantee('stores what was appended before, then tells the tailers, once', async () => {
      const store = await open();
      const told: string[] = [];
      store.tail({ appended: (batch) => told.push(lastOf(batch)), closed: () => told.push('closed') });
      const appending = store.append([started('a')]);
      await store.close();
      await store.close();
      expect(told).toEqual([await appending, 'closed']);
    });

    guarantee('rejects appends after it, and tells tailers that come too late', async () => {
      const store = await open();
      await store.close();
      const append = store.append([started('a')]);
      await expect(append).rejects.toBeInstanceOf(StoreError);
      await expect(append).rejects.toMatchObject({ type: 'closed' });
      await new Promise<void>((resolve) => store.tail({ appended: () => undefined, closed: resolve }));
    });
  });
}
