import { InvalidEventError } from '@jobwire/events';
import { Logger } from '@nestjs/common';
import { StoreError } from '../store/event-store.ts';
import { jobServers } from '../testing/job-server.ts';

const start = jobServers();

beforeEach(() => void jest.spyOn(Logger.prototype, 'warn').mockImplementation());
afterEach(() => void jest.restoreAllMocks());

const run = { jobName: 'nightly-import', serverId: 4, jobId: 'night-1' };

describe('tracking a function', () => {
  it('makes a run of it: started with its input, progress, completed with what it returns', async () => {
    const server = await start();
    const result = await server.events.track({ ...run, input: { since: 'monday' } }, async (context) => {
      expect(context.jobId).toBe('night-1');
      context.progress({ current: 1, total: 2 });
      return { rows: 12 };
    });
    expect(result).toEqual({ rows: 12 });
    const { events, ...told } = await server.run('night-1');
    expect(told).toMatchObject({ ...run, state: 'completed', input: { since: 'monday' }, result: { rows: 12 } });
    expect(events.map(({ type }) => type)).toEqual(['started', 'progress', 'completed']);
  });

  it('gives each call a run of its own where no jobId is given', async () => {
    const server = await start();
    const jobIds = await Promise.all(
      [1, 2].map(() => server.events.track({ jobName: 'nightly-import', serverId: 4 }, async ({ jobId }) => jobId)),
    );
    expect(new Set(jobIds).size).toBe(2);
    for (const jobId of jobIds) expect((await server.run(jobId)).state).toBe('completed');
  });

  it('needs neither input nor result', async () => {
    const server = await start();
    expect(await server.events.track(run, async () => undefined)).toBeUndefined();
    const told = await server.run('night-1');
    expect(told.state).toBe('completed');
    expect(told).not.toHaveProperty('result');
    expect(told).not.toHaveProperty('input');
  });

  it('tells what it throws, with causes, and rethrows the very same', async () => {
    const server = await start();
    const thrown = new Error('Import failed', { cause: new Error('No route to host') });
    const failing = server.events.track(run, async ({ progress }) => {
      progress({ current: 1 });
      throw thrown;
    });
    await expect(failing).rejects.toBe(thrown);
    const told = await server.run('night-1');
    expect(told).toMatchObject({
      state: 'failed',
      error: 'Import failed',
      failure: { causes: [{ name: 'Error', message: 'No route to host' }] },
    });
    expect(told.events.map(({ type }) => type)).toEqual(['started', 'progress', 'failed']);
  });

  it('ends the run also where the function throws before it returns a promise', async () => {
    const server = await start();
    const failing = server.events.track(run, () => {
      throw new Error('Import failed');
    });
    await expect(failing).rejects.toThrow('Import failed');
    expect((await server.run('night-1')).state).toBe('failed');
  });

  it('does not call the function where the start cannot be told', async () => {
    const server = await start();
    const work = jest.fn(async () => 1);
    await expect(server.events.track({ ...run, jobName: 'Nightly import' }, work)).rejects.toThrow(InvalidEventError);
    expect(work).not.toHaveBeenCalled();
  });
});

describe('a tracked function whose events cannot be told', () => {
  it('keeps its result where it counted wrongly, and the run completes', async () => {
    const server = await start();
    const result = await server.events.track(run, async ({ progress }) => {
      progress({ current: -1 });
      return 12;
    });
    expect(result).toBe(12);
    expect(await server.run('night-1')).toMatchObject({ state: 'completed', result: 12 });
  });

  it('fails, and so does its run, where its result is larger than an event', async () => {
    const server = await start();
    const tracked = server.events.track(run, async () => 'x'.repeat(70_000));
    await expect(tracked).rejects.toThrow(/larger than 64 KiB/);
    expect(await server.run('night-1')).toMatchObject({
      state: 'failed',
      error: expect.stringMatching(/larger than 64 KiB/),
    });
  });

  it('rethrows its own error where the store does not take the end', async () => {
    const server = await start();
    const thrown = new Error('Import failed');
    const failing = server.events.track(run, async () => {
      jest.spyOn(server.store, 'append').mockRejectedValue(new StoreError('The disk is full', 'full'));
      throw thrown;
    });
    await expect(failing).rejects.toBe(thrown);
  });
});
