import { InvalidEventError, type NewJobEvent, type StoredJobEvent } from '@jobwire/events';
import { firstValueFrom, lastValueFrom, take, toArray } from 'rxjs';
import { jobServers, progress, started } from '../testing/job-server.ts';

const start = jobServers();

const currentOf = (event: StoredJobEvent) => (event.type === 'progress' ? event.progress?.current : event.type);

describe('publishing within the process', () => {
  it('fills in the time and the percent, and keeps a time that is given', async () => {
    const { events, store } = await start();
    await events.publish({ ...started, type: 'progress', progress: { current: 1, total: 8 } });
    await events.publish({ ...started, type: 'completed', timestamp: '2026-11-23T14:22:08.031274Z' });
    const kept = (await store.read('0-0', { limit: 10 })).events.map(({ event }) => event);
    expect(kept).toMatchObject([
      { progress: { current: 1, total: 8, percent: 12.5 }, timestamp: expect.stringMatching(/\.\d{6}Z$/) },
      { timestamp: '2026-11-23T14:22:08.031274Z' },
    ]);
  });

  it('stores what the event said at the call, whatever becomes of the object', async () => {
    const { events, store } = await start();
    const data = { files: [1] };
    const publishing = events.publish({ ...started, data });
    data.files.push(2);
    await publishing;
    expect((await store.run('run-1'))?.input).toEqual({ files: [1] });
  });

  it('stores all or none of several', async () => {
    const { events, store } = await start();
    const head = store.head();
    const bad = { ...started, jobId: 'a b' };
    await expect(events.publishAll([started, progress(1), bad])).rejects.toThrow(InvalidEventError);
    expect(store.head()).toBe(head);
    expect(await events.publishAll([started, progress(1)])).toBe(store.head());
    expect(await store.count(head, { atMost: 10 })).toBe(2);
  });

  it('stores nothing for nothing, and gives the head', async () => {
    const { events, store } = await start();
    expect(await events.publishAll([])).toBe(store.head());
  });

  it('refuses what no JSON can hold', async () => {
    const { events } = await start();
    const circle: { self?: object } = {};
    circle.self = circle;
    await expect(events.publish({ ...started, data: circle })).rejects.toThrow(/nests more than 64/);
    await expect(events.publish({ ...started, data: 7n })).rejects.toThrow(/cannot be written as JSON/);
  });
});

describe('hearing events within the process', () => {
  it('begins with what comes after subscribing', async () => {
    const { events } = await start();
    await events.publish(progress(1));
    const heard = firstValueFrom(events.stream().pipe(take(2), toArray()));
    await events.publishAll([progress(2), progress(3)]);
    expect((await heard).map(currentOf)).toEqual([2, 3]);
  });

  it('replays after a position, then goes live without loss or repeat', async () => {
    const { events } = await start();
    const since = await events.publishNow(started);
    const history: NewJobEvent[] = Array.from({ length: 2_500 }, (_, index) => progress(index));
    await events.publishAll(history);
    const heard = firstValueFrom(events.stream({}, since).pipe(take(2_600), toArray()));
    for (let index = 2_500; index < 2_600; index++) await events.publish(progress(index));
    expect((await heard).map(currentOf)).toEqual(Array.from({ length: 2_600 }, (_, index) => index));
  });

  it('lets only the filter through', async () => {
    const { events } = await start();
    const heard = firstValueFrom(events.stream({ type: ['started'], serverId: [7] }).pipe(take(2), toArray()));
    await events.publishAll([progress(1), { ...started, serverId: 8 }, started, { ...started, jobId: 'run-2' }]);
    expect((await heard).map(({ jobId, serverId }) => ({ jobId, serverId }))).toEqual([
      { jobId: 'run-1', serverId: 7 },
      { jobId: 'run-2', serverId: 7 },
    ]);
  });

  it('errors where the position is gone, and says what to do', async () => {
    const { events } = await start();
    const heard = lastValueFrom(events.stream({}, '8000000000000-0'));
    await expect(heard).rejects.toThrow(/no longer kept \(unknown\)\. Load the state anew/);
  });

  it('completes when the application closes', async () => {
    const server = await start();
    const heard = lastValueFrom(server.events.stream().pipe(toArray()));
    await server.events.publish(started);
    await server.close();
    expect((await heard).map(({ type }) => type)).toEqual(['started']);
  });
});
