import { StoreError } from '../store/store-error.ts';
import { eventually } from '../testing/eventually.ts';
import { jobServers } from '../testing/job-server.ts';
import { NextTries } from './next-tries.ts';
import { RunExecutor } from './run-executor.ts';

const start = jobServers();

describe('a run that goes on here', () => {
  it('is told to stop when somebody else ends it, and tells no other end', async () => {
    const server = await start();
    server.copyFiles.ignoresAbort = true;
    const { jobId } = await server.trigger('copy-files');
    const { context, complete } = await server.copyFiles.next();
    await server.events.publish({
      type: 'failed',
      jobName: 'copy-files',
      serverId: 1,
      jobId,
      error: 'Out of patience',
    });
    expect(context.signal.aborted).toBe(true);
    complete({ copied: 1 });
    await eventually(() => !server.app.get(RunExecutor).isRunning(jobId));
    const run = await server.run(jobId);
    expect(run).toMatchObject({ state: 'failed', error: 'Out of patience' });
    expect(run.events.map(({ type }) => type)).toEqual(['queued', 'started', 'failed']);
    await server.trigger('copy-files');
  });

  it('hears nothing when it has ended by itself', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    const { context, complete } = await server.copyFiles.next();
    complete({ copied: 1 });
    await server.endedRun(jobId);
    expect(context.signal.aborted).toBe(false);
  });
});

describe('a run whose turn has come', () => {
  const subject = { jobName: 'copy-files', serverId: 1 };

  it('is not done where another process began it a moment before', async () => {
    const server = await start();
    const append = server.store.append.bind(server.store);
    const spy = jest.spyOn(server.store, 'append').mockImplementation(async (events) => {
      const [event] = events;
      if (event?.type === 'started') await append([{ ...event, timestamp: '2026-03-01T14:00:00Z' }]);
      return append(events);
    });
    const { jobId } = await server.trigger('copy-files');
    await eventually(async () => (await server.run(jobId)).events.length === 3);
    await eventually(() => !server.app.get(RunExecutor).isRunning(jobId));
    expect(server.copyFiles.working).toBe(0);
    expect(await server.run(jobId)).toMatchObject({ state: 'running', startedAt: '2026-03-01T14:00:00Z' });
    spy.mockRestore();
  });

  it.each(['started', 'cancelled'] as const)('is not begun where it is %s already', async (type) => {
    const server = await start({ concurrency: 1 });
    await server.trigger('move-files');
    const moving = await server.moveFiles.next();
    const { jobId } = await server.trigger('copy-files');
    await server.events.publish({ type, ...subject, jobId });
    moving.complete({ copied: 1 });
    // Runs take turns: when a later one has begun, this one's turn is over.
    await eventually(
      async () => (await server.send('POST', '/api/jobs/move-files/trigger', { serverId: 1 })).status === 202,
    );
    await server.moveFiles.next();
    expect((await server.run(jobId)).events.map((event) => event.type)).toEqual(['queued', type]);
    expect(server.copyFiles.working).toBe(0);
  });

  it('is begun once where it comes again while the first one waits for the store, and keeps its place', async () => {
    const server = await start();
    const away = jest.spyOn(server.store, 'appendHeld').mockImplementation(async (event) => {
      if (event.type === 'started') throw new StoreError('Redis is away', 'unavailable');
      return server.store.append([event]);
    });
    const { jobId } = await server.trigger('copy-files');
    await eventually(() => away.mock.calls.some(([event]) => event.type === 'started'));
    const run = { subject: { ...subject, jobId }, input: {}, by: { kind: 'api' }, attempt: 1 } as const;
    expect(await server.app.get(RunExecutor).execute(run)).toBeUndefined();
    await server.app.get(NextTries).follow(run, undefined);
    expect((await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1 })).status).toBe(409);
    away.mockRestore();
    (await server.copyFiles.next()).complete({ copied: 1 });
    const { events } = await server.endedRun(jobId);
    expect(events.map(({ type }) => type)).toEqual(['queued', 'started', 'completed']);
  });

  it('is done where a try to tell of its start was given up, and came late but first', async () => {
    const server = await start();
    const away = jest.spyOn(server.store, 'appendHeld').mockImplementation(async (event) => {
      const tries = away.mock.calls.filter(([{ type }]) => type === 'started').length;
      // The next one finds that the run has begun.
      if (event.type === 'started' && tries > 1) return undefined;
      const position = await server.store.append([event]);
      if (event.type === 'started') throw new StoreError('Redis is away', 'unavailable');
      return position;
    });
    const { jobId } = await server.trigger('copy-files');
    (await server.copyFiles.next()).complete({ copied: 1 });
    expect((await server.endedRun(jobId)).events.map(({ type }) => type)).toEqual(['queued', 'started', 'completed']);
  });

  it('gives up its place where nobody can read whether it goes on', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    await server.copyFiles.next();
    jest.spyOn(server.store, 'run').mockRejectedValueOnce(new StoreError('A page is damaged', 'failed'));
    const run = { subject: { ...subject, jobId }, input: {}, by: { kind: 'api' }, attempt: 1 } as const;
    await server.app.get(NextTries).follow(run, undefined);
    expect((await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1 })).status).toBe(202);
  });
});
