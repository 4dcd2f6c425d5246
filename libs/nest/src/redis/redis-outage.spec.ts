import { Logger } from '@nestjs/common';
import { applyJobEvent, BEGINNING, comparePositions, type Position } from '@jobwire/events';
import { Redis } from 'ioredis';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogTailer } from '../store/event-log.ts';
import { completed, progress, started } from '../store/sample-events.contract.ts';
import { listen, positionsOf, readAll } from '../store/store-guarantees.contract.ts';
import { StoreError } from '../store/store-error.ts';
import { BreakingNetwork } from '../testing/breaking-network.ts';
import { eventually } from '../testing/eventually.ts';
import { SlowNetwork } from '../testing/slow-network.ts';
import { describeWithRedis, redisForSpec, RedisServer } from '../testing/redis-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import type { RedisEventStore } from './redis-event-store.ts';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const ROUNDS = 10;
const PUBLISHERS = 5;

describeWithRedis('while Redis is away', () => {
  // By default Redis may write what it has answered up to two seconds later.
  const redis = redisForSpec('--appendfsync', 'always');
  const newFolder = tempFolders();
  const open = (prefix: string): Promise<RedisEventStore> => redis.openStore(prefix, join(newFolder(), 'index.db'));
  const isBack = async (store: RedisEventStore): Promise<boolean> => (await store.fault()) === undefined;

  const cleanUp: (() => void)[] = [];
  const startAtOnce = (): Promise<RedisServer> => RedisServer.start('--repl-diskless-sync-delay', '0');

  afterEach(async () => {
    for (const each of cleanUp.splice(0)) each();
    redis.server.signal('SIGCONT');
    if (!redis.server.isRunning) await redis.server.restart();
  });

  it('everything can be read, appends are rejected at once, and health says so until it is back', async () => {
    const store = await open(redis.newPrefix());
    const heard = listen(store);
    const first = await store.append([started('a')]);
    await redis.server.kill();
    await eventually(async () => !(await isBack(store)));
    expect(await store.fault()).toMatchObject({ name: 'StoreError', type: 'unavailable' });
    expect((await store.fault())?.summary).toContain('Redis is away');
    await expect(store.append([progress('a', 1)])).rejects.toMatchObject({ type: 'unavailable' });
    await expect(store.appendEnd(completed('a'))).rejects.toMatchObject({ type: 'unavailable' });
    expect(positionsOf(await readAll(store))).toEqual([first]);
    expect(await store.run('a')).toMatchObject({ state: 'running' });
    await redis.server.restart();
    await eventually(() => isBack(store));
    const second = await store.append([completed('a')]);
    expect(positionsOf(heard.events)).toEqual([first, second]);
    expect(await store.gapAfter(first)).toEqual({ gap: null });
  });

  it('tailers go on where they were when it is back: nothing is missing, and nothing comes twice', async () => {
    const prefix = redis.newPrefix();
    const [here, there] = [await open(prefix), await open(prefix)];
    const heard = listen(there);
    const positions: Position[] = [];
    for (let round = 0; round < 3; round++) {
      positions.push(await here.append([progress('a', round)]));
      await redis.server.restart();
      await eventually(async () => (await isBack(here)) && (await isBack(there)));
    }
    positions.push(await here.append([completed('a')]));
    await eventually(() => heard.events.length >= 4);
    expect(positionsOf(heard.events)).toEqual(positions);
  });

  it('an append whose answer was lost is found where it was stored, and is stored once', async () => {
    const store = await open(redis.newPrefix());
    await store.append([started('a')]);
    // It takes what is sent, and answers nothing until the connection has been given up.
    redis.server.signal('SIGSTOP');
    const appending = store.append([progress('a', 1)]);
    await eventually(async () => !(await isBack(store)));
    redis.server.signal('SIGCONT');
    const position = await appending;
    await eventually(() => isBack(store));
    const after = await store.append([progress('a', 2)]);
    expect(positionsOf(await readAll(store)).slice(1)).toEqual([position, after]);
  });

  it('an append that never arrived is rejected when it is back, and was not stored', async () => {
    const store = await open(redis.newPrefix());
    const first = await store.append([started('a')]);
    redis.server.signal('SIGSTOP');
    const appending = store.append([progress('a', 1)]);
    const outcome = expect(appending).rejects.toMatchObject({ name: 'StoreError', type: 'unavailable' });
    await delay(50);
    await redis.server.restart();
    await outcome;
    await eventually(() => isBack(store));
    const second = await store.append([progress('a', 2)]);
    expect(positionsOf(await readAll(store))).toEqual([first, second]);
  });

  it('an append that the network delivers after it was given up is not stored late', async () => {
    const network = await SlowNetwork.to(redis.server.port);
    cleanUp.push(() => network.close());
    const url = `redis://127.0.0.1:${network.port}`;
    const store = await redis.openStore(redis.newPrefix(), join(newFolder(), 'index.db'), { url });
    const first = await store.append([started('a')]);
    network.hold();
    await expect(store.append([progress('a', 1)])).rejects.toMatchObject({ type: 'unavailable' });
    await network.deliver();
    await eventually(() => isBack(store));
    const second = await store.append([progress('a', 2)]);
    expect(positionsOf(await readAll(store))).toEqual([first, second]);
  });

  it('one that is made a replica is left, also where the connection stays: its address leads to the new one', async () => {
    const [before, after] = [await startAtOnce(), await startAtOnce()];
    const network = await BreakingNetwork.to(before.port, () => Infinity);
    const [old, next] = [new Redis(before.port), new Redis(after.port)];
    cleanUp.push(() => {
      network.close();
      for (const client of [old, next]) client.disconnect();
      void before.remove();
      void after.remove();
    });
    await next.replicaof('127.0.0.1', before.port);
    const prefix = redis.newPrefix();
    const url = `redis://127.0.0.1:${network.port}`;
    const store = await redis.openStore(prefix, join(newFolder(), 'index.db'), { url });
    const heard = listen(store);
    const first = await store.append([started('a')]);
    await eventually(async () => (await next.xlen(`{${prefix}}:events`)) === 1);
    await next.replicaof('NO', 'ONE');
    network.leadTo(after.port);
    await old.replicaof('127.0.0.1', after.port);
    await expect(store.append([progress('a', 1)])).rejects.toMatchObject({ type: 'unavailable' });
    await eventually(() => isBack(store));
    const second = await store.append([completed('a')]);
    expect(positionsOf(heard.events)).toEqual([first, second]);
    expect(await next.xlen(`{${prefix}}:events`)).toBe(2);
  });

  it('a store that is closed rejects what nobody can know of any more', async () => {
    const store = await open(redis.newPrefix());
    redis.server.signal('SIGSTOP');
    const appending = store.append([started('a')]);
    const outcome = expect(appending).rejects.toBeInstanceOf(StoreError);
    await new Promise(setImmediate);
    await store.close();
    await outcome;
  });

  it(`kill -9 under load, ${ROUNDS} times: all that was acknowledged is there once, and nothing that was rejected`, async () => {
    const prefix = redis.newPrefix();
    const stores = [await open(prefix), await open(prefix)];
    const heard = stores.map((store) => listen(store));
    let wasBroken = false;
    const notice: LogTailer = { appended: () => undefined, closed: () => undefined, broken: () => (wasBroken = true) };
    for (const store of stores) store.tail(notice);

    const acknowledged = new Map<Position, number>();
    const rejected = new Set<number>();
    let number = 0;
    let goesOn = true;
    const publish = async (store: RedisEventStore): Promise<void> => {
      while (goesOn) {
        const current = ++number;
        try {
          acknowledged.set(await store.append([progress('a', current)]), current);
        } catch (error) {
          expect(error).toMatchObject({ type: 'unavailable' });
          rejected.add(current);
          await delay(5);
        }
      }
    };
    await stores[0]?.append([started('a')]);
    const publishers = Array.from({ length: PUBLISHERS }, () => stores.map(publish)).flat();
    for (let round = 0; round < ROUNDS; round++) {
      const before = acknowledged.size;
      await eventually(() => acknowledged.size > before + 20 + Math.random() * 200);
      await redis.server.kill();
      await redis.server.restart();
    }
    const before = acknowledged.size;
    await eventually(() => acknowledged.size > before + 20);
    goesOn = false;
    await Promise.all(publishers);
    await eventually(() => stores.every((store) => store.head() === stores[0]?.head()));

    expect(wasBroken).toBe(false);
    expect(rejected.size).toBeGreaterThan(0);
    for (const [index, store] of stores.entries()) {
      const events = await readAll(store);
      const positions = positionsOf(events);
      expect(positions).toEqual([...new Set(positions)].sort(comparePositions));
      expect(positionsOf(heard[index]?.events ?? [])).toEqual(positions);
      const numbers = events.slice(1).map(({ event }) => (event.type === 'progress' ? event.progress?.current : 0));
      expect(numbers).toEqual(positions.slice(1).map((position) => acknowledged.get(position)));
      expect(numbers).toHaveLength(acknowledged.size);
      expect(numbers.filter((each) => rejected.has(each ?? 0))).toEqual([]);
      const empty = { serverId: 1, position: BEGINNING, jobs: [] };
      expect(await store.snapshot(1)).toEqual(events.map(({ event }) => event).reduce(applyJobEvent, empty));
    }
  });
});
