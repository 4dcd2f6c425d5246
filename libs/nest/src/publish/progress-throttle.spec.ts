import type { Progress } from '@jobwire/events';
import { jobServers } from '../testing/job-server.ts';
import { ProgressThrottle } from './progress-throttle.ts';

describe('a progress throttle', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  function record() {
    const published: (number | undefined)[] = [];
    const throttle = new ProgressThrottle(async ({ current }: Progress) => void published.push(current));
    return { published, throttle };
  }

  it('publishes the first at once', () => {
    const { published, throttle } = record();
    throttle.push({ current: 1 });
    expect(published).toEqual([1]);
  });

  it('publishes the newest each 100 ms, not what came between', () => {
    const { published, throttle } = record();
    for (const current of [1, 2, 3]) throttle.push({ current });
    jest.advanceTimersByTime(99);
    expect(published).toEqual([1]);
    jest.advanceTimersByTime(1);
    expect(published).toEqual([1, 3]);
    throttle.push({ current: 4 });
    expect(published).toEqual([1, 3]);
    jest.advanceTimersByTime(100);
    expect(published).toEqual([1, 3, 4]);
  });

  it('publishes at once after a pause, and nothing twice', () => {
    const { published, throttle } = record();
    throttle.push({ current: 1 });
    jest.advanceTimersByTime(1_000);
    throttle.push({ current: 2 });
    expect(published).toEqual([1, 2]);
    jest.advanceTimersByTime(1_000);
    expect(published).toEqual([1, 2]);
  });

  it('publishes at most eleven in a second of a call each millisecond, the last one at the end', async () => {
    const { published, throttle } = record();
    for (let current = 0; current < 1_000; current++) {
      throttle.push({ current });
      jest.advanceTimersByTime(1);
    }
    await throttle.finish();
    expect(published).toEqual([0, 99, 199, 299, 399, 499, 599, 699, 799, 899, 999]);
  });

  it('publishes nothing after its end', async () => {
    const { published, throttle } = record();
    throttle.push({ current: 1 });
    await throttle.finish();
    throttle.push({ current: 2 });
    jest.advanceTimersByTime(1_000);
    await throttle.finish();
    expect(published).toEqual([1]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('says at its end that a publish has failed, and not before', async () => {
    const throttle = new ProgressThrottle(async () => {
      throw new Error('The disk is full');
    });
    throttle.push({ current: 1 });
    await jest.advanceTimersByTimeAsync(1_000);
    await expect(throttle.finish()).rejects.toThrow('The disk is full');
  });
});

describe('the progress of a run', () => {
  const start = jobServers();

  it('is told first and last, before the end, and seldom between, however often the job calls', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    const { context, complete } = await server.copyFiles.next();
    for (let current = 1; current <= 100_000; current++) context.progress({ current, total: 100_000 });
    complete({ copied: 1 });
    const { events, progress } = await server.endedRun(jobId);
    expect(progress).toEqual({ current: 100_000, total: 100_000, percent: 100 });
    const told = events.flatMap((event) => (event.type === 'progress' ? [event.progress?.current] : []));
    expect(told).toEqual([1, 100_000]);
    expect(events.at(-1)?.type).toBe('completed');
  });

  it('may be wrong without hurting the run', async () => {
    const server = await start();
    const { jobId } = await server.trigger('copy-files');
    const { context, complete } = await server.copyFiles.next();
    context.progress({ current: -1 });
    complete({ copied: 1 });
    const run = await server.endedRun(jobId);
    expect(run.state).toBe('completed');
    expect(run).not.toHaveProperty('progress');
  });
});
