import { inParallel } from './in-parallel.ts';

/** Work that ends when the test says so. */
function heldWork() {
  const begun: { item: number; end: () => void; fail: (error: Error) => void }[] = [];
  const work = (item: number): Promise<void> =>
    new Promise((end, fail) => {
      begun.push({ item, end, fail });
    });
  return { begun, work, items: () => begun.map(({ item }) => item) };
}

/** Lets all that can go on go on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('inParallel', () => {
  it('works on so many at a time, in order, and begins the next when one ends', async () => {
    const { begun, work, items } = heldWork();
    const all = inParallel([1, 2, 3, 4], 2, work);
    await turn();
    expect(items()).toEqual([1, 2]);
    begun[1]?.end();
    await turn();
    expect(items()).toEqual([1, 2, 3]);
    begun[0]?.end();
    begun[2]?.end();
    await turn();
    begun[3]?.end();
    await expect(all).resolves.toBeUndefined();
  });

  it('does each item once, also where it may do more at a time than there are', async () => {
    const done: number[] = [];
    await inParallel([1, 2, 3], 16, async (item) => void done.push(item));
    expect(done).toEqual([1, 2, 3]);
    await inParallel([], 16, () => Promise.reject(new Error('there is nothing to do')));
  });

  it('rejects with the first failure, begins nothing more, and waits for what is under way', async () => {
    const { begun, work, items } = heldWork();
    let isSettled = false;
    const all = inParallel([1, 2, 3, 4], 2, work).finally(() => (isSettled = true));
    await turn();
    begun[0]?.fail(new Error('the first'));
    await turn();
    expect(isSettled).toBe(false);
    begun[1]?.end();
    await expect(all).rejects.toThrow('the first');
    expect(items()).toEqual([1, 2]);
  });

  it('rejects where the work throws before it waits for anything', async () => {
    const work = (): Promise<void> => {
      throw new Error('at once');
    };
    await expect(inParallel([1, 2], 2, work)).rejects.toThrow('at once');
  });
});
