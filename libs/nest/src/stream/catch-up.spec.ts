import { BEGINNING, comparePositions } from '@jobwire/events';
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

describe('catching up from the log', () => {
  it('gives every event once and in order, page by page', async () => {
    const store = await filledStore(450);
    const catchUp = new CatchUp(store);
    let text = '';
    let cursor = beginning;
    for (let page = await catchUp.pageAfter(cursor, everything); page?.buffer;) {
      text += page.buffer.toString();
      cursor = page.next;
      page = await catchUp.pageAfter(cursor, everything);
    }
    const ids = [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id as string);
    expect(ids).toHaveLength(450);
    expect(ids).toEqual([...ids].sort(comparePositions));
    expect(ids.at(-1)).toBe(store.head());
  });

  it('reads a page once for all who stand there, at the same time and later', async () => {
    const store = await filledStore(450);
    const read = jest.spyOn(store, 'read');
    const catchUp = new CatchUp(store);
    const pages = await Promise.all(Array.from({ length: 100 }, () => catchUp.pageAfter(beginning, everything)));
    pages.push(await catchUp.pageAfter(beginning, everything));
    expect(new Set(pages)).toHaveProperty('size', 1);
    expect(read).toHaveBeenCalledTimes(1);
    await catchUp.pageAfter(beginning, compile({ serverId: [2] }));
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('reads the newest page anew, as it grows', async () => {
    const store = await filledStore(3);
    const catchUp = new CatchUp(store);
    const before = await catchUp.pageAfter(beginning, everything);
    await store.append([{ ...(await store.read(BEGINNING, { limit: 1 })).events[0]?.event } as never]);
    const after = await catchUp.pageAfter(beginning, everything);
    expect(after?.buffer?.toString().match(/^id: /gm)).toHaveLength(4);
    expect(before?.buffer?.toString().match(/^id: /gm)).toHaveLength(3);
  });

  it('keeps no large page, and none that could not be read', async () => {
    const store = await filledStore(450, 'x'.repeat(2_000));
    const read = jest.spyOn(store, 'read');
    const catchUp = new CatchUp(store);
    await catchUp.pageAfter(beginning, everything);
    read.mockRejectedValueOnce(new Error('The disk is gone'));
    await expect(catchUp.pageAfter(beginning, everything)).rejects.toThrow('The disk is gone');
    expect((await catchUp.pageAfter(beginning, everything))?.buffer).toBeDefined();
    expect(read).toHaveBeenCalledTimes(3);
  });

  it('says where events are gone, and forgets what a log said that has begun anew', async () => {
    const store = await filledStore(450);
    const catchUp = new CatchUp(store);
    expect(await catchUp.pageAfter({ epochMs: 1, seq: 0 }, everything)).toBeUndefined();
    const page = await catchUp.pageAfter(beginning, everything);
    catchUp.forget();
    expect(await catchUp.pageAfter(beginning, everything)).not.toBe(page);
  });
});
