import { Logger } from '@nestjs/common';
import type { JobEvent } from '@jobwire/events';
import { join } from 'node:path';
import { anomaly, completed, failed, progress, started } from '../store/sample-events.contract.ts';
import { listen, readAll } from '../store/store-guarantees.contract.ts';
import { eventually } from '../testing/eventually.ts';
import { describeWithRedis, redisForSpec } from '../testing/redis-server.ts';
import { SlowNetwork } from '../testing/slow-network.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import type { OutboxBounds } from './outbox-file.ts';
import type { RedisEventStore } from './redis-event-store.ts';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const ROUNDS = 4;
const PUBLISHERS = 5;

describeWithRedis('what is published while Redis is away', () => {
  const redis = redisForSpec('--appendfsync', 'always');
  const newFolder = tempFolders();
  const cleanUp: (() => void)[] = [];

  interface OpenOptions extends Partial<OutboxBounds> {
    readonly prefix?: string;
    readonly folder?: string;
    readonly url?: string;
  }
  const open = ({
    prefix = redis.newPrefix(),
    folder = newFolder(),
    url = redis.server.url,
    ...bounds
  }: OpenOptions = {}) =>
    redis.openStore(prefix, join(folder, 'index.db'), { url, outbox: { file: join(folder, 'outbox.db'), ...bounds } });
  const isAway = (store: RedisEventStore): Promise<void> => eventually(() => store.lostSince() !== undefined);
  const isEmpty = (store: RedisEventStore): Promise<void> => eventually(() => store.outbox()?.waiting === 0);
  const stored = async (store: RedisEventStore): Promise<string[]> =>
    (await readAll(store)).map(({ event }) => labelOf(event));

  afterEach(async () => {
    for (const each of cleanUp.splice(0)) each();
    redis.server.signal('SIGCONT');
    if (!redis.server.isRunning) await redis.server.restart();
  });

  it('waits, and is there in order when it is back, before what is published then', async () => {
    const store = await open();
    const heard = listen(store);
    await store.accept([started('a')]);
    await redis.server.kill();
    await isAway(store);
    expect(await store.accept([progress('a', 1)])).toBeNull();
    expect(await store.accept([anomaly('a'), progress('a', 2)])).toBeNull();
    expect(await store.accept([completed('a')])).toBeNull();
    expect(store.outbox()).toEqual({ waiting: 4, dropped: 0, takesMore: true });
    expect(await stored(store)).toEqual(['started a']);
    await redis.server.restart();
    await eventually(() => store.lostSince() === undefined);
    await store.accept([started('b')]);
    await isEmpty(store);
    const all = ['started a', 'a 1', 'anomaly_detected a', 'a 2', 'completed a', 'started b'];
    expect(await stored(store)).toEqual(all);
    expect(heard.events.map(({ event }) => labelOf(event))).toEqual(all);
  });

  it('waits too where Redis does not answer, and is stored once whatever became of what was on its way', async () => {
    const store = await open();
    await store.accept([started('a')]);
    redis.server.signal('SIGSTOP');
    const published = [1, 2, 3].map((current) => store.accept([progress('a', current)]));
    expect(await Promise.all(published)).toEqual([null, null, null]);
    expect(await store.accept([completed('a')])).toBeNull();
    redis.server.signal('SIGCONT');
    await isEmpty(store);
    expect(await stored(store)).toEqual(['started a', 'a 1', 'a 2', 'a 3', 'completed a']);
  });

  it('waits too where Redis has no room, and what may not wait is refused', async () => {
    const prefix = redis.newPrefix();
    const store = await open({ prefix });
    const { commands } = await redis.connect(prefix);
    await store.accept([started('a')]);
    await commands.config('SET', 'maxmemory', '1');
    expect(await store.accept([progress('a', 1)])).toBeNull();
    await expect(store.append([started('b')])).rejects.toMatchObject({ type: 'unavailable' });
    expect(await store.accept([completed('a')])).toBeNull();
    expect(store.outbox()).toMatchObject({ waiting: 2 });
    await commands.config('SET', 'maxmemory', '0');
    await isEmpty(store);
    expect(await stored(store)).toEqual(['started a', 'a 1', 'completed a']);
  });

  it('is stored once where it was given up, the process ended, and the network delivered it late', async () => {
    const network = await SlowNetwork.to(redis.server.port);
    cleanUp.push(() => network.close());
    const [prefix, folder] = [redis.newPrefix(), newFolder()];
    const before = await open({ prefix, folder, url: `redis://127.0.0.1:${network.port}` });
    await before.accept([started('a')]);
    network.hold();
    expect(await before.accept([progress('a', 1)])).toBeNull();
    expect(await before.accept([completed('a')])).toBeNull();
    await before.close();
    const after = await open({ prefix, folder });
    await isEmpty(after);
    await network.deliver();
    await after.append([started('b')]);
    expect(await stored(after)).toEqual(['started a', 'a 1', 'completed a', 'started b']);
  });

  it('is stored once where it was stored and the process ended before it knew', async () => {
    const network = await SlowNetwork.to(redis.server.port);
    cleanUp.push(() => network.close());
    const [prefix, folder] = [redis.newPrefix(), newFolder()];
    const before = await open({ prefix, folder, url: `redis://127.0.0.1:${network.port}` });
    await before.accept([started('a')]);
    network.hold();
    expect(await before.accept([progress('a', 1)])).toBeNull();
    await before.close();
    await network.deliver();
    const after = await open({ prefix, folder });
    await isEmpty(after);
    expect(await stored(after)).toEqual(['started a', 'a 1']);
  });

  it('outlives the process: the next one delivers it before anything newer', async () => {
    const [prefix, folder] = [redis.newPrefix(), newFolder()];
    const before = await open({ prefix, folder });
    await redis.server.kill();
    await isAway(before);
    const end = before.acceptEnd(completed('a'));
    const closed = expect(end).rejects.toMatchObject({ type: 'closed' });
    await before.accept(Array.from({ length: 500 }, (_, current) => progress('b', current)));
    await before.accept([failed('b')]);
    await before.close();
    await closed;
    await redis.server.restart();
    const after = await open({ prefix, folder });
    await after.append([started('c')]);
    const labels = await stored(after);
    expect([labels[0], labels[1], labels[500], labels[501], labels[502]]).toEqual([
      'completed a',
      'b 0',
      'b 499',
      'failed b',
      'started c',
    ]);
    expect(labels).toHaveLength(503);
    expect(after.outbox()?.waiting).toBe(0);
  });

  it('as the end of a run is waited for, and left out where somebody else has ended the run', async () => {
    const network = await SlowNetwork.to(redis.server.port);
    cleanUp.push(() => network.close());
    const prefix = redis.newPrefix();
    const [cut, other] = [await open({ prefix, url: `redis://127.0.0.1:${network.port}` }), await open({ prefix })];
    await other.append([started('a'), started('b')]);
    network.hold();
    await expect(cut.append([progress('a', 1)])).rejects.toMatchObject({ type: 'unavailable' });
    network.hold();
    const ends = [cut.acceptEnd(completed('a')), cut.acceptEnd(completed('b'))];
    await eventually(() => cut.outbox()?.waiting === 2);
    const position = await other.appendEnd(failed('a'));
    const [first, second] = await Promise.all(ends);
    expect(first).toBeUndefined();
    expect(second).toBe(cut.head());
    await isEmpty(cut);
    expect((await cut.run('a'))?.state).toBe('failed');
    expect(position).toBeDefined();
    expect(await stored(cut)).toEqual(['started a', 'started b', 'failed a', 'completed b']);
  });

  it('as the end of a run is left out by the next process, where the run was ended long before that', async () => {
    const network = await SlowNetwork.to(redis.server.port);
    cleanUp.push(() => network.close());
    const [prefix, folder] = [redis.newPrefix(), newFolder()];
    const other = await open({ prefix });
    const before = await open({ prefix, folder, url: `redis://127.0.0.1:${network.port}` });
    await other.append([started('a')]);
    network.hold();
    const end = expect(before.acceptEnd(completed('a'))).rejects.toMatchObject({ type: 'closed' });
    await eventually(() => before.outbox()?.waiting === 1);
    await before.close();
    await end;
    await other.appendEnd(failed('a'));
    const { commands, keys } = await redis.connect(prefix);
    await commands.del(keys.ended('a'));
    const after = await open({ prefix, folder });
    await isEmpty(after);
    expect(await stored(after)).toEqual(['started a', 'failed a']);
  });

  it('is refused where it may not wait, and where there is no room', async () => {
    const store = await open({ maxEvents: 2 });
    await store.append([started('a')]);
    await redis.server.kill();
    await isAway(store);
    await expect(store.append([started('b')])).rejects.toMatchObject({ type: 'unavailable' });
    await expect(store.appendEnd(completed('a'))).rejects.toMatchObject({ type: 'unavailable' });
    await store.accept([progress('a', 1)]);
    await store.accept([progress('a', 2)]);
    await store.accept([completed('a')]);
    await store.accept([started('b')]);
    await expect(store.accept([started('c')])).rejects.toMatchObject({ type: 'outbox-full' });
    expect(store.outbox()).toEqual({ waiting: 2, dropped: 2, takesMore: false });
    await redis.server.restart();
    await isEmpty(store);
    await store.append([started('d')]);
    expect(await stored(store)).toEqual(['started a', 'completed a', 'started b', 'started d']);
  });

  it(`arrives, all of it, in order and once, over ${ROUNDS} times of kill -9 and of silence under load`, async () => {
    const prefix = redis.newPrefix();
    const stores = [await open({ prefix }), await open({ prefix })];
    const expected: string[][] = [];
    let waited = 0;
    let goesOn = true;
    const publish = async (store: RedisEventStore, name: number): Promise<void> => {
      const own: string[] = (expected[name] = []);
      for (let run = 0; goesOn; run++) {
        const jobId = `${name}.${run}`;
        const events = [started(jobId), progress(jobId, 1), progress(jobId, 2), anomaly(jobId), completed(jobId)];
        for (const event of events) {
          own.push(labelOf(event));
          const position = event.type === 'completed' ? await store.acceptEnd(event) : await store.accept([event]);
          if (position === null) waited++;
        }
      }
    };
    const publishers = stores.flatMap((store, index) =>
      Array.from({ length: PUBLISHERS }, (_, each) => publish(store, index * PUBLISHERS + each)),
    );
    const published = (): number => expected.flat().length;
    for (let round = 0; round < ROUNDS; round++) {
      const before = published();
      await eventually(() => published() > before + 100);
      if (round % 2 === 0) {
        await redis.server.kill();
        await Promise.all(stores.map(isAway));
        await eventually(() => stores.every((store) => (store.outbox()?.waiting ?? 0) > 0));
        await redis.server.restart();
      } else {
        redis.server.signal('SIGSTOP');
        await eventually(() => stores.every((store) => (store.outbox()?.waiting ?? 0) > 0));
        redis.server.signal('SIGCONT');
      }
      await Promise.all(stores.map(isEmpty));
    }
    goesOn = false;
    await Promise.all(publishers);
    await Promise.all(stores.map(isEmpty));
    const [store] = stores as [RedisEventStore];
    await eventually(() => stores.every((each) => each.head() === store.head()));
    expect(waited).toBeGreaterThan(0);
    const all = (await readAll(store)).map(({ event }) => event);
    for (const [name, own] of expected.entries())
      expect(all.filter(({ jobId }) => jobId?.startsWith(`${name}.`)).map(labelOf)).toEqual(own);
  });
});

function labelOf(event: JobEvent): string {
  return event.type === 'progress' ? `${event.jobId} ${event.progress?.current}` : `${event.type} ${event.jobId}`;
}
