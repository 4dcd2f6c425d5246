import type { JobEvent } from '@jobwire/events';
import { join } from 'node:path';
import { encodeEvent } from '../store/encoded-event.ts';
import { anomaly, completed, progress, started } from '../store/sample-events.contract.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { OutboxFile, type OutboxBounds } from './outbox-file.ts';

describe('the file of the outbox', () => {
  const newFolder = tempFolders();
  const opened: OutboxFile[] = [];
  let count = 0;

  afterEach(() => {
    for (const outbox of opened.splice(0)) outbox.close();
  });

  const open = (bounds: Partial<OutboxBounds> = {}, file = join(newFolder(), 'outbox.db')): OutboxFile => {
    const outbox = new OutboxFile(file, bounds);
    opened.push(outbox);
    return outbox;
  };
  const add = (outbox: OutboxFile, ...events: JobEvent[]): Promise<void> =>
    outbox.add({ id: `process.${++count}`, events: events.map(encodeEvent), ends: undefined });
  const waiting = (outbox: OutboxFile): string[] =>
    outbox
      .page()
      .flatMap(({ events }) =>
        events.map(({ event }) =>
          event.type === 'progress' ? `${event.jobId} ${event.progress?.current}` : event.type,
        ),
      );

  it('gives back in order what was added, also when it is opened anew', async () => {
    const file = join(newFolder(), 'outbox.db');
    const before = open({}, file);
    await Promise.all([add(before, started('a'), progress('a', 1)), add(before, progress('a', 2))]);
    await before.add({ id: 'process.x', events: [encodeEvent(completed('a'))], ends: 'a' });
    const page = before.page();
    before.close();
    const outbox = open({}, file);
    expect(outbox.size).toBe(4);
    expect(outbox.page()).toEqual(page);
    expect(page.map(({ events, ends }) => [events.length, ends])).toEqual([
      [2, undefined],
      [1, undefined],
      [1, 'a'],
    ]);
    await outbox.remove([page[0]?.id ?? '']);
    expect(waiting(outbox)).toEqual(['a 2', 'completed']);
    expect(outbox.size).toBe(2);
  });

  it('gives whole what was added together, however much it is', async () => {
    const outbox = open();
    await add(outbox, started('a'));
    await add(outbox, ...Array.from({ length: 500 }, (_, current) => progress('a', current)));
    const [first] = outbox.page();
    expect(waiting(outbox)).toEqual(['started']);
    await outbox.remove([first?.id ?? '']);
    expect(waiting(outbox)).toHaveLength(500);
  });

  it('leaves out superseded progress first, then the oldest, and nothing else', async () => {
    const outbox = open({ maxEvents: 6 });
    await add(outbox, progress('old', 1));
    await add(outbox, started('a'));
    await add(outbox, progress('a', 1));
    await add(outbox, progress('a', 2));
    await add(outbox, progress('b', 1));
    await add(outbox, completed('b'));
    expect(outbox.dropped).toBe(0);
    await add(outbox, anomaly('a'));
    expect(waiting(outbox)).toEqual(['old 1', 'started', 'a 2', 'b 1', 'completed', 'anomaly_detected']);
    await add(outbox, completed('c'));
    expect(waiting(outbox)).toEqual(['old 1', 'started', 'a 2', 'completed', 'anomaly_detected', 'completed']);
    await add(outbox, completed('d'));
    expect(waiting(outbox)).toEqual(['started', 'a 2', 'completed', 'anomaly_detected', 'completed', 'completed']);
    await add(outbox, started('e'));
    expect(waiting(outbox)).toEqual(['started', 'completed', 'anomaly_detected', 'completed', 'completed', 'started']);
    expect(outbox.dropped).toBe(4);
    expect(outbox.size).toBe(6);
  });

  it('refuses what does not fit when there is no progress left, all of it, and takes more when there is room', async () => {
    const outbox = open({ maxEvents: 2 });
    await add(outbox, started('a'));
    await add(outbox, completed('a'));
    const refused = add(outbox, progress('b', 1), started('b'));
    // In the same turn as one that is refused too.
    const alike = add(outbox, started('c'));
    await expect(refused).rejects.toMatchObject({ name: 'StoreError', type: 'outbox-full' });
    await expect(alike).rejects.toMatchObject({ type: 'outbox-full' });
    expect(outbox.takesMore).toBe(false);
    expect(waiting(outbox)).toEqual(['started', 'completed']);
    await outbox.remove([outbox.page()[0]?.id ?? '']);
    expect(outbox.takesMore).toBe(true);
    await add(outbox, started('c'));
    expect(waiting(outbox)).toEqual(['completed', 'started']);
    expect(outbox.dropped).toBe(0);
  });

  it('is bounded by bytes too', async () => {
    const size = Buffer.byteLength(encodeEvent(progress('a', 1)).json);
    const outbox = open({ maxBytes: 3 * size });
    for (let current = 1; current <= 5; current++) await add(outbox, progress('a', current));
    expect(waiting(outbox)).toEqual(['a 3', 'a 4', 'a 5']);
    const large = { ...started('b'), data: 'x'.repeat(3 * size) };
    await expect(add(outbox, large)).rejects.toMatchObject({ type: 'outbox-full' });
    expect(waiting(outbox)).toHaveLength(3);
  });
});
