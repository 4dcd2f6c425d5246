import { eventually } from '../testing/eventually.ts';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, started, type JobServer } from '../testing/job-server.ts';
import { CancelledError } from './cancelled-error.ts';
import { JobRunner } from './job-runner.ts';

const start = jobServers();

const cancel = (server: JobServer, jobId: string) => server.send('POST', `/api/runs/${jobId}/cancel`);

async function typesOf(server: JobServer, jobId: string): Promise<string[]> {
  return (await server.run(jobId)).events.map(({ type }) => type);
}

/** Holds back the first event of a type before it is stored; returns the function that lets it go. */
function holdBack(server: JobServer, type: string): { isHeld: Promise<void>; letGo: () => void } {
  const { store } = server;
  const append = store.append.bind(store);
  const appendEnd = store.appendEnd.bind(store);
  let letGo = (): void => undefined;
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const isHeld = new Promise<void>((resolve) => {
    const holdBackWhere = async (isHeldBack: boolean): Promise<void> => {
      if (!isHeldBack) return;
      resolve();
      await gate;
    };
    jest.spyOn(store, 'append').mockImplementation(async (events) => {
      await holdBackWhere(events.some((event) => event.type === type));
      return append(events);
    });
    jest.spyOn(store, 'appendEnd').mockImplementation(async (end) => {
      await holdBackWhere(end.type === type);
      return appendEnd(end);
    });
  });
  return { isHeld, letGo };
}

describe('cancelling a run', () => {
  it('aborts the handler with a reason, and the run ends as cancelled', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    const { context } = await server.copyFiles.next();
    const answer = await cancel(server, jobId);
    expect(answer).toMatchObject({ status: 202, body: { jobId, position: expect.any(String) } });
    expect(context.signal.reason).toBeInstanceOf(CancelledError);
    const run = await server.endedRun(jobId);
    expect(run).toMatchObject({ state: 'cancelled', cancelRequested: true });
    expect(run.events.map(({ type }) => type)).toEqual(['queued', 'started', 'cancel_requested', 'cancelled']);
    expect(run.events[2]).toMatchObject({
      by: { kind: 'api' },
      position: (answer.body as { position: string }).position,
    });
  });

  it.each([
    [{ by: 'Mira K.' }, { kind: 'person', name: 'Mira K.' }],
    [{}, { kind: 'api' }],
  ])('says who asked for it: %j', async (body, by) => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    await server.copyFiles.next();
    await server.send('POST', `/api/runs/${jobId}/cancel`, body);
    const { events } = await server.endedRun(jobId);
    expect(events.find(({ type }) => type === 'cancel_requested')).toMatchObject({ by });
  });

  it.each([{ by: '' }, { by: 7 }, { by: 'x'.repeat(201) }, { who: 'Mira K.' }, []])(
    'is 400 for %j, and the run goes on',
    async (body) => {
      const server = await start();
      const { jobId } = await server.trigger('copy-files');
      const { context } = await server.copyFiles.next();
      expectProblem(await server.send('POST', `/api/runs/${jobId}/cancel`, body), 400, /./);
      expect(context.signal.aborted).toBe(false);
    },
  );

  it('leaves the last word to a handler that finishes anyway', async () => {
    const server = await start();
    server.copyFiles.ignoresAbort = true;
    const { jobId } = await server.trigger('copy-files');
    const { complete } = await server.copyFiles.next();
    expect((await cancel(server, jobId)).status).toBe(202);
    expect(await server.run(jobId)).toMatchObject({ state: 'running', cancelRequested: true });
    complete({ copied: 1 });
    expect((await server.endedRun(jobId)).state).toBe('completed');
  });

  it('takes whatever the handler throws after it as the way it stopped', async () => {
    const server = await start();
    server.copyFiles.ignoresAbort = true;
    const { jobId } = await server.trigger('copy-files');
    const { fail } = await server.copyFiles.next();
    await cancel(server, jobId);
    fail(new Error('ENOENT: the half-copied file'));
    const run = await server.endedRun(jobId);
    expect(run.state).toBe('cancelled');
    expect(run).not.toHaveProperty('error');
  });

  it('ends a run that is still queued at once, and it never begins', async () => {
    const server = await start({ concurrency: 1 });
    await server.trigger('move-files');
    const moving = await server.moveFiles.next();
    const { jobId } = await server.trigger('copy-files');
    expect((await cancel(server, jobId)).status).toBe(202);
    expect(await server.run(jobId)).toMatchObject({ state: 'cancelled' });
    expect(await typesOf(server, jobId)).toEqual(['queued', 'cancel_requested', 'cancelled']);

    const again = await server.trigger('copy-files');
    moving.complete({ copied: 1 });
    expect((await server.copyFiles.next()).context.jobId).toBe(again.jobId);
    expect(await typesOf(server, jobId)).toHaveLength(3);
  });

  it('tells one end of a queued run whose turn comes while that end is being stored', async () => {
    const server = await start({ concurrency: 1 });
    const first = await server.trigger('move-files');
    const moving = await server.moveFiles.next();
    const { jobId } = await server.trigger('copy-files');
    const { isHeld, letGo } = holdBack(server, 'cancelled');
    const cancelling = cancel(server, jobId);
    await isHeld;
    moving.complete({ copied: 1 });
    await server.endedRun(first.jobId);
    letGo();
    await cancelling;
    // Runs take turns: when a later one has begun, this one's turn is over.
    await server.trigger('move-files');
    await server.moveFiles.next();
    expect(await typesOf(server, jobId)).toEqual(['queued', 'cancel_requested', 'cancelled']);
  });

  it('does not begin the work of a run that is cancelled while its start is being stored', async () => {
    const server = await start();
    const { isHeld, letGo } = holdBack(server, 'started');
    const { jobId } = await server.trigger('copy-files');
    await isHeld;
    expect((await cancel(server, jobId)).status).toBe(202);
    letGo();
    expect((await server.endedRun(jobId)).state).toBe('cancelled');
    const { jobId: again } = await server.trigger('copy-files');
    expect((await server.copyFiles.next()).context.jobId).toBe(again);
  });

  it('tells one end of a queued run that two people cancel', async () => {
    const server = await start({ concurrency: 1 });
    await server.trigger('move-files');
    await server.moveFiles.next();
    const { jobId } = await server.trigger('copy-files');
    const runner = server.app.get(JobRunner);
    await Promise.all([runner.cancel(jobId), runner.cancel(jobId)]);
    const types = await typesOf(server, jobId);
    expect(types.filter((type) => type === 'cancelled')).toHaveLength(1);
  });

  it('makes room for the next run of the job', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    await server.copyFiles.next();
    await cancel(server, jobId);
    await eventually(() => server.copyFiles.working === 0);
    await server.endedRun(jobId);
    await server.trigger('copy-files');
  });
});

describe('a run that cannot be cancelled', () => {
  it('is 409 after its end, with how it ended', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    (await server.copyFiles.next()).complete({ copied: 1 });
    await server.endedRun(jobId);
    const answer = await cancel(server, jobId);
    expectProblem(answer, 409, /has ended as completed/);
    expect(answer.body).toMatchObject({ jobId });
    expect(await typesOf(server, jobId)).not.toContain('cancel_requested');
  });

  it('is 409 where another program works on it', async () => {
    const server = await start();
    await server.events.publish(started);
    expectProblem(await cancel(server, started.jobId), 409, /of server 7 was only published: no job server runs it/);
  });

  it('is 404 where nobody knows it', async () => {
    const server = await start();
    expectProblem(await cancel(server, 'nobody'), 404, /no such run/);
  });
});
