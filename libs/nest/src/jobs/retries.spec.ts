import { Injectable } from '@nestjs/common';
import { defineJobs, type JobInfo, type JobRetries } from '@jobwire/events';
import { z } from 'zod';
import { HeldJob } from '../testing/held-job.ts';
import { jobServers, type JobServer } from '../testing/job-server.ts';
import { Job } from './job.ts';
import { retryDelayMs } from './retry-delay.ts';

const start = jobServers();

const input = z.strictObject({ files: z.int().default(1) });
const result = z.object({ copied: z.int() });
const jobs = defineJobs({
  fetch: { key: 'fetch', label: 'Fetch', input, result, retries: { attempts: 2, backoffMs: 10 } },
  upload: { key: 'upload', label: 'Upload', input, result, retries: { attempts: 1, backoffMs: 60_000 } },
});

@Injectable()
@Job(jobs.fetch)
class Fetch extends HeldJob {}

@Injectable()
@Job(jobs.upload)
class Upload extends HeldJob {}

async function startWith(): Promise<{ server: JobServer; fetch: HeldJob; upload: HeldJob }> {
  const server = await start({ providers: [Fetch, Upload] });
  return { server, fetch: server.app.get(Fetch), upload: server.app.get(Upload) };
}

async function runsOf(server: JobServer, jobName: string) {
  return (await server.store.runs({ jobName: [jobName], limit: 10 })).items.toReversed();
}

/** Resolves with the next run of a job that somebody queues. */
function nextQueued(server: JobServer): Promise<string> {
  return new Promise((resolve) => {
    const stop = server.store.tail({
      appended: (batch) => {
        const queued = batch.find(({ event }) => event.type === 'queued');
        if (queued?.event.jobId === undefined) return;
        stop();
        resolve(queued.event.jobId);
      },
      closed: () => undefined,
    });
  });
}

describe('a run of a job with retries that fails', () => {
  it('is followed by runs of their own with the same input, until one completes', async () => {
    const { server, fetch } = await startWith();
    const { jobId } = await server.trigger('fetch', { files: 3 });
    (await fetch.next()).fail(new Error('No route to host'));
    const second = await fetch.next();
    expect(second.context.input).toEqual({ files: 3 });
    second.complete({ copied: 3 });
    await server.endedRun(second.context.jobId);
    const runs = await runsOf(server, 'fetch');
    expect(runs).toMatchObject([
      { jobId, state: 'failed', error: 'No route to host', by: { kind: 'api' } },
      { state: 'completed', attempt: 2, input: { files: 3 }, by: { kind: 'retry', name: jobId } },
    ]);
    await server.trigger('fetch');
  });

  it('is tried again as often as the job says, each time by the run before, and then no more', async () => {
    const { server, fetch } = await startWith();
    const jobIds: string[] = [];
    await server.trigger('fetch');
    for (let round = 0; round < 3; round++) {
      const held = await fetch.next();
      jobIds.push(held.context.jobId);
      held.fail(new Error(`No ${round}`));
    }
    await server.endedRun(jobIds[2] ?? '');
    expect((await runsOf(server, 'fetch')).map(({ by, attempt }) => [by, attempt])).toEqual([
      [{ kind: 'api' }, undefined],
      [{ kind: 'retry', name: jobIds[0] }, 2],
      [{ kind: 'retry', name: jobIds[1] }, 3],
    ]);
    // It is over: somebody else may begin.
    await server.trigger('fetch');
  });

  it('is tried again where its result is not what the job allows', async () => {
    const { server, fetch } = await startWith();
    await server.trigger('fetch');
    (await fetch.next()).complete({ copied: 0.5 });
    const { context, complete } = await fetch.next();
    complete({ copied: 1 });
    expect(await server.endedRun(context.jobId)).toMatchObject({ state: 'completed', attempt: 2 });
  });

  it('keeps the place of its job for the next try, which waits for its time and can be cancelled', async () => {
    const { server, upload } = await startWith();
    const { jobId } = await server.trigger('upload');
    const queued = nextQueued(server);
    (await upload.next()).fail(new Error('No route to host'));
    const next = await queued;
    const run = await server.run(next);
    expect(run).toMatchObject({ state: 'queued', startsAt: expect.any(String), by: { kind: 'retry', name: jobId } });
    const answer = await server.send('POST', '/api/jobs/upload/trigger', { serverId: 1 });
    expect(answer).toMatchObject({ status: 409, body: { jobId: next } });
    expect((await server.send('POST', `/api/runs/${next}/cancel`)).status).toBe(202);
    expect((await server.run(next)).state).toBe('cancelled');
    await server.trigger('upload');
  });
});

it('has its retries in the list of jobs', async () => {
  const { server } = await startWith();
  const { body } = await server.send('GET', '/api/jobs');
  const retries = (body as readonly JobInfo[]).map((job) => [job.jobName, job.retries]);
  expect(Object.fromEntries(retries)).toMatchObject({
    fetch: { attempts: 2, backoffMs: 10 },
    upload: { attempts: 1, backoffMs: 60_000 },
    'copy-files': undefined,
  });
});

describe('a run of a job with retries', () => {
  it('is not tried again where it was cancelled', async () => {
    const { server, fetch } = await startWith();
    const { jobId } = await server.trigger('fetch');
    await fetch.next();
    await server.send('POST', `/api/runs/${jobId}/cancel`);
    await server.endedRun(jobId);
    await server.trigger('fetch');
    expect((await runsOf(server, 'fetch')).map(({ by }) => by?.kind)).toEqual(['api', 'api']);
  });

  it('is not tried again where its server was shut down', async () => {
    const { server, fetch } = await startWith();
    await server.trigger('fetch');
    await fetch.next();
    const queued: string[] = [];
    server.store.tail({
      appended: (batch) => queued.push(...batch.map(({ event }) => event.type)),
      closed: () => undefined,
    });
    await server.app.close();
    expect(queued).toEqual(['failed']);
  });
});

describe('the wait before the next try', () => {
  const wait = (retries: Partial<JobRetries>, tries: number, random: number) =>
    retryDelayMs({ attempts: 9, backoffMs: 1_000, ...retries }, tries, () => random);

  it('doubles from try to try', () => {
    expect([1, 2, 3, 4].map((tries) => wait({}, tries, 0))).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('is between half of that and all of it', () => {
    expect([0, 0.5, 1].map((random) => wait({}, 1, random))).toEqual([1_000, 750, 500]);
  });

  it('is an hour at most, or what the job says', () => {
    expect(wait({}, 90, 0)).toBe(3_600_000);
    expect(wait({ maxBackoffMs: 3_000 }, 3, 0)).toBe(3_000);
    expect(wait({ maxBackoffMs: 3_000 }, 3, 1)).toBe(1_500);
  });
});
