import { StoreError } from '../store/event-store.ts';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers, type Answer, type JobServer } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';
import { JobRunner } from './job-runner.ts';

const start = jobServers();
const tempFolder = tempFolders();

const key = { 'idempotency-key': 'order-7' };

function request(server: JobServer, { jobName = 'copy-files', input = {}, headers = key } = {}): Promise<Answer> {
  return server.send('POST', `/api/jobs/${jobName}/trigger`, { serverId: 1, input }, headers);
}

const jobIdOf = ({ body }: Answer) => (body as { jobId: string }).jobId;

describe.each(['memory', 'sqlite'] as const)('an Idempotency-Key with the %s store', (store) => {
  const startWith = () => start({ store, dataDir: tempFolder() });

  it('gives the same run again while it runs, instead of 409, and after its end', async () => {
    const server = await startWith();
    const first = await request(server);
    const held = await server.copyFiles.next();
    const whileRunning = await request(server);
    expect(whileRunning.status).toBe(202);
    expect(jobIdOf(whileRunning)).toBe(jobIdOf(first));
    held.complete({ copied: 1 });
    const { events } = await server.endedRun(jobIdOf(first));
    const afterwards = await request(server);
    expect(afterwards).toMatchObject({
      status: 202,
      body: { jobId: jobIdOf(first), position: events.at(-1)?.position },
    });
    expect(server.copyFiles.working).toBe(0);
  });

  it('makes one run of 100 requests at once', async () => {
    const server = await startWith();
    const answers = await Promise.all(Array.from({ length: 100 }, () => request(server)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(jobIdOf)).size).toBe(1);
    await server.copyFiles.next();
    expect((await server.store.runs({ limit: 10 })).items).toHaveLength(1);
  });

  it('is 422 with another input or another job', async () => {
    const server = await startWith();
    await request(server);
    expectProblem(await request(server, { input: { files: 2 } }), 422, /Use a new key/);
    expectProblem(await request(server, { jobName: 'move-files' }), 422, /Use a new key/);
    expect((await server.store.runs({ limit: 10 })).items).toHaveLength(1);
  });

  it('is free again where the job was running, for each of those who used it', async () => {
    const server = await startWith();
    const { jobId } = await server.trigger('copy-files');
    const held = await server.copyFiles.next();
    const refused = await Promise.all(Array.from({ length: 20 }, () => request(server)));
    for (const answer of refused) expectProblem(answer, 409, new RegExp(jobId));
    held.complete({ copied: 1 });
    await server.endedRun(jobId);
    const accepted = await request(server);
    expect(accepted.status).toBe(202);
    expect(jobIdOf(accepted)).not.toBe(jobId);
  });

  it('stands for no run that the store refused', async () => {
    const server = await startWith();
    jest.spyOn(server.store, 'append').mockRejectedValueOnce(new StoreError('The disk is full', 'full'));
    const runner = server.app.get(JobRunner);
    const trigger = () => runner.trigger({ jobName: 'copy-files', serverId: 1, idempotencyKey: 'order-7' });
    const [first, second] = await Promise.allSettled([trigger(), trigger()]);
    expect(first.status).toBe('rejected');
    const { jobId } = second.status === 'fulfilled' ? second.value : { jobId: 'none' };
    expect((await server.run(jobId)).jobId).toBe(jobId);
    expect(jobIdOf(await request(server))).toBe(jobId);
  });

  it('is not used up by an input that is refused', async () => {
    const server = await startWith();
    expectProblem(await request(server, { input: { files: 0 } }), 400, /files/);
    expect((await request(server)).status).toBe(202);
  });
});

describe('an Idempotency-Key', () => {
  it('is still known after a restart, with the durable store', async () => {
    const dataDir = tempFolder();
    const before = await start({ store: 'sqlite', dataDir });
    const first = await request(before);
    (await before.copyFiles.next()).complete({ copied: 1 });
    await before.endedRun(jobIdOf(first));
    await before.close();
    const after = await start({ store: 'sqlite', dataDir });
    expect(jobIdOf(await request(after))).toBe(jobIdOf(first));
    expect(after.copyFiles.working).toBe(0);
  });

  it('starts its run where the process died between taking the key and storing the run', async () => {
    const dataDir = tempFolder();
    const before = await start({ store: 'sqlite', dataDir });
    const isDying = new Promise<void>((resolve) => {
      jest.spyOn(before.store, 'append').mockImplementationOnce(() => {
        resolve();
        return new Promise(() => undefined);
      });
    });
    void before.app.get(JobRunner).trigger({ jobName: 'copy-files', serverId: 1, idempotencyKey: 'order-7' });
    await isDying;
    await before.close();
    const after = await start({ store: 'sqlite', dataDir });
    const jobId = jobIdOf(await request(after));
    expect((await after.copyFiles.next()).context.jobId).toBe(jobId);
    expect((await after.run(jobId)).state).toBe('running');
  });

  it('is told apart from others', async () => {
    const server = await start();
    const first = await request(server);
    const other = { 'idempotency-key': 'order-8' };
    expectProblem(await request(server, { headers: other }), 409, /already running/);
    expect((await request(server, { jobName: 'move-files', headers: other })).status).toBe(202);
    expect(jobIdOf(await request(server))).toBe(jobIdOf(first));
  });

  it.each(['', 'a b', 'x'.repeat(201), 'sch\u00f6n'])('that reads %j is 400', async (text) => {
    const server = await start();
    expectProblem(
      await request(server, { headers: { 'idempotency-key': text } }),
      400,
      /^Idempotency-Key: use 1 to 200/,
    );
  });
});
