import { Logger } from '@nestjs/common';
import { StoreError } from '../store/event-store.ts';
import { jobServers, type JobServer } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { expectProblem } from '../testing/expect-problem.ts';

const start = jobServers();
const tempFolder = tempFolders();

beforeEach(() => void jest.spyOn(Logger.prototype, 'error').mockImplementation());
afterEach(() => void jest.restoreAllMocks());

const INTERRUPTED = 'Interrupted: the server stopped while it ran';

/** Whatever one does with it throws. */
const { proxy: unreadable, revoke } = Proxy.revocable({}, {});
revoke();

async function begin(server: JobServer) {
  const { jobId } = await server.trigger('copy-files');
  return { jobId, held: await server.copyFiles.next() };
}

describe('a run whose handler throws', () => {
  it('fails with the message, the kind of error, its stack and its causes', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    const refused = new Error('connect ECONNREFUSED');
    held.fail(new RangeError('Could not copy', { cause: new Error('No route to host', { cause: refused }) }));
    expect(await server.endedRun(jobId)).toMatchObject({
      state: 'failed',
      error: 'Could not copy',
      failure: {
        name: 'RangeError',
        stack: expect.stringContaining('RangeError: Could not copy'),
        causes: [
          { name: 'Error', message: 'No route to host' },
          { name: 'Error', message: 'connect ECONNREFUSED' },
        ],
      },
    });
  });

  it.each([
    ['nothing', undefined],
    ['an empty text', ''],
    ['a text over 8 KiB', 'ß'.repeat(10_000)],
    ['an error of megabytes', new Error('"'.repeat(2_000_000), { cause: new Error('\n'.repeat(2_000_000)) })],
    ['an error without a message', new Error()],
    ['an error whose message is no text', Object.assign(new Error(), { message: { code: 7 } })],
    ['an error whose name is no text', Object.assign(new Error('No route'), { name: 7 })],
    ['an object that cannot be looked at', unreadable],
  ])('fails and makes room for the next, also where it throws %s', async (_what, thrown) => {
    const server = await start();
    const { jobId, held } = await begin(server);
    held.fail(thrown);
    const run = await server.endedRun(jobId);
    expect(run).toMatchObject({ state: 'failed', error: expect.stringMatching(/./) });
    await begin(server);
  });
});

describe('a run whose result cannot be told', () => {
  it('fails where the job does not allow it, and says what is wrong with it', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    held.complete({ copied: 1.5 });
    const run = await server.endedRun(jobId);
    expect(run.state).toBe('failed');
    expect(run.error).toMatch(/result schema does not allow: copied: /);
    expect(run.events.map(({ type }) => type)).toEqual(['queued', 'started', 'failed']);
  });

  it('fails where it is larger than an event, and says what to do', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    held.complete({ copied: 1, note: 'x'.repeat(70_000) });
    const run = await server.endedRun(jobId);
    expect(run.state).toBe('failed');
    expect(run.error).toMatch(/ended as completed.*larger than 64 KiB.*Keep large results elsewhere/);
    await begin(server);
  });

  it('leaves out what the result schema does not name', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    held.complete({ copied: 1, secret: 'no' } as never);
    expect((await server.endedRun(jobId)).result).toEqual({ copied: 1 });
  });
});

describe('the end of a run that the store refuses', () => {
  it('is tried until it is stored; till then the run counts as running', async () => {
    const server = await start();
    const { jobId, held } = await begin(server);
    const full = new StoreError('The disk is full', 'full');
    const appendEnd = jest.spyOn(server.store, 'appendEnd').mockRejectedValueOnce(full);
    held.complete({ copied: 1 });
    while (appendEnd.mock.calls.length === 0) await server.store.run(jobId);
    const answer = await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1 });
    expectProblem(answer, 409, new RegExp(jobId));
    expect(await server.endedRun(jobId)).toMatchObject({ state: 'completed', result: { copied: 1 } });
    expect(appendEnd).toHaveBeenCalledTimes(2);
  });

  it('is not waited for at shutdown', async () => {
    const server = await start();
    const { held } = await begin(server);
    jest.spyOn(server.store, 'appendEnd').mockRejectedValue(new StoreError('The disk is full', 'full'));
    held.complete({ copied: 1 });
    await server.app.close();
  });
});

describe('a server that shuts down', () => {
  it('stops its runs and stores that they were interrupted', async () => {
    const dataDir = tempFolder();
    const before = await start({ store: 'sqlite', dataDir, concurrency: 1 });
    const { jobId, held } = await begin(before);
    const queued = await before.trigger('move-files');
    await before.app.close();
    expect(held.context.signal.aborted).toBe(true);
    expect(before.moveFiles.working).toBe(0);

    const after = await start({ store: 'sqlite', dataDir });
    for (const id of [jobId, queued.jobId]) {
      const run = await after.run(id);
      expect(run).toMatchObject({ state: 'failed', error: INTERRUPTED });
      expect(run.events.filter(({ type }) => type === 'failed')).toHaveLength(1);
    }
  });

  it('takes no new runs, and lets one that finishes in time complete', async () => {
    const dataDir = tempFolder();
    const before = await start({ store: 'sqlite', dataDir });
    before.copyFiles.ignoresAbort = true;
    const { jobId, held } = await begin(before);
    const isAborted = new Promise((resolve) => held.context.signal.addEventListener('abort', resolve));
    const closing = before.app.close();
    await isAborted;
    const answer = await before.send('POST', '/api/jobs/move-files/trigger', { serverId: 1 });
    expectProblem(answer, 503, /shutting down. Try again/);
    held.complete({ copied: 1 });
    await closing;
    const after = await start({ store: 'sqlite', dataDir });
    expect(await after.run(jobId)).toMatchObject({ state: 'completed', result: { copied: 1 } });
  });
});

describe('a server that starts again', () => {
  it('ends the run that would not stop when it was shut down', async () => {
    const dataDir = tempFolder();
    const before = await start({ store: 'sqlite', dataDir });
    before.copyFiles.ignoresAbort = true;
    const { jobId } = await begin(before);
    await before.app.close();
    const after = await start({ store: 'sqlite', dataDir });
    expect(await after.run(jobId)).toMatchObject({ state: 'failed', error: INTERRUPTED });
    await begin(after);
  });

  it('ends every run of its own that has no end, queued or running, however many, and no others', async () => {
    const dataDir = tempFolder();
    const before = await start({ store: 'sqlite', dataDir });
    const own = Array.from({ length: 1_001 }, (_, index) => {
      const type = index % 2 ? 'queued' : 'started';
      return { type, jobName: `job-${index}`, serverId: 1, jobId: `own-${index}` } as const;
    });
    await before.events.publishAll([
      ...own,
      { type: 'completed', jobName: 'job-0', serverId: 1, jobId: 'own-0' },
      { type: 'started', jobName: 'job-0', serverId: 2, jobId: 'elsewhere' },
    ]);
    await before.close();

    const after = await start({ store: 'sqlite', dataDir });
    const failed = await after.store.runs({ state: ['failed'], limit: 1_000 });
    const unfinished = await after.store.runs({ state: ['queued', 'running'], limit: 1_000 });
    expect(failed.items).toHaveLength(1_000);
    expect(new Set(failed.items.map(({ error }) => error))).toEqual(new Set([INTERRUPTED]));
    expect(unfinished.items.map(({ jobId }) => jobId)).toEqual(['elsewhere']);
    expect((await after.run('own-0')).state).toBe('completed');
    const { body } = await after.send('GET', '/api/servers/1/jobs');
    expect((body as { jobs: { state: string }[] }).jobs.map(({ state }) => state)).not.toContain('running');
  });
});
