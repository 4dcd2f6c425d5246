import { Injectable } from '@nestjs/common';
import {
  applyJobEvent,
  defineJobs,
  serverInfoSchema,
  serverSnapshotSchema,
  type ServerSnapshot,
} from '@jobwire/events';
import { z } from 'zod';
import { Job } from '../jobs/job.ts';
import { expectProblem } from '../testing/expect-problem.ts';
import { HeldJob } from '../testing/held-job.ts';
import { jobServers, started, type JobServer } from '../testing/job-server.ts';
import { tempFolders } from '../testing/temp-folder.ts';

const start = jobServers();
const tempFolder = tempFolders();

async function snapshotOf(server: JobServer, serverId = 1): Promise<ServerSnapshot> {
  const { status, body } = await server.send('GET', `/api/servers/${serverId}/jobs`);
  expect(status).toBe(200);
  expect(serverSnapshotSchema.parse(body)).toEqual(body);
  return body as ServerSnapshot;
}

const more = { label: 'Label', input: z.strictObject({}), result: z.object({ copied: z.int() }) };
const jobs = defineJobs({ 'sync-files': { ...more, key: 'sync' }, 'zip-files': { ...more, key: 'zip' } });

@Injectable()
@Job(jobs['sync-files'])
class SyncFiles extends HeldJob {}

@Injectable()
@Job(jobs['zip-files'])
class ZipFiles extends HeldJob {}

const copyFiles = { key: 'copyFiles', jobName: 'copy-files', label: 'Copy files' };
const moveFiles = { key: 'moveFiles', jobName: 'move-files', label: 'Move files' };

describe('the snapshot of a server', () => {
  it('lists each of its jobs as idle before any ran, with key and label of the catalog', async () => {
    const server = await start();
    expect(await snapshotOf(server)).toEqual({
      serverId: 1,
      position: server.store.head(),
      jobs: [
        { ...copyFiles, state: 'idle' },
        { ...moveFiles, state: 'idle' },
      ],
    });
  });

  it('follows a run from queued to its end', async () => {
    const server = await start({ concurrency: 1 });
    const copyOf = async () => (await snapshotOf(server)).jobs[0];
    await server.trigger('move-files');
    const moving = await server.moveFiles.next();
    const { jobId } = await server.trigger('copy-files');
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(await copyOf()).toEqual({ ...copyFiles, state: 'queued', jobId, activeSince: time, queuePosition: 0 });

    moving.complete({ copied: 1 });
    const held = await server.copyFiles.next();
    expect(await copyOf()).toEqual({ ...copyFiles, state: 'running', jobId, activeSince: time });
    await server.events.publish({
      type: 'progress',
      jobName: 'copy-files',
      serverId: 1,
      jobId,
      progress: { current: 2, total: 3 },
    });
    expect(await copyOf()).toMatchObject({ progress: { current: 2, total: 3, percent: 66.7 } });

    held.complete({ copied: 1 });
    await server.endedRun(jobId);
    expect(await copyOf()).toEqual({
      ...copyFiles,
      state: 'idle',
      jobId,
      lastFinishedAt: time,
      lastDurationMs: expect.any(Number),
      recentRuns: [{ jobId, state: 'completed', durationMs: expect.any(Number) }],
      completedMs: [expect.any(Number)],
      usualDurationMs: expect.any(Number),
    });
  });

  it('says failed with the error, and stopped after a cancel', async () => {
    const server = await start();
    const failing = await server.trigger('copy-files');
    const stopping = await server.trigger('move-files');
    (await server.copyFiles.next()).fail(new Error('No route to host'));
    await server.moveFiles.next();
    await server.send('POST', `/api/runs/${stopping.jobId}/cancel`);
    await server.endedRun(failing.jobId);
    await server.endedRun(stopping.jobId);
    const { jobs } = await snapshotOf(server);
    expect(jobs).toMatchObject([
      { ...copyFiles, state: 'failed', lastError: 'No route to host' },
      { ...moveFiles, state: 'stopped' },
    ]);
    expect(jobs[1]).not.toHaveProperty('cancelRequested');
  });

  it('counts the runs that wait before each queued one', async () => {
    const server = await start({ concurrency: 1, providers: [SyncFiles, ZipFiles] });
    const positions = async () =>
      (await snapshotOf(server)).jobs.flatMap(({ jobName, queuePosition }) =>
        queuePosition === undefined ? [] : [`${jobName} ${queuePosition}`],
      );
    await server.trigger('move-files');
    const moving = await server.moveFiles.next();
    const zipping = await server.trigger('zip-files');
    const syncing = await server.trigger('sync-files');
    await server.trigger('copy-files');
    expect(await positions()).toEqual(['copy-files 2', 'sync-files 1', 'zip-files 0']);

    // The queue of a publisher of its own goes by when its runs were queued.
    await server.events.publish({ type: 'queued', jobName: 'scan', serverId: 1, jobId: 'foreign' });
    expect(await positions()).toEqual(['copy-files 2', 'sync-files 1', 'zip-files 0', 'scan 3']);

    await server.send('POST', `/api/runs/${syncing.jobId}/cancel`);
    expect(await positions()).toEqual(['copy-files 1', 'zip-files 0', 'scan 2']);

    moving.complete({ copied: 1 });
    await server.app.get(ZipFiles).next();
    expect((await server.run(zipping.jobId)).state).toBe('running');
    expect(await positions()).toEqual(['copy-files 0', 'scan 1']);
  });

  it('counts them on a server that only publishes by when they were queued', async () => {
    const server = await start();
    const queued = (jobName: string, timestamp: string) =>
      ({ type: 'queued', jobName, serverId: 7, jobId: jobName, timestamp }) as const;
    await server.events.publishAll([
      queued('third', '2026-03-01T14:00:00.5Z'),
      queued('first', '2026-03-01T13:59:59Z'),
      queued('second', '2026-03-01T14:00:00Z'),
      { ...started, jobName: 'running' },
    ]);
    expect((await snapshotOf(server, 7)).jobs).toMatchObject([
      { jobName: 'third', queuePosition: 2 },
      { jobName: 'first', queuePosition: 0 },
      { jobName: 'second', queuePosition: 1 },
      { jobName: 'running', state: 'running' },
    ]);
    await server.events.publish({ type: 'started', jobName: 'first', serverId: 7, jobId: 'first' });
    const { jobs } = await snapshotOf(server, 7);
    expect(jobs.map(({ queuePosition }) => queuePosition)).toEqual([1, undefined, 0, undefined]);
  });

  it('lists jobs outside the catalog after its own, by their name', async () => {
    const server = await start();
    await server.events.publish({ ...started, serverId: 1 });
    const { jobs } = await snapshotOf(server);
    expect(jobs.map(({ jobName }) => jobName)).toEqual(['copy-files', 'move-files', 'scan']);
    expect(jobs[2]).toMatchObject({ key: 'scan', jobName: 'scan', label: 'scan', state: 'running' });
  });

  it('of a server that only publishes lists what it has published, with the labels of the catalog', async () => {
    const server = await start();
    await server.events.publishAll([started, { ...started, jobName: 'move-files', jobId: 'run-2' }]);
    const { serverId, jobs } = await snapshotOf(server, 7);
    expect(serverId).toBe(7);
    expect(jobs).toMatchObject([
      { ...moveFiles, state: 'running' },
      { key: 'scan', label: 'scan', state: 'running' },
    ]);
  });

  it('is 404 for a server that nobody knows, and 400 for what is no server', async () => {
    const server = await start();
    expectProblem(await server.send('GET', '/api/servers/2/jobs'), 404, /Nothing is known.*GET \/api\/servers/);
    expectProblem(await server.send('GET', '/api/servers/one/jobs'), 400, /write it as a whole number/);
    expectProblem(await server.send('GET', '/api/servers/2147483648/jobs'), 400, /./);
  });

  it('outlives a restart with the durable store', async () => {
    const dataDir = tempFolder();
    const before = await start({ store: 'sqlite', dataDir });
    await before.events.publish(started);
    const snapshot = await snapshotOf(before, 7);
    await before.close();
    expect(await snapshotOf(await start({ store: 'sqlite', dataDir }), 7)).toEqual(snapshot);
  });
});

describe('the position of a snapshot', () => {
  it.each(['memory', 'sqlite'] as const)(
    'is where the stream goes on: both together give a later snapshot (%s)',
    async (store) => {
      const server = await start({ store, dataDir: tempFolder() });
      const publishing = Array.from({ length: 40 }, (_, index) =>
        server.events.publishAll([
          { ...started, jobId: `run-${index}` },
          { ...started, type: 'progress', jobId: `run-${index}`, progress: { current: index } },
          { ...started, type: index % 2 ? 'completed' : 'failed', jobId: `run-${index}` },
        ]),
      );
      const early = Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          await publishing[index * 2];
          return snapshotOf(server, 7);
        }),
      );
      await Promise.all(publishing);
      const last = await snapshotOf(server, 7);
      for (const snapshot of await early) {
        const { events } = await server.page(`since=${snapshot.position}`);
        expect(events.reduce(applyJobEvent, snapshot)).toEqual(last);
      }
    },
  );
});

describe('the list of servers', () => {
  it('holds the server itself before anything happened', async () => {
    const server = await start({ serverId: 3, serverName: 'backup-host' });
    expect((await server.send('GET', '/api/servers')).body).toEqual([
      { serverId: 3, name: 'backup-host', online: true, lastSeenAt: expect.any(String) },
    ]);
  });

  it('holds those that only publish, after it, with when they were last heard', async () => {
    const server = await start();
    const position = await server.events.publishNow(started);
    await server.events.publish({ ...started, serverId: 1, jobId: 'own' });
    const { body } = await server.send('GET', '/api/servers');
    expect(z.array(serverInfoSchema).parse(body)).toEqual(body);
    expect(body).toMatchObject([
      { serverId: 1, online: true },
      {
        serverId: 7,
        online: true,
        publishesOnly: true,
        lastSeenAt: new Date(Number(position.split('-')[0])).toISOString(),
      },
    ]);
  });

  it('counts those as offline that were not heard for five minutes', async () => {
    const server = await start();
    const lastEventMs = Date.now() - 5 * 60_000;
    jest.spyOn(server.store, 'servers').mockResolvedValue([{ serverId: 7, lastEventMs }]);
    expect((await server.send('GET', '/api/servers')).body).toMatchObject([
      { serverId: 1, online: true },
      { serverId: 7, online: false },
    ]);
  });
});
