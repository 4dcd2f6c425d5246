import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './testing/eventually.ts';
import { smallDisk } from './testing/small-disk.ts';
import { jobServerPrograms, type JobServerProgram } from './testing/job-server-program.ts';
import { tempFolders } from './testing/temp-folder.ts';

jest.setTimeout(60_000);

const newFolder = tempFolders();
const { start } = jobServerPrograms();

/** One page: not even the first frame of the write-ahead log fits. */
const NO_ROOM = 4_096;

const limited = {
  newDataFolder: newFolder,
  fill: (server: JobServerProgram) => server.limitFiles(NO_ROOM),
  makeRoom: (server: JobServerProgram) => server.limitFiles('unlimited'),
  /** What publishing is answered with. */
  says: 'The disk of the store does not take or give what it should',
};

const disk = smallDisk();
// Everywhere there is the limit; a full disk is the same but for SQLite's code, which the store's own specs have too.
if (!disk)
  console.warn('This process may not mount a disk: a full one is tried as a limit for the size of files only.');
const full = disk && {
  newDataFolder: () => join(disk.folder, 'data'),
  fill: () => disk.fill(),
  makeRoom: () => disk.makeRoom(),
  says: 'The disk of the store is full',
};

const kinds: [string, typeof limited][] = [['a limit for the size of files', limited]];
if (full) kinds.push(['a disk without room', full]);

/** A job server that works on a run which ends when the returned function is called. */
async function startWithRun(dataFolder: string) {
  const root = newFolder();
  const log = join(root, 'auth.log');
  writeFileSync(log, '');
  // A hole takes minutes to read, and no room.
  truncateSync(log, 2 ** 40);
  const env = { JOBWIRE_DATA_DIR: dataFolder, JOBWIRE_SCAN_ROOTS: root };
  const server = await start(env);
  const jobId = await server.trigger('auth-log-scan', { file: log });
  await server.reached(jobId, 'progress');
  return { server, env, jobId, endRun: () => truncateSync(log, 0) };
}

it.each(kinds)('goes on reading through %s, and stores again when there is room', async (_, disk) => {
  const { server, env, jobId, endRun } = await startWithRun(disk.newDataFolder());
  const accepted = await Promise.all([server.publish('before-1'), server.publish('before-2')]);
  expect(accepted.map(({ status }) => status)).toEqual([201, 201]);
  const stream = await server.listen();

  disk.fill(server);
  const refused = await server.publish('refused', 'x'.repeat(30_000));
  expect(refused).toMatchObject({ status: 503, type: expect.stringContaining('application/problem+json') });
  expect(refused.body['detail']).toMatch(`${disk.says}`);
  expect(refused.body['detail']).toMatch('Nothing was stored. Try again');
  expect(server.printed.join('\n')).toMatch(join(env.JOBWIRE_DATA_DIR, 'jobwire.db'));

  // What is stored is served, and the streams live.
  expect(await server.run('before-1')).toMatchObject({ state: 'running' });
  expect((await server.get('/api/servers/7/jobs')).status).toBe(200);
  const replay = await server.listen('since=0-0');
  await eventually(() => replay.text.includes('before-2'));
  const heard = stream.text.length;
  await eventually(() => stream.text.slice(heard).includes('event: ping'));
  expect(await server.get('/health/live')).toMatchObject({ status: 200 });
  expect(await server.get('/health/ready')).toMatchObject({
    status: 503,
    body: { detail: expect.stringContaining(disk.says), details: { log: { status: 'down' } } },
  });

  endRun();
  await eventually(() => server.printed.some((line) => line.includes(`The end of run ${jobId} (completed) could not`)));
  expect(await server.run(jobId)).toMatchObject({ state: 'running' });

  disk.makeRoom(server);
  expect(await server.ended(jobId)).toMatchObject({ state: 'completed' });
  await eventually(() => stream.text.includes('"type":"completed"'));
  expect(await server.publish('after')).toMatchObject({ status: 201 });
  expect(await server.get('/health/ready')).toMatchObject({ status: 200 });
  expect([stream.isOpen, replay.isOpen, server.isRunning]).toEqual([true, true, true]);

  // Nothing that was accepted is lost, nothing that was refused is there.
  await server.stop('SIGKILL');
  const again = await start(env);
  const { items } = (await again.get('/api/runs')).body as { items: { jobId: string }[] };
  expect(items.map((run) => run.jobId).sort()).toEqual([jobId, 'after', 'before-1', 'before-2'].sort());
});

it('is ready again when there is room, although nothing is published', async () => {
  const server = await start({ JOBWIRE_DATA_DIR: newFolder() });
  limited.fill(server);
  expect((await server.publish('a')).status).toBe(503);
  expect((await server.get('/health/ready')).status).toBe(503);
  limited.makeRoom(server);
  expect((await server.get('/health/ready')).status).toBe(200);
});

it('starts without room, serves what is there, and ends what was interrupted when there is room', async () => {
  const { server, env, jobId } = await startWithRun(newFolder());
  await server.stop('SIGKILL');
  const again = await start(env, { fileLimit: NO_ROOM });
  expect(await again.run(jobId)).toMatchObject({ state: 'running' });
  expect(await again.get('/health/ready')).toMatchObject({ status: 503 });
  expect(again.printed.filter((line) => line.includes('The runs that were interrupted'))).toHaveLength(1);
  limited.makeRoom(again);
  expect(await again.ended(jobId)).toMatchObject({ state: 'failed', error: expect.stringContaining('Interrupted') });
  expect(await again.get('/health/ready')).toMatchObject({ status: 200 });
});

it('lives on where what it prints goes to the full disk, too', async () => {
  const server = await start({ JOBWIRE_DATA_DIR: newFolder() }, { printTo: join(newFolder(), 'log') });
  limited.fill(server);
  for (let count = 0; count < 20; count++) expect((await server.publish('a', 'x')).status).toBe(503);
  expect(server.isRunning).toBe(true);
  limited.makeRoom(server);
  expect((await server.publish('a')).status).toBe(201);
});
