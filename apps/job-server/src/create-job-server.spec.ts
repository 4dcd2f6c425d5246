import type { JobName } from '@jobwire/job-catalog';
import { EventStore } from '@jobwire/nest';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobServers } from './testing/running-job-server.ts';
import { tempFolders } from './testing/temp-folder.ts';

const newFolder = tempFolders();
const start = jobServers();

/** A job server that may scan one folder with a file and a folder in it, and nothing beside it. */
async function startWithRoot(env: Readonly<Record<string, string>> = {}) {
  const folder = newFolder();
  const root = join(folder, 'root');
  mkdirSync(join(root, 'inner'), { recursive: true });
  writeFileSync(join(root, 'auth.log'), 'Nov 24 10:15:04 web-1 sshd[812]: Server listening on :: port 22.\n');
  writeFileSync(join(folder, 'secret'), 'secret');
  const server = await start({ JOBWIRE_SCAN_ROOTS: root, JOBWIRE_DATA_DIR: join(folder, 'data'), ...env });
  return { server, folder, root };
}

/** A file that takes minutes to read, and no room. */
function writeHole(path: string): void {
  writeFileSync(path, '');
  truncateSync(path, 2 ** 40);
}

/** What names what is to be read, in the input of each job. */
const PATH_FIELDS: [JobName, string][] = [
  ['disk-usage-scan', 'path'],
  ['file-integrity-check', 'path'],
  ['auth-log-scan', 'file'],
];

describe('the catalog', () => {
  it('has the three jobs with their inputs as JSON Schema', async () => {
    const { server } = await startWithRoot();
    const { status, body } = await server.get('/api/jobs');
    expect(status).toBe(200);
    expect(body).toEqual([
      {
        jobName: 'disk-usage-scan',
        key: 'diskUsage',
        label: 'Disk usage scan',
        description: expect.any(String),
        input: expect.objectContaining({
          $schema: 'https://json-schema.org/draft/2020-12/schema',
          type: 'object',
          properties: {
            path: expect.objectContaining({ type: 'string', minLength: 1 }),
            top: expect.objectContaining({ type: 'integer', minimum: 1, maximum: 200, default: 20 }),
          },
          additionalProperties: false,
        }),
        schedule: [{ cron: '0 3 * * *', timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }],
      },
      expect.objectContaining({
        jobName: 'file-integrity-check',
        key: 'fileIntegrity',
        input: expect.objectContaining({
          properties: expect.objectContaining({ acceptChanges: expect.objectContaining({ type: 'boolean' }) }),
        }),
      }),
      expect.objectContaining({
        jobName: 'auth-log-scan',
        key: 'authLog',
        input: expect.objectContaining({ required: ['file'] }),
      }),
    ]);
  });

  it('is in the documentation, with the stream', async () => {
    const { server } = await startWithRoot();
    const { body } = await server.get('/api/docs-json');
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining(['/api/events', '/api/jobs', '/api/jobs/{jobName}/trigger', '/api/runs/{jobId}/cancel']),
    );
  });
});

describe('a run', () => {
  it.each([
    ['disk-usage-scan', 'inner', { files: 0, folders: 1, unreadable: 0, largest: [] }],
    ['file-integrity-check', '', { files: 1, added: 0, changed: 0, removed: 0, unreadable: 0 }],
    ['auth-log-scan', 'auth.log', { lines: 1, failures: 0, sources: [] }],
  ] as const)('of %s is started, shows its progress and completes with its result', async (jobName, name, result) => {
    const { server, root } = await startWithRoot();
    const input = { [jobName === 'auth-log-scan' ? 'file' : 'path']: join(root, name) };
    const run = await server.finish(jobName, input);
    expect(run).toMatchObject({ state: 'completed', jobName, serverId: 1, result });
    expect(run.events.map(({ type }) => type)).toEqual(['queued', 'started', 'progress', 'completed']);
    expect((await server.log(run.jobId)).length).toBeGreaterThan(0);

    const { body } = await server.get('/api/servers/1/jobs');
    expect(body['jobs']).toContainEqual(expect.objectContaining({ jobName, state: 'idle', jobId: run.jobId }));
  });

  it('is of the folder that the server was started in where no path is given', async () => {
    const server = await start({ JOBWIRE_DATA_DIR: newFolder() });
    const run = await server.finish('disk-usage-scan', {});
    expect(run).toMatchObject({ state: 'completed', result: { path: process.cwd() } });
  });
});

describe('a trigger that is wrong', () => {
  it.each<[JobName, unknown, string]>([
    ['disk-usage-scan', { top: 0 }, 'top'],
    ['disk-usage-scan', { path: '' }, 'path'],
    ['disk-usage-scan', { folder: '/' }, 'folder'],
    ['file-integrity-check', { acceptChanges: 'yes' }, 'acceptChanges'],
    ['auth-log-scan', {}, 'file'],
    ['auth-log-scan', { file: 'auth.log', windowMinutes: 0 }, 'windowMinutes'],
    ['auth-log-scan', { file: ['auth.log'] }, 'file'],
    ['auth-log-scan', 'auth.log', 'input'],
  ])('is refused with 400, and the problem names the field: %s %j', async (jobName, input, field) => {
    const { server } = await startWithRoot();
    const { status, type, body } = await server.post(`/api/jobs/${jobName}/trigger`, { serverId: 1, input });
    expect({ status, type, detail: body['detail'] }).toEqual({
      status: 400,
      type: expect.stringContaining('application/problem+json'),
      detail: expect.stringContaining(field),
    });
    expect((await server.get('/api/runs')).body['items']).toEqual([]);
  });

  it('is refused with 404 for a job or a server that is not here', async () => {
    const { server } = await startWithRoot();
    expect(await server.post('/api/jobs/no-such-job/trigger', { serverId: 1 })).toMatchObject({ status: 404 });
    expect(await server.post('/api/jobs/disk-usage-scan/trigger', { serverId: 2 })).toMatchObject({ status: 404 });
  });
});

describe('a path that cannot be scanned', () => {
  it.each(PATH_FIELDS)('fails a run of %s with what may be scanned where it is outside', async (jobName, field) => {
    const { server, folder, root } = await startWithRoot();
    symlinkSync(folder, join(root, 'way-out'));
    for (const path of [join(folder, 'secret'), join(root, '../secret'), join(root, 'way-out/secret'), '/']) {
      const { events, state } = await server.finish(jobName, { [field]: path });
      expect(state).toBe('failed');
      expect(events.at(-1)).toMatchObject({
        type: 'failed',
        error: expect.stringMatching(`outside of what may be scanned \\(${root}\\).*JOBWIRE_SCAN_ROOTS`),
        failure: { name: 'ScanPathError' },
      });
    }
  });

  it.each(PATH_FIELDS)('fails a run of %s with its name where there is no such path', async (jobName, field) => {
    const { server, root } = await startWithRoot();
    const { events } = await server.finish(jobName, { [field]: join(root, 'gone') });
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: expect.stringContaining(join(root, 'gone')) });
  });

  it.each(PATH_FIELDS)('fails a run of %s with its name where it is of the wrong kind', async (jobName, field) => {
    const { server, root } = await startWithRoot();
    const path = join(root, field === 'path' ? 'auth.log' : 'inner');
    const { events } = await server.finish(jobName, { [field]: path });
    expect(events.at(-1)).toMatchObject({ type: 'failed', error: expect.stringMatching(`^${path} is not a`) });
  });
});

describe('cancelling', () => {
  it.each<[JobName, string]>([
    ['file-integrity-check', 'path'],
    ['auth-log-scan', 'file'],
  ])('stops a run of %s in the middle of a file', async (jobName, field) => {
    const { server, root } = await startWithRoot();
    writeHole(join(root, 'hole'));
    const jobId = await server.trigger(jobName, { [field]: field === 'file' ? join(root, 'hole') : root });
    await server.reached(jobId, 'progress');
    expect(await server.post(`/api/runs/${jobId}/cancel`, {})).toMatchObject({ status: 202 });
    const run = await server.ended(jobId);
    expect(run.state).toBe('cancelled');
    expect(run.events.filter(({ type }) => type === 'cancel_requested' || type === 'cancelled')).toHaveLength(2);

    // It is over: the job can run again.
    expect(await server.finish(jobName, { [field]: join(root, 'gone') })).toMatchObject({ state: 'failed' });
  });

  it('stops a run of disk-usage-scan in the middle of a tree', async () => {
    // The largest tree that is there wherever these tests run.
    const path = join(__dirname, '../../../node_modules');
    const { server } = await startWithRoot({ JOBWIRE_SCAN_ROOTS: path });
    const jobId = await server.trigger('disk-usage-scan', { path });
    await server.reached(jobId, 'started');
    expect(await server.post(`/api/runs/${jobId}/cancel`, {})).toMatchObject({ status: 202 });
    expect(await server.ended(jobId)).toMatchObject({ state: 'cancelled' });
  });

  it('of one that has ended is refused', async () => {
    const { server, root } = await startWithRoot();
    const { jobId } = await server.finish('disk-usage-scan', { path: root });
    expect(await server.post(`/api/runs/${jobId}/cancel`, {})).toMatchObject({ status: 409 });
  });

  it('is not what closing the server does: a run that goes on then stops as interrupted', async () => {
    const { server, root } = await startWithRoot();
    writeHole(join(root, 'hole'));
    const jobId = await server.trigger('file-integrity-check', { path: root });
    await server.reached(jobId, 'progress');
    const store = server.app.get(EventStore);
    await server.app.close();
    expect(await store.run(jobId)).toMatchObject({ state: 'failed', error: expect.stringContaining('Interrupted') });
  });
});

describe('the job server as a program', () => {
  it('says nothing of what it is built with', async () => {
    const { server } = await startWithRoot();
    const { headers } = await fetch(`${server.url}/api/jobs`);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('refuses what another site makes a browser send', async () => {
    const { server } = await startWithRoot();
    const response = await fetch(`${server.url}/api/jobs/disk-usage-scan/trigger`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' },
      body: '{"serverId":1}',
    });
    expect(response.status).toBe(403);
    expect((await server.get('/api/runs')).body['items']).toEqual([]);
  });

  it('keeps runs in its data folder: they are there after it was started again', async () => {
    const { server, folder, root } = await startWithRoot({ JOBWIRE_STORE: 'sqlite' });
    const { jobId } = await server.finish('disk-usage-scan', { path: root });
    await server.app.close();
    const again = await start({ JOBWIRE_STORE: 'sqlite', JOBWIRE_DATA_DIR: join(folder, 'data') });
    expect(await again.run(jobId)).toMatchObject({ state: 'completed', result: { path: root } });
  });
});
