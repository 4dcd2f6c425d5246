import { JOB_EVENT_TYPES, type StoredJobEvent } from '../job-event.ts';
import { storedAt } from './sample-events.ts';

/** Numbers from 0 to 1 that are the same in each run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a store may give out, however little sense it makes: any type of event of a few runs, jobs and servers, in order. */
export function anyHistory(random: () => number, length: number): StoredJobEvent[] {
  const oneOf = <Item>(...items: Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const fields = {
    progress: () => ({ progress: { percent: Math.floor(random() * 101) } }),
    failed: () => oneOf({}, { error: 'Disk full' }),
    cancelled: () => oneOf({}, { by: { kind: 'person', name: 'Ada' } }),
    cancel_requested: () => oneOf({}, { by: { kind: 'api' } }),
    anomaly_acknowledged: (second: number) => ({ data: { position: `${Math.ceil(random() * second)}-0` } }),
  };
  return Array.from({ length }, (_, index) => {
    const type = oneOf(...JOB_EVENT_TYPES);
    const subject = { jobName: oneOf('backup', 'sync'), serverId: oneOf(1, 1, 1, 2), jobId: oneOf('a', 'b', 'c', 'd') };
    const more = type in fields ? fields[type as keyof typeof fields](index + 1) : {};
    return storedAt(index + 1, type, { ...subject, ...more });
  });
}
