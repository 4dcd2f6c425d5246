import type { StoredJobEvent } from '@jobwire/events';
import type { StreamItem } from '../stream-item.ts';
import { anEvent } from '../testing/fake-transport.ts';
import { ItemBatch } from './item-batch.ts';
import type { WorkerItem } from './worker-message.ts';

const connection: StreamItem = { kind: 'connection', connection: { status: 'live', since: 1, attempt: 0 } };

function event(position: string): StreamItem & { kind: 'event' } {
  return { kind: 'event', event: anEvent(position) as unknown as StoredJobEvent, json: '{}' };
}

describe('ItemBatch', () => {
  let batches: (readonly WorkerItem[])[];
  let batch: ItemBatch;

  beforeEach(() => {
    jest.useFakeTimers();
    batches = [];
    batch = new ItemBatch((items) => batches.push(items));
  });
  afterEach(() => jest.useRealTimers());

  it('puts events that follow on each other together, and leaves the order as it is', () => {
    const [a, b, c] = [event('1-0'), event('2-0'), event('3-0')];
    for (const item of [a, b, connection, c]) batch.add(item);
    expect(batches).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(batches).toEqual([
      [{ kind: 'events', events: [a.event, b.event] }, connection, { kind: 'events', events: [c.event] }],
    ]);
  });

  it('gives few at once', () => {
    batch.add(event('1-0'));
    jest.advanceTimersByTime(1);
    batch.add(event('2-0'));
    jest.advanceTimersByTime(1);
    expect(batches).toHaveLength(2);
  });

  it('lets the page rest between many', () => {
    for (let number = 1; number <= 10; number++) batch.add(event(`${number}-0`));
    jest.advanceTimersByTime(1);
    batch.add(event('11-0'));
    jest.advanceTimersByTime(49);
    expect(batches).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(batches).toHaveLength(2);
    batch.add(event('12-0'));
    jest.advanceTimersByTime(1);
    expect(batches).toHaveLength(3);
  });
});
