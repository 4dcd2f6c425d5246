import { comparePositions } from '@jobwire/events';
import { expectProblem } from '../testing/expect-problem.ts';
import { jobServers } from '../testing/job-server.ts';

const start = jobServers();

describe('triggering a job', () => {
  it('is answered with the run and the position it is queued at', async () => {
    const server = await start();
    const { status, body } = await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1 });
    expect(status).toBe(202);
    expect(body).toEqual({
      jobId: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      position: expect.stringMatching(/^\d+-\d+$/),
    });
    const { jobId, position } = body as { jobId: string; position: string };
    const [queued] = (await server.run(jobId)).events;
    expect(queued).toMatchObject({ type: 'queued', position });
  });

  it('is told on the stream from queued to completed, with input, percent, result and who wanted it', async () => {
    const server = await start();
    const stream = await server.stream();
    await stream.hello();
    const { jobId, position } = await server.trigger('copy-files', { files: 4 });
    const held = await server.copyFiles.next();
    held.context.progress({ current: 1, total: 4 });
    held.complete({ copied: 4 });

    const told = await stream.jobs(4);
    const subject = { jobId, jobName: 'copy-files', serverId: 1, timestamp: expect.stringMatching(/\.\d{6}Z$/) };
    const asked = { data: { files: 4 }, by: { kind: 'api' } };
    expect(told).toEqual([
      { type: 'queued', ...subject, ...asked, position, epochMs: expect.any(Number) },
      { type: 'started', ...subject, ...asked, position: expect.any(String), epochMs: expect.any(Number) },
      expect.objectContaining({ type: 'progress', ...subject, progress: { current: 1, total: 4, percent: 25 } }),
      expect.objectContaining({ type: 'completed', ...subject, data: { copied: 4 } }),
    ]);
    expect(await server.run(jobId)).toEqual({
      jobId,
      jobName: 'copy-files',
      serverId: 1,
      state: 'completed',
      by: { kind: 'api' },
      input: { files: 4 },
      progress: { current: 1, total: 4, percent: 25 },
      result: { copied: 4 },
      queuedAt: told[0]?.timestamp,
      startedAt: told[1]?.timestamp,
      finishedAt: told[3]?.timestamp,
      durationMs: expect.any(Number),
      anomalies: 0,
      events: told,
    });
  });

  it('gives a position to follow the run from without missing any of it', async () => {
    const server = await start();
    const { jobId, position } = await server.trigger('copy-files');
    (await server.copyFiles.next()).complete({ copied: 1 });
    await server.endedRun(jobId);
    const stream = await server.stream(`since=${position}&jobId=${jobId}`);
    expect((await stream.jobs(2)).map(({ type }) => type)).toEqual(['started', 'completed']);
  });

  it('gives the handler its input with defaults, the run and the server', async () => {
    const server = await start({ serverId: 12 });
    const { body } = await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 12 });
    const { context } = await server.copyFiles.next();
    const { jobId } = body as { jobId: string };
    expect(context).toMatchObject({ jobId, serverId: 12, input: { files: 1 } });
    expect((await server.run(jobId)).input).toEqual({ files: 1 });
  });

  it('says which person wanted it, where the request does', async () => {
    const server = await start();
    const trigger = (by: unknown) => server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1, by });
    const name = 'Mira K. 🦊'.padEnd(200, 'x');
    const { jobId } = (await trigger(`  ${name} `)).body as { jobId: string };
    (await server.copyFiles.next()).complete({ copied: 1 });
    const run = await server.endedRun(jobId);
    expect(run.by).toEqual({ kind: 'person', name });
    expect(run.events[1]).toMatchObject({ type: 'started', by: { kind: 'person', name } });
  });

  it('lets the handler report anomalies, which the run counts', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    const { context, complete } = await server.copyFiles.next();
    await context.anomaly({ severity: 'high', summary: 'A file has changed' });
    complete({ copied: 1 });
    const run = await server.endedRun(jobId);
    expect(run.anomalies).toBe(1);
    expect(run.events.map(({ type }) => type)).toEqual(['queued', 'started', 'anomaly_detected', 'completed']);
  });
});

describe('a trigger that cannot be followed', () => {
  it.each([
    ['/api/jobs/copy-file/trigger', { serverId: 1 }, 404, /no such job.*runs: copy-files, move-files\./],
    ['/api/jobs/copy-files/trigger', { serverId: 2 }, 404, /Use serverId 1\./],
    ['/api/jobs/copy-files/trigger', {}, 400, /^serverId: /],
    ['/api/jobs/copy-files/trigger', { serverId: '1' }, 400, /^serverId: /],
    ['/api/jobs/copy-files/trigger', { serverId: 1, inputs: {} }, 400, /inputs/],
    ['/api/jobs/copy-files/trigger', { serverId: 1, input: [] }, 400, /^input: /],
    ['/api/jobs/copy-files/trigger', { serverId: 1, input: { files: 0 } }, 400, /^input of copy-files: files: /],
    ['/api/jobs/copy-files/trigger', { serverId: 1, input: { paths: 1 } }, 400, /^input of copy-files: .*paths/],
    ['/api/jobs/copy-files/trigger', { serverId: 1, by: '' }, 400, /^by: /],
    ['/api/jobs/copy-files/trigger', { serverId: 1, by: ' ' }, 400, /^by: /],
    ['/api/jobs/copy-files/trigger', { serverId: 1, by: 'x'.repeat(201) }, 400, /^by: /],
    ['/api/jobs/copy-files/trigger', { serverId: 1, by: { kind: 'schedule' } }, 400, /^by: /],
    ['/api/jobs/copy-files/trigger', undefined, 400, /./],
    ['/api/jobs/copy-files/trigger', { serverId: 1, input: { from: 'x'.repeat(70_000) } }, 413, /64 KiB/],
  ])('%s %j is %i and stores nothing', async (path, body, status, detail) => {
    const server = await start();
    const head = server.store.head();
    expectProblem(await server.send('POST', path, body), status, detail);
    expect(server.store.head()).toBe(head);
    await server.trigger('copy-files');
  });

  it('names each wrong field of the input for forms', async () => {
    const server = await start();
    const input = { files: 1.5, from: 7 };
    const { body } = await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1, input });
    expect(body).toMatchObject({
      errors: [
        { path: ['files'], message: expect.any(String) },
        { path: ['from'], message: expect.any(String) },
      ],
    });
  });

  it('is 409 with the running jobId while the job is queued, runs, or is being ended', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    const held = await server.copyFiles.next();
    const again = await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1 });
    expectProblem(again, 409, new RegExp(`already running.*${jobId}`));
    expect(again.body).toMatchObject({ jobId });
    held.complete({ copied: 1 });
    await server.endedRun(jobId);
    expect((await server.trigger('copy-files')).jobId).not.toBe(jobId);
  });

  it('is 409 for all but one of many at once', async () => {
    const server = await start();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1 })),
    );
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
    const jobIds = new Set(answers.map(({ body }) => (body as { jobId: string }).jobId));
    expect(jobIds.size).toBe(1);
  });

  it('leaves the job free where the store refused it', async () => {
    const server = await start();
    jest.spyOn(server.store, 'append').mockRejectedValueOnce(new Error('The disk is gone'));
    expectProblem(await server.send('POST', '/api/jobs/copy-files/trigger', { serverId: 1 }), 500, 'log says why');
    await server.trigger('copy-files');
  });
});

describe('the room for runs', () => {
  it('lets different jobs run side by side', async () => {
    const server = await start();
    await server.trigger('copy-files');
    await server.trigger('move-files');
    await Promise.all([server.copyFiles.next(), server.moveFiles.next()]);
    expect(server.copyFiles.working + server.moveFiles.working).toBe(2);
  });

  it('is as large as concurrency says: further runs wait as queued, and start when there is room', async () => {
    const server = await start({ concurrency: 1 });
    const copying = await server.trigger('copy-files');
    const first = await server.copyFiles.next();
    const moving = await server.trigger('move-files');
    expect((await server.run(moving.jobId)).state).toBe('queued');
    expect(server.moveFiles.working).toBe(0);
    first.complete({ copied: 1 });
    await server.moveFiles.next();
    const [ended] = (await server.run(copying.jobId)).events.slice(-1);
    const [, started] = (await server.run(moving.jobId)).events;
    expect(started?.type).toBe('started');
    expect(comparePositions(started?.position ?? '0-0', ended?.position ?? '0-0')).toBeGreaterThan(0);
  });
});

describe('GET /api/jobs', () => {
  it('lists each job with its label and its input as JSON Schema', async () => {
    const server = await start();
    const input = expect.objectContaining({
      type: 'object',
      additionalProperties: false,
      properties: { files: expect.objectContaining({ type: 'integer', default: 1 }), from: { type: 'string' } },
    });
    expect((await server.send('GET', '/api/jobs')).body).toEqual([
      { jobName: 'copy-files', key: 'copyFiles', label: 'Copy files', description: 'Copies files.', input },
      { jobName: 'move-files', key: 'moveFiles', label: 'Move files', input },
    ]);
  });
});
