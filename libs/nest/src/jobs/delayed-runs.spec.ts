import { INTERRUPTED } from '@jobwire/events';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, type JobServer } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { JobRunner } from './job-runner.ts';

const start = jobServers();
const tempFolder = tempFolders();

const DAY_MS = 24 * 60 * 60_000;

async function triggerIn(server: JobServer, delayMs: number, headers = {}): Promise<{ jobId: string }> {
  const answer = await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1, delayMs }, headers);
  expect(answer.status).toBe(202);
  return answer.body as { jobId: string };
}

async function copyStatus(server: JobServer) {
  const { body } = await server.send('GET', '/api/servers/1/jobs');
  return (body as { jobs: { jobName: string }[] }).jobs.find(({ jobName }) => jobName === 'copy-files');
}

describe('a run that is put off', () => {
  it('is queued at once, says when it may start, and starts no sooner', async () => {
    const server = await start();
    const { jobId } = await triggerIn(server, 100);
    const waiting = await server.run(jobId);
    const startsAt = waiting.startsAt ?? '';
    expect(waiting).toMatchObject({ state: 'queued', events: [{ type: 'queued', startsAt }] });
    expect(Date.parse(startsAt) - Date.parse(waiting.queuedAt ?? '')).toBeGreaterThan(90);
    (await server.copyFiles.next()).complete({ copied: 1 });
    const run = await server.endedRun(jobId);
    expect(run.state).toBe('completed');
    expect(run.startedAt && run.startedAt >= startsAt).toBe(true);
    expect(run).not.toHaveProperty('startsAt');
  });

  it('has the place of its job meanwhile, and none among those that wait for room', async () => {
    const server = await start();
    const { jobId } = await triggerIn(server, DAY_MS);
    const { startsAt } = await server.run(jobId);
    const status = await copyStatus(server);
    expect(status).toMatchObject({ state: 'queued', jobId, startsAt });
    expect(status).not.toHaveProperty('queuePosition');
    const again = await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1 });
    expectProblem(again, 409, new RegExp(`already planned on server 1 as ${jobId}, to start at ${startsAt}`));
    expect(again.body).toMatchObject({ jobId });
  });

  it('ends as cancelled at once, and makes room for another', async () => {
    const server = await start();
    const { jobId } = await triggerIn(server, DAY_MS);
    expect((await server.send('POST', `/api/runs/${jobId}/cancel`)).status).toBe(202);
    const run = await server.run(jobId);
    expect(run.events.map(({ type }) => type)).toEqual(['queued', 'cancel_requested', 'cancelled']);
    const again = await server.trigger('copy-files');
    expect((await server.copyFiles.next()).context.jobId).toBe(again.jobId);
  });

  it('takes no room from others while it waits', async () => {
    const server = await start({ concurrency: 1 });
    await triggerIn(server, DAY_MS);
    await server.trigger('move-files');
    await server.moveFiles.next();
  });

  it('is lost with the process, and ends as interrupted', async () => {
    const dataDir = tempFolder();
    const before = await start({ store: 'sqlite', dataDir });
    const { jobId } = await triggerIn(before, DAY_MS);
    await before.app.close();
    const after = await start({ store: 'sqlite', dataDir });
    expect(await after.run(jobId)).toMatchObject({ state: 'failed', error: INTERRUPTED });
    await after.trigger('copy-files');
  });

  it('does not hold up a server that finishes its runs', async () => {
    const server = await start();
    const { jobId } = await triggerIn(server, DAY_MS);
    await server.app.get(JobRunner).finish(30_000);
    expect(await server.run(jobId)).toMatchObject({ state: 'failed', error: INTERRUPTED });
  });

  it('is what its Idempotency-Key stands for, with that delay only', async () => {
    const server = await start();
    const key = { 'idempotency-key': 'order-7' };
    const { jobId } = await triggerIn(server, DAY_MS, key);
    expect((await triggerIn(server, DAY_MS, key)).jobId).toBe(jobId);
    const now = await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1 }, key);
    expectProblem(now, 422, /Use a new key/);
  });

  it.each([-1, 0.5, 30 * DAY_MS + 1, '1000', null])('cannot be put off by %j', async (delayMs) => {
    const server = await start();
    const answer = await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1, delayMs });
    expectProblem(answer, 400, /^delayMs: /);
    const trigger = server.app
      .get(JobRunner)
      .trigger({ jobName: 'copy-files', serverId: 1, delayMs: delayMs as never });
    await expect(trigger).rejects.toThrow(/^delayMs: use whole milliseconds from 0 to/);
  });
});
