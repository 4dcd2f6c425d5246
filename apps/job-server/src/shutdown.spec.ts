import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './testing/eventually.ts';
import { jobServerPrograms, type JobServerProgram } from './testing/job-server-program.ts';
import { tempFolders } from './testing/temp-folder.ts';

jest.setTimeout(60_000);

const newFolder = tempFolders();
const { start } = jobServerPrograms();

const INTERRUPTED = 'Interrupted: the server stopped while it ran';

/** A job server that works on a run which ends when the returned function is called. */
async function startWithRun(more: Readonly<Record<string, string>> = {}) {
  const root = newFolder();
  const log = join(root, 'auth.log');
  writeFileSync(log, '');
  // A hole takes minutes to read, and no room.
  truncateSync(log, 2 ** 40);
  const env = { JOBWIRE_DATA_DIR: newFolder(), JOBWIRE_SCAN_ROOTS: root, ...more };
  const server = await start(env);
  const jobId = await server.trigger('auth-log-scan', { file: log });
  await server.reached(jobId, 'progress');
  return { server, env, jobId, endRun: () => truncateSync(log, 0) };
}

const isEnding = (server: JobServerProgram) =>
  eventually(() => server.printed.some((line) => line.includes('a second signal ends it at once')));

it('SIGTERM lets a run come to its end, which everybody sees, and takes no new ones meanwhile', async () => {
  const { server, env, jobId, endRun } = await startWithRun();
  const stream = await server.listen();
  const ended = server.stop('SIGTERM');
  await isEnding(server);
  expect(await server.get('/health/ready')).toMatchObject({
    status: 503,
    body: { detail: 'Not ready. program: It is shutting down.' },
  });
  expect(await server.post('/api/jobs/disk-usage-scan/trigger', { serverId: 1 })).toMatchObject({ status: 503 });
  expect(await server.publish('meanwhile')).toMatchObject({ status: 201 });
  endRun();
  await ended;
  expect(await server.exit).toMatchObject({ code: 0 });
  expect(stream.text).toMatch(/"type":"completed",.*"jobName":"auth-log-scan"/);
  expect(await (await start(env)).run(jobId)).toMatchObject({ state: 'completed' });
});

it('a run that takes longer than the grace period is interrupted', async () => {
  const { server, env, jobId } = await startWithRun({ JOBWIRE_GRACE_SECONDS: '3' });
  await server.stop('SIGTERM');
  expect(await server.exit).toMatchObject({ code: 0 });
  expect(await (await start(env)).run(jobId)).toMatchObject({ state: 'failed', error: INTERRUPTED });
});

it('SIGINT interrupts runs at once', async () => {
  const { server, env, jobId } = await startWithRun({ JOBWIRE_GRACE_SECONDS: '3600' });
  await server.stop('SIGINT');
  expect(await server.exit).toMatchObject({ code: 0 });
  expect(await (await start(env)).run(jobId)).toMatchObject({ state: 'failed', error: INTERRUPTED });
});

it.each(['SIGTERM', 'SIGINT'] as const)('a second signal, %s, ends it at once', async (signal) => {
  const { server, env, jobId } = await startWithRun({ JOBWIRE_GRACE_SECONDS: '3600' });
  const ended = server.stop('SIGTERM');
  await isEnding(server);
  await Promise.all([ended, server.stop(signal)]);
  expect(await server.exit).toMatchObject({ code: signal === 'SIGTERM' ? 143 : 130 });
  // As after a crash: it is ended at the next start.
  expect(await (await start(env)).run(jobId)).toMatchObject({ state: 'failed', error: INTERRUPTED });
});
