import { Logger } from '@nestjs/common';
import { BEGINNING, comparePositions, type JobEvent } from '@jobwire/events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventStore } from '../store/event-store.ts';
import {
  anomaly,
  completed,
  failed,
  progress,
  randomEvents,
  seededRandom,
  started,
} from '../store/sample-events.contract.ts';
import { listen, positionsOf, readAll } from '../store/store-guarantees.contract.ts';
import { BreakingNetwork } from '../testing/breaking-network.ts';
import { eventually } from '../testing/eventually.ts';
import { describeWithRedis, redisForSpec } from '../testing/redis-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

describeWithRedis('a log in Redis', () => {
  const redis = redisForSpec();
  const newFolder = tempFolders();
  const newFile = (): string => join(newFolder(), 'index.db');

  /** All that a store answers. */
  async function answersOf(store: EventStore) {
    const [snapshots, { items: runs }, anomalies, summary] = await Promise.all([
      Promise.all([1, 2, 3].map((serverId) => store.snapshot(serverId))),
      store.runs({ limit: 1_000 }),
      store.anomalies({ limit: 1_000 }),
      store.summary({ from: 0, to: 1 }),
    ]);
    const gap = await store.gapAfter(BEGINNING);
    const counts = summary.counts;
    const span = { from: Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000, to: Date.now() + 60_000 };
    const { steps } = await store.stats({ ...span, stepMs: 60_000 });
    return { head: store.head(), oldest: store.oldest(), gap, snapshots, runs, anomalies, counts, steps };
  }

  describe('of two processes', () => {
    it('goes on after a position that only the other has read yet', async () => {
      const prefix = redis.newPrefix();
      const [first, second] = [await redis.openStore(prefix, newFile()), await redis.openStore(prefix, newFile())];
      for (let round = 0; round < 200; round++) {
        const position = await first.append([started('run-1')]);
        expect(await second.gapAfter(position)).toEqual({ gap: null });
      }
      expect(await second.gapAfter('8640000000000000-0')).toEqual({ gap: 'unknown' });
    });

    it('goes on after a position that the other has read while Redis was away from here', async () => {
      const prefix = redis.newPrefix();
      const first = await redis.openStore(prefix, newFile());
      let isAway = false;
      const network = await BreakingNetwork.to(redis.server.port, () => (isAway ? 0 : Infinity));
      const second = await redis.openStore(prefix, newFile(), { url: `redis://127.0.0.1:${network.port}` });
      isAway = true;
      network.cut();
      await eventually(async () => (await second.fault()) !== undefined);
      const position = await first.append([started('run-1')]);
      const asked = network.connections;
      const gap = second.gapAfter(position);
      await eventually(() => network.connections > asked);
      isAway = false;
      expect(await gap).toEqual({ gap: null });
      expect(second.head()).toBe(position);
      network.close();
    });

    it('is the same to both, in one order, and each is told each event once', async () => {
      const prefix = redis.newPrefix();
      const stores = [await redis.openStore(prefix, newFile()), await redis.openStore(prefix, newFile())];
      const heard = stores.map((store) => listen(store));
      const random = seededRandom(3);
      const appended = await Promise.all(
        Array.from({ length: 200 }, (_, index) => (stores[index % 2] as EventStore).append(randomEvents(random))),
      );
      const newest = appended.sort(comparePositions).at(-1);
      await eventually(() => stores.every((store) => store.head() === newest));
      const [first, second] = heard.map(({ events }) => positionsOf(events));
      expect(first).toEqual([...new Set(first)].sort(comparePositions));
      expect(second).toEqual(first);
      const [here, there] = await Promise.all(stores.map(answersOf));
      expect(there).toEqual(here);
    });

    it('takes one end of a run, of all that both give it at the same time', async () => {
      const prefix = redis.newPrefix();
      const stores = [await redis.openStore(prefix, newFile()), await redis.openStore(prefix, newFile())];
      const jobIds = Array.from({ length: 20 }, (_, index) => `run-${index}`);
      await stores[0]?.append(jobIds.map((jobId) => started(jobId)));
      const ends = await Promise.all(
        jobIds.flatMap((jobId) => stores.map((store) => store.appendEnd(completed(jobId)))),
      );
      expect(ends.filter((position) => position !== undefined)).toHaveLength(20);
      await eventually(async () => (await stores[1]?.count(BEGINNING, { atMost: 100 })) === 40);
      expect(await readAll(stores[1] as EventStore, { filter: { type: ['completed'] } })).toHaveLength(20);
    });

    it('is none of theirs whose prefix is another', async () => {
      const here = await redis.openStore(redis.newPrefix(), newFile());
      const other = await redis.openStore(redis.newPrefix(), newFile());
      const heard = listen(other);
      await here.append([started('a'), completed('a')]);
      await other.append([started('b')]);
      expect(heard.events.map(({ event }) => event.jobId)).toEqual(['b']);
      expect(await other.run('a')).toBeUndefined();
    });

    it('goes on where somebody else added what is no event', async () => {
      const prefix = redis.newPrefix();
      const store = await redis.openStore(prefix, newFile());
      const { commands, keys } = await redis.connect(prefix);
      const heard = listen(store);
      await commands.xadd(keys.events, '*', 'hello', 'world');
      await commands.xadd(keys.events, '*', 'append', 'x', 'event', '{"type":"started","position":"","epochMs":0,');
      const position = await store.append([started('a')]);
      expect(positionsOf(heard.events)).toEqual([position]);
    });
  });

  describe('and the copy of a process', () => {
    it('is made anew where its file is gone, damaged, or of another log', async () => {
      const prefix = redis.newPrefix();
      const store = await redis.openStore(prefix, newFile());
      const random = seededRandom(5);
      for (let index = 0; index < 30; index++) await store.append(randomEvents(random));
      const answers = await answersOf(store);

      const file = newFile();
      const reopened = async (): Promise<unknown> => {
        const again = await redis.openStore(prefix, file);
        const found = { ...(await answersOf(again)), events: positionsOf(await readAll(again)) };
        await again.close();
        return found;
      };
      const expected = { ...answers, events: positionsOf(await readAll(store)) };
      expect(await reopened()).toEqual(expected);
      // As it was left.
      expect(await reopened()).toEqual(expected);
      rmSync(file);
      expect(await reopened()).toEqual(expected);
      writeFileSync(file, 'no database '.repeat(1_000));
      expect(await reopened()).toEqual(expected);
      const other = await redis.openStore(redis.newPrefix(), file);
      await other.append([started('other')]);
      await other.close();
      expect(await reopened()).toEqual(expected);
    });

    it('is used by one process at a time', async () => {
      const prefix = redis.newPrefix();
      const file = newFile();
      await redis.openStore(prefix, file);
      await expect(redis.openStore(prefix, file)).rejects.toMatchObject({ name: 'StoreError', type: 'locked' });
    });
  });

  describe('that was trimmed', () => {
    it('gives a new process all that outlives its events: the same as who saw them', async () => {
      const prefix = redis.newPrefix();
      const retention = { maxEvents: 40 };
      const store = await redis.openStore(prefix, newFile(), { retention });
      const nextEvent = runsOneAfterTheOther(seededRandom(11));
      const birth = store.head();
      await store.append([started('long', { jobName: 'sync' }), anomaly('long', { jobName: 'sync' })]);
      for (let round = 0; round < 5; round++) {
        for (let index = 0; index < 30; index++) await store.append([nextEvent(), nextEvent()]);
        await store.trim();
        const other = await redis.openStore(prefix, newFile(), { retention });
        expect(await answersOf(other)).toEqual(await answersOf(store));
        expect(positionsOf(await readAll(other))).toEqual(positionsOf(await readAll(store)));
        await other.close();
      }
      const { commands, keys } = await redis.connect(prefix);
      expect(await commands.xlen(keys.events)).toBe(40);
      expect(await store.gapAfter(birth)).toMatchObject({ gap: 'evicted' });
      const last = await redis.openStore(prefix, newFile(), { retention });
      expect(await last.run('long')).toMatchObject({ state: 'running' });
      await last.append([completed('long', { jobName: 'sync' })]);
      expect(await last.run('long')).toMatchObject({ state: 'completed', anomalies: 1 });
    });

    it('is trimmed by one of all who find that it is too long', async () => {
      const prefix = redis.newPrefix();
      const retention = { maxEvents: 10 };
      const stores = await Promise.all(
        Array.from({ length: 4 }, () => redis.openStore(prefix, newFile(), { retention })),
      );
      for (let round = 0; round < 10; round++) {
        const position = await stores[0]?.append(Array.from({ length: 30 }, (_, n) => progress('a', n)));
        await eventually(() => stores.every((store) => store.head() === position));
        await Promise.all(stores.map((store) => store.trim()));
      }
      const fresh = await redis.openStore(prefix, newFile(), { retention });
      for (const store of stores) {
        expect(await store.gapAfter(BEGINNING)).toEqual({ gap: 'evicted', missed: 290 });
        expect(positionsOf(await readAll(store))).toEqual(positionsOf(await readAll(fresh)));
      }
    });

    it('lets a process that was away for too long read what is left, and tells of the gap', async () => {
      const prefix = redis.newPrefix();
      const file = newFile();
      const away = await redis.openStore(prefix, file);
      const before = await away.append([started('a'), started('b')]);
      await away.close();
      const retention = { maxEvents: 2 };
      const store = await redis.openStore(prefix, newFile(), { retention });
      await store.append([completed('a'), progress('b', 1), progress('b', 2)]);
      await store.trim();
      const back = await redis.openStore(prefix, file, { retention });
      expect(await answersOf(back)).toEqual(await answersOf(store));
      expect(await back.gapAfter(before)).toMatchObject({ gap: 'evicted' });
      expect(await back.run('b')).toMatchObject({ progress: { current: 2 } });
    });

    it('keeps no events older than they may be', async () => {
      const prefix = redis.newPrefix();
      let aheadMs = 0;
      const now = (): number => Date.now() + aheadMs;
      const store = await redis.openStore(prefix, newFile(), { now, retention: { maxAgeMs: 60_000 } });
      const last = await store.append([started('silent'), started('a'), completed('a')]);
      await store.trim();
      expect(await readAll(store)).toHaveLength(3);
      aheadMs = 120_000;
      await store.trim();
      expect(await readAll(store)).toEqual([]);
      expect([store.oldest(), store.head()]).toEqual([last, last]);
      expect(await store.run('silent')).toBeUndefined();
      const { commands, keys } = await redis.connect(prefix);
      expect(await commands.xlen(keys.events)).toBe(0);
      const fresh = await redis.openStore(prefix, newFile());
      expect(await answersOf(fresh)).toEqual(await answersOf(store));
      expect(comparePositions(await fresh.append([started('b')]), last)).toBeGreaterThan(0);
    });
  });
});

/** Events of runs on three servers, of which some go on at any time. No run begins again once it has ended. */
function runsOneAfterTheOther(random: (below: number) => number): () => JobEvent {
  const active: Parameters<typeof started>[] = [];
  let runs = 0;
  return () => {
    const index = random(active.length + 1);
    const run = active[index];
    if (!run) {
      active.push([`run-${runs++}`, { serverId: 1 + (runs % 3), jobName: runs % 2 ? 'scan' : 'check' }]);
      return started(...(active.at(-1) as Parameters<typeof started>));
    }
    const dice = random(10);
    if (dice < 4) return progress(run[0], 1 + random(9), run[1]);
    if (dice < 5) return anomaly(...run);
    active.splice(index, 1);
    return dice < 8 ? completed(...run) : failed(...run);
  };
}
