import { Injectable } from '@nestjs/common';
import { defineJobs } from '@jobwire/events';
import { z } from 'zod';
import { expectProblem } from '../testing/expect-problem.ts';
import { HeldJob } from '../testing/held-job.ts';
import { jobServers, started, type JobServer } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { Job } from './job.ts';

const start = jobServers();
const tempFolder = tempFolders();

const retry = (server: JobServer, jobId: string, body?: unknown) =>
  server.send('POST', `/api/runs/${jobId}/retry`, body);

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

  it('takes another input, checked as that of a trigger is, and still says what it repeats', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files', { files: 3, from: '/srv' });
    (await server.copyFiles.next()).fail(new Error('No route to host'));
    await server.endedRun(jobId);

    expectProblem(await retry(server, jobId, { input: { files: 'many' } }), 400, /^input of copy-files: files: /);
    expectProblem(await retry(server, jobId, { input: 'many' }), 400, /^input: /);
    const { status, body } = await retry(server, jobId, { input: { files: 4 }, by: 'Mira K.' });
    expect(status).toBe(202);
    const held = await server.copyFiles.next();
    expect(held.context.input).toMatchObject({ files: 4 });
    expect(held.context.input).not.toMatchObject({ from: '/srv' });
    held.complete({ copied: 4 });
    expect(await server.endedRun((body as { jobId: string }).jobId)).toMatchObject({
      state: 'completed',
      input: { files: 4 },
      by: { kind: 'retry', name: jobId, person: 'Mira K.' },
    });
  });

  it('says which person asked for it, beside what it repeats', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    (await server.copyFiles.next()).complete({ copied: 1 });
    await server.endedRun(jobId);
    expectProblem(await retry(server, jobId, { by: 'x'.repeat(201) }), 400, /^by: /);
    const { body } = await retry(server, jobId, { by: 'Mira K.' });
    const again = (body as { jobId: string }).jobId;
    expect((await server.run(again)).by).toEqual({ kind: 'retry', name: jobId, person: 'Mira K.' });
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

/** Each makes something of its input that it does not take, or makes something else of, when it is given again. */
const transforming = z.strictObject({
  paths: z.string().transform((text) => text.split(',')),
  kilobytes: z.number().transform((count) => count * 1_024),
  since: z.string().transform((text) => new Date(text)),
  id: z.string().transform((text) => BigInt(text)),
  level: z.int().default(2),
});

const { ingest } = defineJobs({
  ingest: { key: 'ingest', label: 'Ingest', input: transforming, result: z.object({ copied: z.int() }) },
});

@Injectable()
@Job(ingest)
class Ingest extends HeldJob {}

describe('retrying a run whose input was transformed', () => {
  const input = { paths: 'a,b', kilobytes: 2, since: '2026-03-01', id: '12345678901234567890' };
  const handled = {
    paths: ['a', 'b'],
    kilobytes: 2_048,
    since: new Date('2026-03-01'),
    id: 12345678901234567890n,
    level: 2,
  };

  it.each(['memory', 'sqlite'] as const)('gives the handler the same, time after time (%s)', async (store) => {
    const server = await start({ store, dataDir: tempFolder(), providers: [Ingest] });
    const jobs = server.app.get(Ingest);
    let { jobId } = await server.trigger('ingest', input);
    for (let round = 0; round < 3; round++) {
      const { context, complete } = await jobs.next();
      expect(context.input).toEqual(handled);
      complete({ copied: 1 });
      const run = await server.endedRun(jobId);
      expect(run).toMatchObject({ state: 'completed', input });
      expect(run.events[1]).toMatchObject({ type: 'started', data: input });
      jobId = ((await retry(server, jobId)).body as { jobId: string }).jobId;
    }
  });

  it('is 400 where the job takes such an input no more', async () => {
    const server = await start();
    const old = { jobName: 'copy-files', serverId: 1, jobId: 'old' };
    await server.events.publishAll([
      { type: 'queued', ...old, data: { folder: '/srv' } },
      { type: 'cancelled', ...old },
    ]);
    expectProblem(await retry(server, 'old'), 400, /^input of copy-files: .*folder/);
  });
});
