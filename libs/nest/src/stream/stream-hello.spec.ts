import { comparePositions, helloSchema } from '@jobwire/events';
import { jobServers, progress } from '../testing/job-server.ts';

const start = jobServers();

describe('the hello of a stream', () => {
  it('comes first and at once, with the retry time, when nothing was ever published', async () => {
    const server = await start({ stream: { retryMs: 700 } });
    const stream = await server.stream();
    const { event, id, retry, data } = await stream.next();
    expect({ event, id, retry }).toEqual({ event: 'hello', id: server.store.head(), retry: '700' });
    expect(helloSchema.parse(JSON.parse(data))).toMatchObject({
      position: server.store.head(),
      replay: { count: 0, gap: null },
      heartbeatMs: 15_000,
    });
  });

  it('waits 1.5 s before reconnecting unless told otherwise', async () => {
    const stream = await (await start()).stream();
    expect((await stream.next()).retry).toBe('1500');
  });

  it('carries the head and begins there without since: nothing old is replayed', async () => {
    const server = await start();
    const head = await server.publishMany(3);
    const stream = await server.stream();
    expect(await stream.hello()).toMatchObject({ id: head, position: head, replay: { count: 0, gap: null } });
    await server.events.publish(progress(4));
    expect((await stream.jobs(1))[0]).toMatchObject({ progress: { current: 4 } });
  });

  it('counts what is replayed, filtered', async () => {
    const server = await start();
    await server.publishMany(3);
    await server.publishMany(2, { serverId: 2 });
    expect(await (await server.stream('since=0-0')).hello()).toMatchObject({ replay: { count: 5, gap: null } });
    expect(await (await server.stream('since=0-0&serverId=2')).hello()).toMatchObject({ replay: { count: 2 } });
  });

  it('has an id that can be resumed from, also in an empty store', async () => {
    const server = await start();
    const { id } = await (await server.stream()).hello();
    await server.publishMany(1);
    const again = await server.stream('', { 'last-event-id': id });
    const hello = await again.hello();
    expect(hello.replay).toEqual({ count: 1, gap: null });
    expect(comparePositions(hello.position, hello.id)).toBeGreaterThan(0);
    expect(await again.jobs(1)).toMatchObject([{ progress: { current: 1 } }]);
  });
});

describe('the headers of a stream', () => {
  it('keep caches, proxies and compression out', async () => {
    const { status, headers } = await (await start()).stream();
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    });
    expect(headers).not.toHaveProperty('pragma');
    expect(headers).not.toHaveProperty('expires');
  });

  it('are answered to HEAD, and nothing else', async () => {
    const server = await start();
    const response = await fetch(`${server.url}/api/events`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe('');
    expect(server.eventStream.connections).toBe(0);
  });

  it('open a stream for whoever takes anything, as curl does', async () => {
    const stream = await (await start()).stream('', { accept: '*/*' });
    await stream.hello();
  });
});
