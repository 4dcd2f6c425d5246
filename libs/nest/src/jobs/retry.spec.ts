import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, started, type JobServer } from '../testing/job-server.ts';

const start = jobServers();

const retry = (server: JobServer, jobId: string) => server.send('POST', `/api/runs/${jobId}/retry`);

describe('retrying a run', () => {
  it('starts a new run with the same input, and says what it repeats', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files', { files: 3, from: '/srv' });
    (await server.copyFiles.next()).fail(new Error('No route to host'));
    await server.endedRun(jobId);

    const answer = await retry(server, jobId);
    expect(answer.status).toBe(202);
    const again = (answer.body as { jobId: string }).jobId;
    expect(again).not.toBe(jobId);
    const held = await server.copyFiles.next();
    expect(held.context.input).toEqual({ files: 3, from: '/srv' });
    held.complete({ copied: 3 });
    expect(await server.endedRun(again)).toMatchObject({
      state: 'completed',
      input: { files: 3, from: '/srv' },
      by: { kind: 'retry', name: jobId },
    });
    expect((await server.run(jobId)).state).toBe('failed');
  });

  it.each(['completed', 'cancelled'])('is possible for one that was %s too', async (state) => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    const held = await server.copyFiles.next();
    if (state === 'completed') held.complete({ copied: 1 });
    else await server.send('POST', `/api/runs/${jobId}/cancel`);
    expect((await server.endedRun(jobId)).state).toBe(state);
    expect((await retry(server, jobId)).status).toBe(202);
  });

  it('is 409 while the run is going on, and while the job runs again', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    const held = await server.copyFiles.next();
    const tooEarly = await retry(server, jobId);
    expectProblem(tooEarly, 409, /is still running\. Cancel it first/);
    expect(tooEarly.body).toMatchObject({ jobId });
    held.complete({ copied: 1 });
    await server.endedRun(jobId);

    const again = await server.trigger('copy-files');
    const tooLate = await retry(server, jobId);
    expectProblem(tooLate, 409, /already running/);
    expect(tooLate.body).toMatchObject({ jobId: again.jobId });
  });

  it('is 404 for a run that nobody knows, and for one of a job or server that is not run here', async () => {
    const server = await start();
    expectProblem(await retry(server, 'nobody'), 404, /no such run/);
    await server.events.publishAll([started, { ...started, type: 'completed' }]);
    expectProblem(await retry(server, started.jobId), 404, /no such job/);
    const elsewhere = { jobName: 'copy-files', serverId: 7, jobId: 'elsewhere' };
    await server.events.publishAll([
      { type: 'started', ...elsewhere },
      { type: 'completed', ...elsewhere },
    ]);
    expectProblem(await retry(server, 'elsewhere'), 404, /Server 7 runs no jobs here/);
  });
});
