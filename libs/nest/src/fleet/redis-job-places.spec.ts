import { Logger } from '@nestjs/common';
import { nowIsoMicroUtc, type JobEvent } from '@jobwire/events';
import { JobPlaces } from '../jobs/job-places.ts';
import type { RunSubject } from '../jobs/run-context.ts';
import { RunQueue } from '../jobs/run-queue.ts';
import { StoreError, type PlaceHold } from '../store/event-store.ts';
import { Stores } from '../store/open-stores.ts';
import { eventually } from '../testing/eventually.ts';
import { fleetForSpec, jobIdOf, trigger } from '../testing/fleet.ts';
import type { JobServer } from '../testing/job-server.ts';
import { describeWithRedis } from '../testing/redis-server.ts';

Logger.overrideLogger(false);
jest.setTimeout(30_000);

describeWithRedis('the place of a job', () => {
  const { start } = fleetForSpec();
  const subject = { jobId: 'before', jobName: 'copy-files', serverId: 2 };

  function queued(run: RunSubject): JobEvent {
    return { type: 'queued', ...run, timestamp: nowIsoMicroUtc() };
  }

  it('is free where the run that has it is over: its process died before it gave the place up', async () => {
    const [first] = [await start(1), await start(2)];
    await first.app.get(JobPlaces).take(subject);
    await first.events.publish({ type: 'started', ...subject });
    expect((await trigger(first, 2)).status).toBe(409);
    await first.events.publish({ type: 'completed', ...subject });
    expect((await trigger(first, 2)).status).toBe(202);
  });

  /** The place is as if the run that has it had taken it so many milliseconds ago. Returns who holds it, as it is written. */
  async function takenAgo(server: JobServer, ms: number, jobId = subject.jobId): Promise<string> {
    const { redis } = server.app.get(Stores);
    const holder = `${jobId} ${Date.now() - ms}`;
    await redis?.commands.hset(redis.keys.places, '2 copy-files', holder);
    return holder;
  }

  it('is free where the run that took it ten seconds ago was never stored', async () => {
    const [first] = [await start(1), await start(2)];
    await takenAgo(first, 8_000);
    expect((await trigger(first, 2)).status).toBe(409);
    await takenAgo(first, 11_000);
    expect((await trigger(first, 2)).status).toBe(202);
  });

  it('is told by the clock of Redis: those of the servers may differ', async () => {
    const [first] = [await start(1), await start(2)];
    const places = first.app.get(JobPlaces);
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 60_000);
    await places.take(subject);
    now.mockRestore();
    expect((await trigger(first, 2)).status).toBe(409);
  });

  describe('that a process took which fell asleep for eleven seconds before it stored the run', () => {
    /** Triggers the job there. Resolves when the process is asleep; `wake` resolves with its answer. */
    async function triggerAndSleep(server: JobServer, headers: Record<string, string> = {}) {
      const { store } = server;
      const appendHeld = store.appendHeld.bind(store);
      let goOn: (error?: Error) => void = () => undefined;
      const asleep = new Promise<string>((resolve) => {
        jest.spyOn(store, 'appendHeld').mockImplementationOnce(async (event, hold) => {
          const holder = await takenAgo(server, 11_000, event.jobId);
          const woken = new Promise<Error | undefined>((wakeUp) => (goOn = wakeUp));
          resolve(event.jobId ?? '');
          const error = await woken;
          if (error) throw error;
          return appendHeld(event, { ...hold, holder });
        });
      });
      const answer = trigger(server, 2, {}, headers);
      return {
        jobId: await asleep,
        wake: (error?: Error) => {
          goOn(error);
          return answer;
        },
      };
    }

    it('is that of its run still where nobody wanted it', async () => {
      const [first, second] = [await start(1), await start(2)];
      const late = await triggerAndSleep(first);
      expect(await late.wake()).toMatchObject({ status: 202, body: { jobId: late.jobId } });
      expect((await second.copyFiles.next()).context.jobId).toBe(late.jobId);
    });

    it('is that of another run, and nothing of the late one is stored or queued', async () => {
      const [first, second] = [await start(1), await start(2)];
      const late = await triggerAndSleep(first);
      const jobId = jobIdOf(await trigger(second, 2));
      const head = first.store.head();
      const queued = jest.spyOn(first.app.get(RunQueue), 'add');
      expect(await late.wake()).toMatchObject({ status: 409, body: { jobId } });
      expect(await first.store.run(late.jobId)).toBeUndefined();
      expect(queued).not.toHaveBeenCalled();
      const { context, complete } = await second.copyFiles.next();
      expect(context.jobId).toBe(jobId);
      complete({ copied: 1 });
      const { events } = await first.endedRun(jobId);
      expect(events.map(({ type }) => type)).toEqual(['queued', 'started', 'completed']);
      expect((await first.store.read(head, { limit: 10 })).events.every(({ event }) => event.jobId === jobId)).toBe(
        true,
      );
    });

    it('is taken anew where the other run is over: the late one has its turn', async () => {
      const [first, second] = [await start(1), await start(2)];
      const late = await triggerAndSleep(first);
      const jobId = jobIdOf(await trigger(second, 2));
      (await second.copyFiles.next()).complete({ copied: 1 });
      await second.endedRun(jobId);
      expect(await late.wake()).toMatchObject({ status: 202, body: { jobId: late.jobId } });
      expect((await second.copyFiles.next()).context.jobId).toBe(late.jobId);
    });

    it('is that of the same run where it was asked for again with its Idempotency-Key: that is stored once', async () => {
      const [first, second] = [await start(1), await start(2)];
      const key = { 'idempotency-key': 'order-7' };
      const late = await triggerAndSleep(first, key);
      expect(jobIdOf(await trigger(second, 2, {}, key))).toBe(late.jobId);
      (await second.copyFiles.next()).complete({ copied: 1 });
      await second.endedRun(late.jobId);
      expect(await late.wake()).toMatchObject({ status: 202, body: { jobId: late.jobId } });
      const { events } = await first.run(late.jobId);
      expect(events.map(({ type }) => type)).toEqual(['queued', 'started', 'completed']);
      expect((await trigger(first, 2)).status).toBe(202);
    });

    it('is not given up by it where it could not store the run, which another process has stored', async () => {
      const [first, second] = [await start(1), await start(2)];
      const key = { 'idempotency-key': 'order-7' };
      const late = await triggerAndSleep(first, key);
      expect(jobIdOf(await trigger(second, 2, {}, key))).toBe(late.jobId);
      expect((await late.wake(new StoreError('Redis is away', 'unavailable'))).status).toBe(503);
      expect(await trigger(first, 2)).toMatchObject({ status: 409, body: { jobId: late.jobId } });
    });
  });

  it('is that of a run that was stored just then, which who wants it has not read yet', async () => {
    const [first, second] = [await start(1), await start(2)];
    await takenAgo(first, 11_000);
    const find = second.store.run.bind(second.store);
    jest.spyOn(second.store, 'run').mockImplementationOnce(async (jobId) => {
      const found = await find(jobId);
      const hold = await first.app.get(JobPlaces).passOn(subject, subject);
      await first.store.appendHeld(queued(subject), hold as PlaceHold);
      return found;
    });
    expect(await trigger(second, 2)).toMatchObject({ status: 409, body: { jobId: subject.jobId } });
    jest.spyOn(second.store, 'run').mockResolvedValueOnce(undefined);
    expect(await trigger(second, 2)).toMatchObject({ status: 409, body: { jobId: subject.jobId } });
    expect(await first.app.get(JobPlaces).has(subject)).toBe(true);
  });

  it('is free where the run that has it was stored, and is removed with the history', async () => {
    const [first] = [await start(1), await start(2)];
    const { redis } = first.app.get(Stores);
    await redis?.commands.hset(redis.keys.places, '2 copy-files', 'long-gone stored');
    expect((await trigger(first, 2)).status).toBe(202);
  });

  it('is given by nobody but the run that has it', async () => {
    const first = await start(1);
    const places = first.app.get(JobPlaces);
    const prefix = { ...subject, jobId: 'bef' };
    await places.take(subject);
    await places.leave(prefix);
    expect(await places.passOn(prefix, { ...subject, jobId: 'next' })).toBeUndefined();
    expect(await places.has(subject)).toBe(true);
  });

  it('is given to the next try once: whoever gave it before another process did stores nothing', async () => {
    const first = await start(1);
    const places = first.app.get(JobPlaces);
    const next = { ...subject, jobId: 'next' };
    await places.take(subject);
    const [before, now] = [await places.passOn(subject, next), await places.passOn(subject, next)];
    expect([await places.has(subject), await places.has(next)]).toEqual([false, true]);
    expect(await first.store.appendHeld(queued(next), before as PlaceHold)).toBeUndefined();
    expect(await first.store.run('next')).toBeUndefined();
    const others = ['a', 'b'].map((jobId) => first.store.append([queued({ ...subject, jobId })]));
    const holds = [before, now, before] as PlaceHold[];
    const [lost, position, late] = await Promise.all(holds.map((hold) => first.store.appendHeld(queued(next), hold)));
    expect([lost, late]).toEqual([undefined, undefined]);
    expect(first.store.head()).toBe(position);
    expect(await Promise.all(others)).toEqual([expect.any(String), expect.any(String)]);
    expect(await first.store.runEvents('next', 10)).toHaveLength(1);
    expect(await places.passOn(subject, next)).toBeUndefined();
  });

  it('lets its run begin once: what a process that is gone still had to say of it comes too late', async () => {
    const [first] = [await start(1), await start(2)];
    const jobId = jobIdOf(await trigger(first, 2));
    const run = { ...subject, jobId };
    await eventually(async () => (await first.store.run(jobId))?.state === 'running');
    const late: JobEvent = { type: 'started', ...run, timestamp: nowIsoMicroUtc() };
    expect(await first.store.appendHeld(late, first.app.get(JobPlaces).beginning(run))).toBeUndefined();
    const types = (await first.store.runEvents(jobId, 10)).map(({ type }) => type);
    expect(types).toEqual(['queued', 'started']);
    expect((await trigger(first, 2)).status).toBe(409);
  });

  it('is not given to the next try once more when that has begun', async () => {
    const first = await start(1);
    const places = first.app.get(JobPlaces);
    const next = { ...subject, jobId: 'next' };
    await places.take(subject);
    await first.store.appendHeld(queued(next), (await places.passOn(subject, next)) as PlaceHold);
    await first.store.appendHeld({ ...queued(next), type: 'started' } as JobEvent, places.beginning(next));
    expect(await places.passOn(subject, next)).toBeUndefined();
  });
});
