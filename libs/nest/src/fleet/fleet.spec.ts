import { Logger } from '@nestjs/common';
import { INTERRUPTED, type ServerInfo } from '@jobwire/events';
import { JobPlaces } from '../jobs/job-places.ts';
import { StoreError } from '../store/store-error.ts';
import { eventually } from '../testing/eventually.ts';
import { expectProblem } from '../testing/expect-problem.ts';
import { fleetForSpec, jobIdOf, trigger } from '../testing/fleet.ts';
import type { JobServer } from '../testing/job-server.ts';
import { describeWithRedis } from '../testing/redis-server.ts';

Logger.overrideLogger(false);
jest.setTimeout(30_000);

describeWithRedis('job servers over one Redis', () => {
  const { start, startTwo, newFolder } = fleetForSpec();

  describe('a trigger', () => {
    it('reaches the server that it is for, whichever is asked', async () => {
      const [first, second] = await startTwo();
      const answer = await trigger(first, 2, { input: { files: 3 }, by: 'Mira K.' });
      expect(answer.status).toBe(202);
      const held = await second.copyFiles.next();
      expect(held.context).toMatchObject({ jobId: jobIdOf(answer), serverId: 2, input: { files: 3 } });
      held.complete({ copied: 3 });
      const run = await first.endedRun(jobIdOf(answer));
      expect(run).toMatchObject({ state: 'completed', serverId: 2, by: { kind: 'person', name: 'Mira K.' } });
      expect(run.events.map(({ type }) => type)).toEqual(['queued', 'started', 'completed']);
      expect(first.copyFiles.working).toBe(0);
    });

    it('is 404 for a server or a job that nobody knows, with those there are', async () => {
      const [first] = await startTwo();
      expectProblem(await trigger(first, 3), 404, /Server 3 runs no jobs here\. Use serverId 1 or 2\./);
      const answer = await first.send('POST', '/api/jobs/copy-file/trigger', { serverId: 1 });
      expectProblem(answer, 404, /no such job\. The servers run: copy-files, move-files\./);
    });

    it('is 409 with the running jobId on either, until that run has ended', async () => {
      const [first, second] = await startTwo();
      const jobId = jobIdOf(await trigger(first, 2));
      const held = await second.copyFiles.next();
      for (const server of [first, second]) {
        const again = await trigger(server, 2);
        expectProblem(again, 409, new RegExp(`already running on server 2 as ${jobId}`));
      }
      expect((await trigger(second, 1)).status).toBe(202);
      held.complete({ copied: 1 });
      await first.endedRun(jobId);
      await eventually(async () => (await trigger(first, 2)).status === 202);
    });

    it('makes one run of many at once on both', async () => {
      const [first, second] = await startTwo();
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, index) => trigger(index % 2 ? first : second, 2)),
      );
      expect(answers.map(({ status }) => status).filter((status) => status === 202)).toHaveLength(1);
      expect(new Set(answers.map(jobIdOf)).size).toBe(1);
    });

    it('makes one run of 100 at once with one Idempotency-Key on both', async () => {
      const [first, second] = await startTwo();
      const key = { 'idempotency-key': 'order-7' };
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => trigger(index % 2 ? first : second, 2, {}, key)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
      expect(new Set(answers.map(jobIdOf)).size).toBe(1);
      (await second.copyFiles.next()).complete({ copied: 1 });
      await first.endedRun(jobIdOf(answers[0] as never));
      expect((await first.store.runs({ limit: 10 })).items).toHaveLength(1);
    });

    it('keeps its Idempotency-Key where the first server that was asked fails when another one has begun', async () => {
      const [first, second] = await startTwo();
      const key = { 'idempotency-key': 'order-7' };
      let fail = (): void => undefined;
      const isAsked = new Promise<void>((asked) => {
        jest.spyOn(first.app.get(JobPlaces), 'take').mockImplementationOnce(async () => {
          asked();
          await new Promise<void>((failed) => (fail = failed));
          throw new StoreError('Redis is away', 'unavailable');
        });
      });
      const refused = trigger(first, 2, {}, key);
      await isAsked;
      const jobId = jobIdOf(await trigger(second, 2, {}, key));
      fail();
      expect((await refused).status).toBe(503);
      const again = await trigger(first, 2, {}, key);
      expect(again.status).toBe(202);
      expect(jobIdOf(again)).toBe(jobId);
    });

    it('for a server that is offline waits until that is back', async () => {
      const dataDir = newFolder();
      const first = await start(1);
      await (await start(2, { dataDir })).close();
      const answer = await trigger(first, 2);
      expect(answer.status).toBe(202);
      const second = await start(2, { dataDir });
      expect((await second.copyFiles.next()).context.jobId).toBe(jobIdOf(answer));
    });

    it('that is put off starts at its time, whoever was asked, and outlives the server', async () => {
      const dataDir = newFolder();
      const first = await start(1);
      const before = await start(2, { dataDir });
      const jobId = jobIdOf(await trigger(first, 2, { delayMs: 1_500 }));
      const { startsAt = '' } = await first.run(jobId);
      await before.close();
      expect((await first.run(jobId)).state).toBe('queued');
      const second = await start(2, { dataDir });
      (await second.copyFiles.next()).complete({ copied: 1 });
      const run = await first.endedRun(jobId);
      expect(run.state).toBe('completed');
      expect((run.startedAt ?? '') >= startsAt).toBe(true);
    });
  });

  describe('cancelling', () => {
    it('aborts a run on another server', async () => {
      const [first, second] = await startTwo();
      const jobId = jobIdOf(await trigger(first, 2));
      const { context } = await second.copyFiles.next();
      expect((await first.send('POST', `/api/runs/${jobId}/cancel`, { by: 'Mira K.' })).status).toBe(202);
      const run = await first.endedRun(jobId);
      expect(context.signal.reason).toMatchObject({ name: 'CancelledError' });
      expect(run).toMatchObject({ state: 'cancelled', cancelledBy: { kind: 'person', name: 'Mira K.' } });
      expect(run.events.map(({ type }) => type)).toEqual(['queued', 'started', 'cancel_requested', 'cancelled']);
    });

    it.each([{}, { delayMs: 86_400_000 }])('ends a run that waits at once, and makes room: %j', async (more) => {
      const [first, second] = await startTwo({ concurrency: 1 });
      await second.send('POST', '/api/jobs/move-files/trigger', { serverId: 2 });
      await second.moveFiles.next();
      const jobId = jobIdOf(await trigger(second, 2, more));
      await eventually(async () => (await first.store.run(jobId)) !== undefined);
      expect((await first.send('POST', `/api/runs/${jobId}/cancel`)).status).toBe(202);
      const run = await first.run(jobId);
      expect(run.events.map(({ type }) => type)).toEqual(['queued', 'cancel_requested', 'cancelled']);
      expect((await trigger(first, 2)).status).toBe(202);
    });

    it('is 409 for a run that no server of ours runs', async () => {
      const [first] = await startTwo();
      await first.events.publish({ type: 'started', jobName: 'copy-files', serverId: 2, jobId: 'theirs' });
      expectProblem(await first.send('POST', '/api/runs/theirs/cancel'), 409, /nothing to cancel/);
    });
  });

  describe('the list of the servers', () => {
    const list = async (server: JobServer) => (await server.send('GET', '/api/servers')).body as ServerInfo[];

    it('has the name of each, and whether it is online, on all of them', async () => {
      const [first, second] = await startTwo();
      for (const server of [first, second])
        expect(await list(server)).toMatchObject([
          { serverId: 1, name: 'machine-1', online: true },
          { serverId: 2, name: 'machine-2', online: true },
        ]);
      await second.close();
      const [, gone] = await list(first);
      expect(gone).toMatchObject({ serverId: 2, name: 'machine-2', online: false, lastSeenAt: expect.any(String) });
      expect(gone).not.toHaveProperty('publishesOnly');
    });

    it('has the jobs of each with their places in its queue', async () => {
      const [first, second] = await startTwo({ concurrency: 1 });
      await second.send('POST', '/api/jobs/move-files/trigger', { serverId: 2 });
      await second.moveFiles.next();
      const { jobId, position } = (await trigger(first, 2)).body as { jobId: string; position: string };
      const { body } = await first.send('GET', '/api/servers/2/jobs');
      expect(body).toMatchObject({
        serverId: 2,
        jobs: [
          { jobName: 'copy-files', label: 'Copy files', state: 'queued', jobId, queuePosition: 0 },
          { jobName: 'move-files', label: 'Move files', state: 'running' },
        ],
      });
      expect(position).toEqual(expect.any(String));
    });
  });

  describe('a server that is shut down', () => {
    it('interrupts what runs, and leaves what waits to its next start', async () => {
      const dataDir = newFolder();
      const first = await start(1);
      const before = await start(2, { concurrency: 1, dataDir });
      const copying = jobIdOf(await trigger(first, 2));
      await before.copyFiles.next();
      const waiting = jobIdOf(await first.send('POST', '/api/jobs/move-files/trigger', { serverId: 2 }));
      await before.close();
      expect(await first.endedRun(copying)).toMatchObject({ state: 'failed', error: INTERRUPTED });
      expect((await first.run(waiting)).state).toBe('queued');
      const after = await start(2, { dataDir });
      (await after.moveFiles.next()).complete({ copied: 1 });
      expect((await first.endedRun(waiting)).state).toBe('completed');
    });
  });
});
