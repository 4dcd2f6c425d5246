import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, progress, started, type JobServer } from '../testing/job-server.ts';
import type { StreamReader } from '../testing/stream-reader.ts';
import { RunLog } from '../store/run-log.ts';
import { Drain } from './drain.ts';

const LONG_MS = 60_000;
const INTERRUPTED = 'Interrupted: the server stopped while it ran';

const start = jobServers();

const drain = (server: JobServer, graceMs: number) => server.app.get(Drain).within(graceMs);

async function openStreams(server: JobServer, count: number): Promise<StreamReader[]> {
  const streams = await Promise.all(Array.from({ length: count }, () => server.stream()));
  for (const stream of streams) await stream.hello();
  return streams;
}

describe('a program that is drained', () => {
  it('is not ready before the first stream ends, and says why', async () => {
    const server = await start();
    const [stream] = await openStreams(server, 1);
    const dismissAll = server.eventStream.dismissAll.bind(server.eventStream);
    const answers: unknown[] = [];
    jest.spyOn(server.eventStream, 'dismissAll').mockImplementation(async (spreadMs) => {
      answers.push(await server.send('GET', '/health/ready'));
      await dismissAll(spreadMs);
    });
    await drain(server, 1_000);
    await stream?.ended;
    expectProblem(answers[0] as never, 503, 'Not ready. program: It is shutting down.');
    expect((await server.send('GET', '/health/live')).status).toBe(200);
  });

  it('ends streams in groups, each after what was published, and tells each client its own time to come back', async () => {
    const server = await start();
    const streams = await openStreams(server, 60);
    await server.publishMany(10);
    let open = streams.length;
    const stillOpen: number[] = [];
    for (const stream of streams) void stream.ended.then(() => stillOpen.push(--open));
    const draining = drain(server, 2_000);
    await streams[0]?.ended;
    // The others go on hearing what happens.
    await server.events.publish(progress(99));
    await draining;
    await Promise.all(streams.map((stream) => stream.ended));
    const texts = streams.map(({ text }) => text);
    expect(texts.every((text) => (text.match(/^event: job$/gm) ?? []).length >= 10)).toBe(true);
    expect(texts.filter((text) => text.includes('"current":99'))).not.toEqual([]);
    expect(texts.filter((text) => !text.includes('"current":99'))).not.toEqual([]);
    const retries = texts.map((text) => Number(/retry: (\d+)\n\n$/.exec(text)?.[1]));
    expect(Math.min(...retries)).toBeGreaterThanOrEqual(750);
    expect(Math.max(...retries)).toBeLessThanOrEqual(2_250);
    expect(new Set(retries).size).toBeGreaterThan(10);
  });

  it('ends the logs of runs at the same time, which go on after their last line elsewhere', async () => {
    const server = await start();
    await server.events.publish(started);
    await server.app.get(RunLog).append('run-1', [{ timestamp: '2026-11-23T14:22:08Z', level: 'info', text: 'one' }]);
    const logs = await Promise.all(Array.from({ length: 5 }, () => server.read('/api/runs/run-1/log')));
    for (const log of logs) await log.take(1, 'log');
    await drain(server, 1_000);
    await Promise.all(logs.map((log) => log.ended));
    expect(logs.filter(({ text }) => text.includes('event: end'))).toEqual([]);
  });

  it('ends streams that are opened meanwhile too', async () => {
    const server = await start();
    const [first] = await openStreams(server, 25);
    const draining = drain(server, 2_000);
    await first?.ended;
    const late = await server.stream();
    await late.hello();
    await draining;
    await late.ended;
    expect(server.eventStream.connections).toBe(0);
  });
});

describe('runs of a server that is drained', () => {
  it('come to their end, watched, and no new ones begin', async () => {
    const server = await start();
    const [stream] = await openStreams(server, 1);
    const { jobId } = await server.trigger('copy-files');
    const held = await server.copyFiles.next();
    const draining = drain(server, LONG_MS);
    const refused = await server.send('POST', '/api/jobs/move-files/trigger', { serverId: 1 });
    expectProblem(refused, 503, 'The server is shutting down. Try again when it is back.');
    held.complete({ copied: 1 });
    await draining;
    expect(await server.run(jobId)).toMatchObject({ state: 'completed', result: { copied: 1 } });
    await stream?.ended;
    expect(stream?.text).toContain('"type":"completed"');
  });

  it('are interrupted where they take too long, which is seen before the streams end', async () => {
    const server = await start();
    const [stream] = await openStreams(server, 1);
    const { jobId } = await server.trigger('copy-files');
    await server.copyFiles.next();
    await drain(server, 100);
    expect(await server.run(jobId)).toMatchObject({ state: 'failed', error: INTERRUPTED });
    await stream?.ended;
    expect(stream?.text).toContain('"type":"failed"');
  });

  it('that were accepted at that moment come to their end too', async () => {
    const server = await start();
    const append = server.store.append.bind(server.store);
    let letGo = (): void => undefined;
    const isHeld = new Promise<void>((held) => {
      jest.spyOn(server.store, 'append').mockImplementationOnce(async (events) => {
        held();
        await new Promise<void>((resolve) => (letGo = resolve));
        return append(events);
      });
    });
    const accepted = server.trigger('copy-files');
    await isHeld;
    const draining = drain(server, LONG_MS);
    letGo();
    (await server.copyFiles.next()).complete({ copied: 1 });
    await draining;
    expect(await server.run((await accepted).jobId)).toMatchObject({ state: 'completed' });
  });

  it('may go on publishing until the program is closed', async () => {
    const server = await start();
    await drain(server, 1_000);
    expect((await server.send('POST', '/api/events', started)).status).toBe(201);
  });
});
