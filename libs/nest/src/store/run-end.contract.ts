import { completed, failed, started } from './sample-events.contract.ts';
import {
  guaranteesBut,
  listen,
  readAll,
  storesOf,
  type Exceptions,
  type OpenEventStore,
} from './store-guarantees.contract.ts';

/** Nobody may hear twice, or of two things, how a run ended. */
export function describeRunEnds(name: string, openStore: OpenEventStore, except: Exceptions = {}): void {
  const open = storesOf(openStore);
  const guarantee = guaranteesBut(except);

  describe(`${name}: the end of a run`, () => {
    guarantee('is stored, told and given a position as any event is', async () => {
      const store = await open();
      await store.append([started('a')]);
      const heard = listen(store);
      const position = await store.appendEnd(completed('a'));
      expect(heard.events).toMatchObject([{ position, event: { type: 'completed', jobId: 'a' } }]);
      expect(store.head()).toBe(position);
      expect(await store.run('a')).toMatchObject({ state: 'completed' });
    });

    guarantee('is refused where the run has one, however that came', async () => {
      const store = await open();
      await store.append([started('a'), completed('a'), started('b')]);
      await store.appendEnd(failed('b'));
      const heard = listen(store);
      const head = store.head();
      expect(await store.appendEnd(failed('a'))).toBeUndefined();
      expect(await store.appendEnd(completed('b'))).toBeUndefined();
      expect(heard.events).toEqual([]);
      expect(store.head()).toBe(head);
    });

    guarantee('is one of all that come at the same time, of each run', async () => {
      const store = await open();
      await store.append([started('a'), started('b')]);
      const ends = ['a', 'b'].flatMap((jobId) => [completed(jobId), failed(jobId), completed(jobId), failed(jobId)]);
      const positions = await Promise.all(ends.map((end) => store.appendEnd(end)));
      const stored = positions.filter((position) => position !== undefined);
      expect(stored).toHaveLength(2);
      expect((await readAll(store)).slice(2).map(({ position }) => position)).toEqual(stored);
    });

    guarantee('is refused where it is appended in another way at the same time, before it', async () => {
      const store = await open();
      await store.append([started('a')]);
      const appending = store.append([completed('a')]);
      expect(await store.appendEnd(failed('a'))).toBeUndefined();
      await appending;
      expect(await store.run('a')).toMatchObject({ state: 'completed' });
    });

    guarantee('is stored of a run that is not known', async () => {
      const store = await open();
      const position = await store.appendEnd(failed('nobody'));
      expect((await readAll(store)).map((event) => event.position)).toEqual([position]);
    });

    guarantee('is rejected after close', async () => {
      const store = await open();
      await store.append([started('a')]);
      await store.close();
      await expect(store.appendEnd(completed('a'))).rejects.toMatchObject({ name: 'StoreError', type: 'closed' });
    });
  });
}
