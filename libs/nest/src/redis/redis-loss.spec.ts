import { Logger } from '@nestjs/common';
import { comparePositions, type Position } from '@jobwire/events';
import { join } from 'node:path';
import { encodeEvent } from '../store/encoded-event.ts';
import type { EventStore } from '../store/event-store.ts';
import { completed, started } from '../store/sample-events.contract.ts';
import { positionsOf, readAll } from '../store/store-guarantees.contract.ts';
import { eventually } from '../testing/eventually.ts';
import { describeWithRedis, redisForSpec } from '../testing/redis-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

describeWithRedis('a log of which Redis lost events', () => {
  const redis = redisForSpec();
  const newFolder = tempFolders();
  const newFile = (): string => join(newFolder(), 'index.db');

  /** Each time somebody is told that what was heard does not connect. */
  function countBreaks(store: EventStore): { count: number } {
    const breaks = { count: 0 };
    store.tail({ appended: () => undefined, closed: () => undefined, broken: () => breaks.count++ });
    return breaks;
  }

  it('tells everyone and begins anew after a FLUSHALL', async () => {
    const prefix = redis.newPrefix();
    const stores = [await redis.openStore(prefix, newFile()), await redis.openStore(prefix, newFile())];
    const breaks = stores.map(countBreaks);
    const [here, there] = stores as unknown as [EventStore, EventStore];
    const before = await here.append([started('a')]);
    await eventually(() => there.head() === before);
    await (await redis.connect(prefix)).commands.flushall();
    await eventually(() => breaks.every(({ count }) => count > 0));
    for (const store of stores) {
      expect(await store.gapAfter(before)).toEqual({ gap: 'restarted' });
      expect(await store.run('a')).toBeUndefined();
    }
    const after = await here.append([started('b')]);
    await eventually(() => there.head() === after);
    expect(positionsOf(await readAll(there))).toEqual([after]);
    expect(breaks).toEqual([{ count: 1 }, { count: 1 }]);
  });

  it('tells everyone also where somebody appends before anyone has noticed', async () => {
    const prefix = redis.newPrefix();
    const stores = [await redis.openStore(prefix, newFile()), await redis.openStore(prefix, newFile())];
    const breaks = stores.map(countBreaks);
    const before = await stores[0]?.append([started('a')]);
    await eventually(() => stores[1]?.head() === before);
    const { commands } = await redis.connect(prefix);
    const [after] = await Promise.all([commands.flushall().then(() => stores[0]?.append([started('b')]))]);
    await eventually(() => breaks.every(({ count }) => count > 0));
    await eventually(() => stores.every((store) => store.head() === after));
    for (const store of stores) {
      expect(await store.gapAfter(before as Position)).toEqual({ gap: 'restarted' });
      expect(positionsOf(await readAll(store))).toEqual([after]);
    }
  });

  it('tells everyone where only the newest are lost, and keeps the others', async () => {
    const prefix = redis.newPrefix();
    const stores = [await redis.openStore(prefix, newFile()), await redis.openStore(prefix, newFile())];
    const breaks = stores.map(countBreaks);
    const kept = (await stores[0]?.append([started('a')])) as Position;
    const lost = (await stores[0]?.append([completed('a')])) as Position;
    await eventually(() => stores[1]?.head() === lost);
    const connection = await redis.connect(prefix);
    // As a replica of Redis that takes over and had not got it yet; nobody's connection survives that.
    await connection.commands.xdel(connection.keys.events, lost);
    await connection.commands.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await eventually(() => breaks.every(({ count }) => count > 0));
    for (const store of stores) {
      expect(await store.gapAfter(lost)).toEqual({ gap: 'restarted' });
      expect(await store.gapAfter(kept)).toEqual({ gap: 'restarted' });
      expect(await store.gapAfter(store.head())).toEqual({ gap: null });
      expect(positionsOf(await readAll(store))).toEqual([kept]);
      expect(await store.run('a')).toMatchObject({ state: 'running' });
    }
    await eventually(async () => (await stores[0]?.fault()) === undefined);
    const after = (await stores[0]?.append([completed('a')])) as Position;
    expect(comparePositions(after, lost)).toBeGreaterThan(0);
    await eventually(() => stores[1]?.head() === after);
    expect(positionsOf(await readAll(stores[1] as EventStore))).toEqual([kept, after]);
  });

  /** The newest event is lost, and its position is given to another one. */
  async function giveAnew(prefix: string, position: Position): Promise<void> {
    const { commands, keys } = await redis.connect(prefix);
    const { json } = encodeEvent(started('other'));
    await commands.xdel(keys.events, position);
    await commands.call('XSETID', keys.events, '1-0');
    await commands.xadd(keys.events, position, 'append', 'other.1', 'event', json);
  }

  it('tells everyone where a position was given to another event, as by a replica whose clock is behind', async () => {
    const prefix = redis.newPrefix();
    const stores = [await redis.openStore(prefix, newFile()), await redis.openStore(prefix, newFile())];
    const breaks = stores.map(countBreaks);
    const lost = (await stores[0]?.append([started('a')])) as Position;
    await eventually(() => stores[1]?.head() === lost);
    await giveAnew(prefix, lost);
    await (await redis.connect(prefix)).commands.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await eventually(() => breaks.every(({ count }) => count > 0));
    for (const store of stores) {
      expect(await store.gapAfter(lost)).toEqual({ gap: 'restarted' });
      expect((await readAll(store)).map(({ event }) => event.jobId)).toEqual(['other']);
      expect(await store.run('a')).toBeUndefined();
    }
  });

  it.each([
    ['no other comes', () => []],
    ['others come at once', () => [started('b')]],
  ])('is noticed where no connection broke, and %s', async (_, following) => {
    const prefix = redis.newPrefix();
    const store = await redis.openStore(prefix, newFile());
    const breaks = countBreaks(store);
    const lost = await store.append([started('a')]);
    const { commands, keys } = await redis.connect(prefix);
    // As a Redis does that is made the replica of another one: it has what that has then, and what comes there.
    const change = commands.multi().xdel(keys.events, lost);
    for (const event of following())
      change.xadd(keys.events, '*', 'append', 'other.1', 'event', encodeEvent(event).json);
    await change.exec();
    await eventually(() => breaks.count > 0);
    expect(await store.gapAfter(lost)).toEqual({ gap: 'restarted' });
    expect(await store.run('a')).toBeUndefined();
    expect((await readAll(store)).map(({ event }) => event.jobId)).toEqual(following().map(({ jobId }) => jobId));
  });

  it('is noticed by a process that was not running then', async () => {
    const prefix = redis.newPrefix();
    const file = newFile();
    const store = await redis.openStore(prefix, file);
    const before = await store.append([started('a')]);
    await store.close();
    await (await redis.connect(prefix)).commands.flushall();
    const again = await redis.openStore(prefix, file);
    expect(await again.gapAfter(before)).toEqual({ gap: 'restarted' });
    expect(await readAll(again)).toEqual([]);
  });
});
