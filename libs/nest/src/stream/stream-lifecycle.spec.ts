import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually } from '../testing/eventually.ts';
import { jobServers, progress, started, type JobServer } from '../testing/job-server.ts';

const start = jobServers();

async function openStreamsMetric({ url }: JobServer): Promise<string | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return /^jobwire_stream_connections (\d+)$/m.exec(text)?.[1];
}

describe('a client that leaves', () => {
  it('is let go, as the metric shows', async () => {
    const server = await start();
    const streams = await Promise.all([server.stream(), server.stream('serverId=1'), server.stream('since=0-0')]);
    await Promise.all(streams.map((stream) => stream.hello()));
    await eventually(() => server.eventStream.connections === 3);
    expect(await openStreamsMetric(server)).toBe('3');
    for (const stream of streams) stream.leave();
    await eventually(() => server.eventStream.connections === 0);
    expect(await openStreamsMetric(server)).toBe('0');
  });

  it('is let go also while its start is looked for', async () => {
    const server = await start();
    let answer = (): void => undefined;
    const isAsked = new Promise<void>((asked) => {
      jest.spyOn(server.store, 'gapAfter').mockImplementation(async () => {
        asked();
        await new Promise<void>((resolve) => (answer = resolve));
        return { gap: 'restarted' };
      });
    });
    const opened = once(server.app.getHttpServer(), 'connection');
    const socket = connect(server.port, '127.0.0.1');
    socket.write('GET /api/events?since=1-0 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n');
    await isAsked;
    socket.destroy();
    const [serverSide] = (await opened) as [typeof socket];
    if (!serverSide.destroyed) await once(serverSide, 'close');
    answer();

    const stream = await server.stream();
    await stream.hello();
    await eventually(() => server.eventStream.connections === 1);
    expect(await openStreamsMetric(server)).toBe('1');
  });

  it('does not keep the others from hearing', async () => {
    const server = await start();
    const [leaving, staying] = [await server.stream(), await server.stream()];
    await Promise.all([leaving.hello(), staying.hello()]);
    leaving.leave();
    await server.publishMany(50);
    expect(await staying.jobs(50)).toHaveLength(50);
  });
});

describe('a server that closes', () => {
  it('ends every stream, after what was published, and then is closed', async () => {
    const server = await start();
    const streams = await Promise.all([server.stream(), server.stream('jobName=scan')]);
    for (const stream of streams) await stream.hello();
    await server.publishMany(10);
    await server.app.close();
    for (const stream of streams) {
      await stream.ended;
      expect(stream.text.match(/^event: job$/gm)).toHaveLength(10);
      expect(stream.text).not.toContain('event: error');
    }
    expect(server.app.getHttpServer().listening).toBe(false);
  });

  it('ends streams that open at that moment too', async () => {
    const server = await start();
    const opening = Array.from({ length: 20 }, () => server.stream());
    const connections: unknown[] = [];
    server.app.getHttpServer().on('request', (request) => connections.push(request));
    await eventually(() => connections.length > 0);
    await server.app.close();
    const opened = await Promise.allSettled(opening);
    for (const attempt of opened) if (attempt.status === 'fulfilled') await attempt.value.ended;
    expect(server.eventStream.connections).toBe(0);
  });

  it('ends a stream whose start it still looks for', async () => {
    const server = await start();
    let answer = (): void => undefined;
    const isAsked = new Promise<void>((asked) => {
      jest.spyOn(server.store, 'gapAfter').mockImplementation(async () => {
        asked();
        await new Promise<void>((resolve) => (answer = resolve));
        return { gap: null };
      });
    });
    const opening = server.stream('since=1-0');
    await isAsked;
    const closing = server.app.close();
    answer();
    await closing;
    await (
      await opening
    ).ended;
  });
});

describe('a store that cannot be read', () => {
  it('ends the stream without a message called error, and the client resumes', async () => {
    const server = await start({ stream: { window: { maxEvents: 5, maxAgeMs: 60_000 } } });
    await server.events.publish(started);
    await server.publishMany(50);
    const broken = jest.spyOn(server.store, 'read').mockRejectedValueOnce(new Error('The disk is gone'));
    const stream = await server.stream('since=0-0');
    const { id } = await stream.hello();
    await stream.ended;
    expect(broken).toHaveBeenCalled();
    expect(stream.text).not.toMatch(/event: (error|job)|disk/);
    await eventually(() => server.eventStream.connections === 0);

    const again = await server.stream('', { 'last-event-id': id });
    expect((await again.hello()).replay).toEqual({ count: 51, gap: null });
    await again.jobs(51);
  });

  it('does not hurt a stream that reads from the window', async () => {
    const server = await start();
    const stream = await server.stream();
    await stream.hello();
    jest.spyOn(server.store, 'read').mockRejectedValue(new Error('The disk is gone'));
    await server.events.publish(progress(1));
    expect(await stream.jobs(1)).toHaveLength(1);
  });
});
