import { BEGINNING, comparePositions, type EventFilter, type JobEvent, type Position } from '@jobwire/events';
import type { LoggedEvent } from './event-log.ts';
import { anomaly, completed, failed, progress, started } from './sample-events.contract.ts';
import {
  after,
  guaranteesBut,
  lastOf,
  listen,
  positionsOf,
  readAll,
  storesOf,
  type Exceptions,
  type OpenEventStore,
} from './store-guarantees.contract.ts';

/** What every {@link EventLog} guarantees, shown on one that can be appended to. */
export function describeEventLog(name: string, openStore: OpenEventStore, except: Exceptions = {}): void {
  const open = storesOf(openStore);
  const guarantee = guaranteesBut(except);

  describe(`${name}: positions`, () => {
    guarantee('gives an empty store a birth position, which is its head and its oldest', async () => {
      const store = await open({ now: () => 1_763_900_000_000 });
      expect(store.head()).toBe('1763900000000-0');
      expect(store.oldest()).toBe(store.head());
    });

    guarantee('gives strictly increasing positions, also while the clock steps back', async () => {
      const times = [1_000, 1_000, 1_000, 1_005, 900, 0, 1_005, 1_006, 2];
      let time = 0;
      const store = await open({ now: () => times[time] ?? 1_006 });
      const positions = [store.head()];
      for (; time < times.length; time++) positions.push(await store.append([progress('r', time)]));
      expect(positions).toEqual([...positions].sort(comparePositions));
      expect(new Set(positions).size).toBe(positions.length);
    });

    guarantee('returns the position of the last event of an append', async () => {
      const store = await open();
      const position = await store.append([started('a'), progress('a', 1), completed('a')]);
      expect(position).toBe(store.head());
      expect((await readAll(store)).at(-1)?.event.position).toBe(position);
    });

    guarantee('appends nothing where there is nothing to append', async () => {
      const store = await open();
      const before = await store.append([started('a')]);
      expect(await store.append([])).toBe(before);
      expect(store.head()).toBe(before);
    });
  });

  describe(`${name}: tail`, () => {
    guarantee('tells a tailer each event once, in order, after it is stored', async () => {
      const store = await open();
      const heads: Position[] = [];
      const heard = listen(store, (batch) =>
        heads.push(comparePositions(store.head(), lastOf(batch)) === 0 ? lastOf(batch) : 'ahead'),
      );
      const readWhenTold: Promise<number>[] = [];
      store.tail({
        appended: (batch) =>
          void readWhenTold.push(store.read(lastOf(batch), { limit: 1 }).then((page) => page.events.length)),
        closed: () => undefined,
      });
      const positions: Position[] = [];
      for (let index = 0; index < 20; index++) positions.push(await store.append([progress('a', index)]));
      expect(positionsOf(heard.events)).toEqual(positions);
      expect(heads).toEqual(positions);
      expect((await Promise.all(readWhenTold)).length).toBe(positions.length);
      expect(positionsOf(await readAll(store))).toEqual(positions);
    });

    guarantee('tells the events of one append in one batch', async () => {
      const store = await open();
      const batches: number[] = [];
      listen(store, (batch) => batches.push(batch.length));
      await store.append([started('a'), progress('a', 1), completed('a')]);
      expect(batches).toEqual([3]);
    });

    guarantee('tells only what is appended while somebody listens', async () => {
      const store = await open();
      await store.append([started('a')]);
      const heard = listen(store);
      const position = await store.append([progress('a', 1)]);
      heard.stop();
      await store.append([completed('a')]);
      expect(positionsOf(heard.events)).toEqual([position]);
    });

    guarantee('tells what a tailer appends after the batch that made it do so, to everyone', async () => {
      const store = await open();
      let appended: Promise<Position> | undefined;
      store.tail({ appended: () => void (appended ??= store.append([completed('a')])), closed: () => undefined });
      const heard = listen(store);
      const first = await store.append([started('a')]);
      const second = await appended;
      expect(positionsOf(heard.events)).toEqual([first, second]);
    });
  });

  describe(`${name}: reading`, () => {
    guarantee('reads each event after a position once, in order, page by page', async () => {
      const store = await open();
      const positions: Position[] = [];
      for (let index = 0; index < 25; index++) positions.push(await store.append([progress('a', index)]));
      expect(positionsOf(await readAll(store, { limit: 4 }))).toEqual(positions);
      expect(positionsOf(await readAll(store, { after: positions[9] as Position, limit: 100 }))).toEqual(
        positions.slice(10),
      );
    });

    guarantee('reads each event once while others append', async () => {
      const store = await open();
      const heard = listen(store);
      const appending = (async () => {
        for (let index = 0; index < 200; index++) await store.append([progress('a', index), progress('b', index)]);
      })();
      const read: LoggedEvent[] = [];
      for (let after = store.head(); read.length < 400;) {
        const page = await store.read(after, { limit: 7 });
        read.push(...page.events);
        after = page.position;
        await Promise.race([appending, new Promise(setImmediate)]);
      }
      await appending;
      expect(positionsOf(read)).toEqual(positionsOf(heard.events));
    });

    guarantee('says the last position looked at, and whether more follows it', async () => {
      const store = await open();
      const birth = store.head();
      const first = await store.append([started('a')]);
      const second = await store.append([progress('a', 1)]);
      expect(await store.read(birth, { limit: 1 })).toMatchObject({ position: first, more: true });
      expect(await store.read(birth, { limit: 2 })).toMatchObject({ position: second, more: false });
      expect(await store.read(first, { limit: 5 })).toMatchObject({ position: second, more: false });
      expect(await store.read(second, { limit: 5 })).toEqual({ events: [], position: second, more: false });
    });

    guarantee('never says a position before the one asked for', async () => {
      const store = await open();
      await store.append([started('a')]);
      const ahead = after(store.head(), 1_000_000);
      expect(await store.read(ahead, { limit: 5 })).toEqual({ events: [], position: ahead, more: false });
      const between = after(store.head(), 0, 1);
      expect(await store.read(between, { limit: 5, filter: { type: ['failed'] } })).toEqual({
        events: [],
        position: between,
        more: false,
      });
    });

    guarantee('says the head where a filtered page has reached it', async () => {
      const store = await open();
      const birth = store.head();
      const failedAt = await store.append([failed('a')]);
      await store.append([started('b'), completed('b')]);
      const page = await store.read(birth, { limit: 5, filter: { type: ['failed'] } });
      expect(positionsOf(page.events)).toEqual([failedAt]);
      expect(page).toMatchObject({ position: store.head(), more: false });
    });

    guarantee('lets a filter pass exactly what it names', async () => {
      const store = await open();
      const events: JobEvent[] = [
        started('a', { serverId: 1, jobName: 'scan' }),
        started('b', { serverId: 2, jobName: 'scan' }),
        started('c', { serverId: 1, jobName: 'sync' }),
        completed('a', { serverId: 1, jobName: 'scan' }),
        failed('b', { serverId: 2, jobName: 'scan' }),
        anomaly(undefined, { serverId: 2, jobName: 'sync' }),
      ];
      await store.append(events);
      const stored = await readAll(store);
      const passing = async (filter: EventFilter): Promise<number[]> => {
        const passed = new Set(positionsOf(await readAll(store, { filter, limit: 2 })));
        expect(await store.count(BEGINNING, { atMost: 100, filter })).toBe(passed.size);
        return stored.flatMap(({ event }, index) => (passed.has(event.position) ? [index] : []));
      };
      expect(await passing({})).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await passing({ serverId: [2] })).toEqual([1, 4, 5]);
      expect(await passing({ serverId: [1, 2] })).toEqual([0, 1, 2, 3, 4, 5]);
      expect(await passing({ jobName: ['sync'] })).toEqual([2, 5]);
      expect(await passing({ type: ['completed', 'failed'] })).toEqual([3, 4]);
      expect(await passing({ jobId: ['a', 'c'] })).toEqual([0, 2, 3]);
      expect(await passing({ serverId: [1], jobName: ['scan'], type: ['started'] })).toEqual([0]);
      expect(await passing({ serverId: [3] })).toEqual([]);
      expect(await passing({ type: [] })).toEqual([]);
    });

    guarantee('counts what follows a position, no further than asked', async () => {
      const store = await open();
      const birth = store.head();
      const first = await store.append([started('a')]);
      await store.append(Array.from({ length: 9 }, (_, index) => progress('a', index)));
      expect(await store.count(birth, { atMost: 100 })).toBe(10);
      expect(await store.count(BEGINNING, { atMost: 100 })).toBe(10);
      expect(await store.count(first, { atMost: 100 })).toBe(9);
      expect(await store.count(first, { atMost: 4 })).toBe(4);
      expect(await store.count(first, { atMost: 4, filter: { type: ['progress'] } })).toBe(4);
      expect(await store.count(store.head(), { atMost: 4 })).toBe(0);
      expect(await store.count(after(store.head(), 5), { atMost: 4 })).toBe(0);
    });
  });

  describe(`${name}: gaps`, () => {
    guarantee('finds no gap after its birth, after any event, or after the beginning', async () => {
      const store = await open();
      const birth = store.head();
      expect(await store.gapAfter(birth)).toEqual({ gap: null });
      expect(await store.gapAfter(BEGINNING)).toEqual({ gap: null });
      const first = await store.append([started('a')]);
      await store.append([completed('a')]);
      for (const position of [BEGINNING, birth, first, store.head()]) {
        expect(await store.gapAfter(position)).toEqual({ gap: null });
      }
    });

    guarantee('takes a position within its range that it never gave as exact', async () => {
      let nowMs = 1_000;
      const store = await open({ now: () => nowMs });
      await store.append([started('a')]);
      nowMs = 2_000;
      const second = await store.append([completed('a')]);
      expect(await store.gapAfter('1500-7')).toEqual({ gap: null });
      expect(positionsOf((await store.read('1500-7', { limit: 5 })).events)).toEqual([second]);
    });

    guarantee('says unknown to a position beyond its head', async () => {
      const store = await open();
      await store.append([started('a')]);
      expect(await store.gapAfter(after(store.head(), 0, 1))).toEqual({ gap: 'unknown' });
      expect(await store.gapAfter(after(store.head(), 86_400_000))).toEqual({ gap: 'unknown' });
    });

    guarantee('says evicted where something after the position was removed, and how much where it knows', async () => {
      let nowMs = 10_000;
      const store = await open({ now: () => nowMs++, retention: { maxEvents: 2 } });
      const birth = store.head();
      const positions: Position[] = [];
      for (let index = 0; index < 5; index++) positions.push(await store.append([progress('a', index)]));
      await store.trim();
      expect(store.oldest()).toBe(positions[2]);
      expect(await store.gapAfter(BEGINNING)).toEqual({ gap: 'evicted', missed: 3 });
      expect(await store.gapAfter(birth)).toEqual({ gap: 'evicted', missed: 3 });
      expect((await store.gapAfter(positions[1] as Position)).gap).toBe('evicted');
      // One that was never given, unless both were stored in one millisecond.
      const between = after(positions[1] as Position, 0, 1);
      const isOwn = between === positions[2];
      expect((await store.gapAfter(between)).gap).toBe(isOwn ? null : 'evicted');
      expect(await store.gapAfter(positions[2] as Position)).toEqual({ gap: null });
      expect(positionsOf(await readAll(store, { after: BEGINNING }))).toEqual(positions.slice(3));
    });

    guarantee('says restarted to a position before its birth, whatever else was removed', async () => {
      let nowMs = 10_000;
      const store = await open({ now: () => nowMs++, retention: { maxEvents: 1 } });
      expect(await store.gapAfter('9999-0')).toEqual({ gap: 'restarted' });
      expect(await store.gapAfter('0-1')).toEqual({ gap: 'restarted' });
      await store.append([started('a'), completed('a')]);
      await store.trim();
      expect(await store.gapAfter('9999-9007199254740991')).toEqual({ gap: 'restarted' });
    });
  });
}
