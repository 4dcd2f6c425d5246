import { Logger } from '@nestjs/common';
import { INTERRUPTED, nowIsoMicroUtc, parseNewEvent, type ServerInfo, type StoredJobEvent } from '@jobwire/events';
import { InterruptedRuns } from '../jobs/interrupted-runs.ts';
import { JobPlaces } from '../jobs/job-places.ts';
import { eventually } from '../testing/eventually.ts';
import { expectProblem } from '../testing/expect-problem.ts';
import { fleetForSpec, jobIdOf, trigger } from '../testing/fleet.ts';
import type { JobServer } from '../testing/job-server.ts';
import { describeWithRedis } from '../testing/redis-server.ts';

Logger.overrideLogger(false);
jest.setTimeout(60_000);

const LEASE = { leaseMs: 600 };
const LONG_LEASE = { leaseMs: 600_000 };

describeWithRedis('a server whose process is gone', () => {
  const { start, spawn, newFolder } = fleetForSpec();

  /** A run that goes on on server 2. */
  async function beginOn2(first: JobServer): Promise<string> {
    const jobId = jobIdOf(await trigger(first, 2));
    await eventually(async () => (await first.store.run(jobId))?.state === 'running');
    return jobId;
  }
  const isOnline = async (server: JobServer, serverId: number) => {
    const servers = (await server.send('GET', '/api/servers')).body as ServerInfo[];
    return servers.find((info) => info.serverId === serverId)?.online;
  };
  const endsOf = (events: readonly StoredJobEvent[]) =>
    events.map(({ type }) => type).filter((type) => !['queued', 'started', 'progress'].includes(type));

  it('is offline when its lease has run out, and what it ran ends as failed, once', async () => {
    const watchers = [await start(1, LEASE), await start(3, LEASE), await start(4, LEASE)];
    const [first] = watchers as [JobServer];
    const looks = watchers.map(({ app }) => jest.spyOn(app.get(InterruptedRuns), 'endOf'));
    const second = await spawn(2, LEASE);
    const jobId = await beginOn2(first);
    await first.events.publish({ type: 'started', jobName: 'sync', serverId: 2, jobId: 'of-other-workers' });
    await second.kill();
    const run = await first.endedRun(jobId);
    expect(run).toMatchObject({ state: 'failed', error: INTERRUPTED });
    expect(await isOnline(first, 2)).toBe(false);
    // Each of them has tried to end it, and looked again.
    await eventually(() => looks.every(({ mock }) => mock.calls.length >= 2));
    for (const watcher of watchers) expect(endsOf((await watcher.run(jobId)).events)).toEqual(['failed']);
    expect((await first.run('of-other-workers')).state).toBe('running');
    expect((await trigger(first, 2)).status).toBe(202);
  });

  it('ends what it ran at once when it is started again', async () => {
    const dataDir = newFolder();
    const first = await start(1, LONG_LEASE);
    const before = await spawn(2, LONG_LEASE);
    const jobId = await beginOn2(first);
    await before.kill();
    expect(await isOnline(first, 2)).toBe(true);
    const second = await start(2, { ...LONG_LEASE, dataDir });
    const run = await first.endedRun(jobId);
    expect(run).toMatchObject({ state: 'failed', error: INTERRUPTED });
    expect(endsOf(run.events)).toEqual(['failed']);
    const again = jobIdOf(await trigger(first, 2));
    expect((await second.copyFiles.next()).context.jobId).toBe(again);
  });

  it('and that has only slept tells no second end when it wakes, stops what it did, and is a server again', async () => {
    const first = await start(1, LEASE);
    const second = await spawn(2, LEASE);
    const jobId = await beginOn2(first);
    second.signal('SIGSTOP');
    await first.endedRun(jobId);
    const next = jobIdOf(await trigger(first, 2));
    second.signal('SIGCONT');
    await eventually(async () => (await first.store.run(next))?.state === 'running');
    await eventually(async () => (await isOnline(first, 2)) === true);
    await first.send('POST', `/api/runs/${next}/cancel`);
    await first.endedRun(next);
    const { events } = await first.run(jobId);
    expect(endsOf(events)).toEqual(['failed']);
  });

  it('has what it had not begun run when it is back', async () => {
    const first = await start(1, LEASE);
    const before = await spawn(2, LEASE);
    await before.kill();
    const jobId = jobIdOf(await trigger(first, 2));
    await eventually(async () => (await isOnline(first, 2)) === false);
    const second = await start(2, LEASE);
    (await second.copyFiles.next()).complete({ copied: 1 });
    expect((await first.endedRun(jobId)).state).toBe('completed');
  });

  it('whose word that a run started comes late has it ended by the process that is there by then', async () => {
    const first = await start(1, LEASE);
    const before = await spawn(2, LEASE);
    await before.kill();
    const subject = { jobId: jobIdOf(await trigger(first, 2)), jobName: 'copy-files', serverId: 2 };
    const { endOf } = InterruptedRuns.prototype;
    const look = jest.spyOn(InterruptedRuns.prototype, 'endOf').mockImplementation(async function (
      this: InterruptedRuns,
      serverId,
      isGone,
    ) {
      await endOf.call(this, serverId, isGone);
      // Only a process that starts asks of itself, whose absence nobody need ask for.
      if (isGone) return;
      const started = parseNewEvent({ type: 'started', ...subject, timestamp: nowIsoMicroUtc() });
      await first.store.appendHeld(started, first.app.get(JobPlaces).beginning(subject));
    });
    const second = await start(2, LEASE);
    const run = await first.endedRun(subject.jobId);
    look.mockRestore();
    expect(run).toMatchObject({ state: 'failed', error: INTERRUPTED });
    expect(run.events.map(({ type }) => type)).toEqual(['queued', 'started', 'failed']);
    const again = jobIdOf(await trigger(first, 2));
    expect((await second.copyFiles.next()).context.jobId).toBe(again);
  });
});

describeWithRedis('two processes that are one server', () => {
  const { start } = fleetForSpec();

  it('are told apart: the newer one goes on, the older one says so, stops what it runs and takes no more', async () => {
    const error = jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    const older = await start(1, LEASE);
    const jobId = jobIdOf(await trigger(older, 1));
    const { context } = await older.copyFiles.next();
    const newer = await start(1, LEASE);
    const run = await newer.endedRun(jobId);
    expect(run).toMatchObject({ state: 'failed', error: INTERRUPTED });
    await eventually(() => error.mock.calls.length > 0);
    expect(error.mock.calls).toEqual([[expect.stringMatching(/^Another process is server 1 now.*JOBWIRE_SERVER_ID/)]]);
    expect(context.signal.aborted).toBe(true);
    expect(older.copyFiles.working).toBe(0);
    expectProblem(await older.send('GET', '/health/ready'), 503, /Another process is this server now/);
    expect((await newer.send('GET', '/health/ready')).status).toBe(200);
    for (let round = 0; round < 3; round++) {
      const again = jobIdOf(await trigger(older, 1));
      (await newer.copyFiles.next()).complete({ copied: 1 });
      await newer.endedRun(again);
      await eventually(async () => (await older.store.run(again))?.state === 'completed');
    }
    expect((await newer.run(jobId)).events.filter(({ type }) => type === 'failed')).toHaveLength(1);
    error.mockRestore();
  });
});
