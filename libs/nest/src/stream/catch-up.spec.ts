import { BEGINNING, comparePositions, positionParts } from '@jobwire/events';
import { MemoryEventStore } from '../store/memory-event-store.ts';
import { CatchUp } from './catch-up.ts';
import { compile } from './replay-window.ts';

const everything = compile({});
const beginning = { epochMs: 0, seq: 0 };

async function filledStore(count: number, data = ''): Promise<MemoryEventStore> {
  const store = new MemoryEventStore();
  await store.append(
    Array.from({ length: count }, (_, current) => ({
      type: 'progress' as const,
      jobName: 'scan',
      serverId: 1,
      jobId: 'a',
      progress: { current },
      data,
      timestamp: '2026-11-23T14:22:08.031274Z',
    })),
  );
  return store;
}

function idsIn(text: string): string[] {
  return [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id as string);
}

describe('catching up from the log', () => {
  it('gives every event once and in order, page by page', async () => {
    const store = await filledStore(450);
    const catchUp = new CatchUp(store);
    let text = '';
    let cursor = beginning;
    for (let slice = await catchUp.sliceAfter(cursor, everything); slice?.buffer;) {
      text += slice.buffer.toString();
      cursor = slice.next;
      slice = await catchUp.sliceAfter(cursor, everything);
    }
    const ids = idsIn(text);
    expect(ids).toHaveLength(450);
    expect(ids).toEqual([...ids].sort(comparePositions));
    expect(ids.at(-1)).toBe(store.head());
  });

  it('reads a page once for all who stand there, at the same time and later', async () => {
    const store = await filledStore(450);
    const read = jest.spyOn(store, 'read');
    const catchUp = new CatchUp(store);
    const slices = await Promise.all(Array.from({ length: 100 }, () => catchUp.sliceAfter(beginning, everything)));
    slices.push(await catchUp.sliceAfter(beginning, everything));
    for (const slice of slices) expect(slice).toEqual(slices[0]);
    expect(read).toHaveBeenCalledTimes(1);
    await catchUp.sliceAfter(beginning, compile({ serverId: [2] }));
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('gives one who stands within a page the rest of it, and nothing of it twice', async () => {
    const store = await filledStore(450);
    const catchUp = new CatchUp(store);
    const page = await catchUp.sliceAfter(beginning, everything);
    const ids = idsIn(page?.buffer?.toString() ?? '');
    const read = jest.spyOn(store, 'read');
    for (const index of [0, 1, 100, 198]) {
      const rest = await catchUp.sliceAfter(positionParts(ids[index] as string), everything);
      expect(idsIn(rest?.buffer?.toString() ?? '')).toEqual(ids.slice(index + 1));
      expect(rest?.next).toEqual(page?.next);
    }
    expect(read).not.toHaveBeenCalled();
    await catchUp.sliceAfter(positionParts(ids[199] as string), everything);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('reads the newest page anew, as it grows', async () => {
    const store = await filledStore(3);
    const catchUp = new CatchUp(store);
    const before = await catchUp.sliceAfter(beginning, everything);
    await store.append([{ ...(await store.read(BEGINNING, { limit: 1 })).events[0]?.event } as never]);
    const after = await catchUp.sliceAfter(beginning, everything);
    expect(after?.buffer?.toString().match(/^id: /gm)).toHaveLength(4);
    expect(before?.buffer?.toString().match(/^id: /gm)).toHaveLength(3);
  });

  it('keeps no large page, and none that could not be read', async () => {
    const store = await filledStore(450, 'x'.repeat(2_000));
    const read = jest.spyOn(store, 'read');
    const catchUp = new CatchUp(store);
    await catchUp.sliceAfter(beginning, everything);
    read.mockRejectedValueOnce(new Error('The disk is gone'));
    await expect(catchUp.sliceAfter(beginning, everything)).rejects.toThrow('The disk is gone');
    expect((await catchUp.sliceAfter(beginning, everything))?.buffer).toBeDefined();
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('says where events are gone, and forgets what a log said that has begun anew', async () => {
    const store = await filledStore(450);
    const catchUp = new CatchUp(store);
    expect(await catchUp.sliceAfter({ epochMs: 1, seq: 0 }, everything)).toBeUndefined();
    const read = jest.spyOn(store, 'read');
    await catchUp.sliceAfter(beginning, everything);
    catchUp.forget();
    await catchUp.sliceAfter(beginning, everything);
    expect(read).toHaveBeenCalledTimes(2);
  });
});
