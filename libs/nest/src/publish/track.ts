import { Logger } from '@nestjs/common';
import type { NewJobEvent, Position, Progress } from '@jobwire/events';
import { randomUUID } from 'node:crypto';
import { describeFailure } from './describe-failure.ts';
import { ProgressThrottle } from './progress-throttle.ts';

/** Which job on which server a tracked function stands for. `jobId` defaults to a random UUID. */
export interface TrackedRun {
  readonly jobName: string;
  readonly serverId: number;
  readonly jobId?: string;
  /** What it works on: `data` of its `started` event. */
  readonly input?: unknown;
}

/** What a tracked function gets to work with. */
export interface TrackedContext {
  readonly jobId: string;
  /** Say how far the work is. Call it as often as you like: at most ten a second are published, the first and the last always. */
  readonly progress: (progress: Progress) => void;
}

/** Publishes the events of one call of an async function. */
export async function track<Result>(
  publish: (event: NewJobEvent) => Promise<Position | null>,
  { jobName, serverId, jobId = randomUUID(), input }: TrackedRun,
  work: (context: TrackedContext) => Promise<Result>,
): Promise<Result> {
  const run = { jobName, serverId, jobId };
  await publish({ type: 'started', ...run, ...(input === undefined ? {} : { data: input }) });
  const throttle = new ProgressThrottle(async (progress) => {
    // A store that takes nothing now, or work that counts wrongly: neither is a reason to fail the work itself.
    await publish({ type: 'progress', ...run, progress }).catch(warn(run, 'Progress'));
  });
  try {
    const result = await work({ jobId, progress: (progress) => throttle.push(progress) });
    await throttle.finish();
    await publish({ type: 'completed', ...run, ...(result === undefined ? {} : { data: result }) });
    return result;
  } catch (error) {
    // Whatever the work throws, or a result that cannot be told: it is told as the run's failure, and stays the caller's to handle.
    await throttle.finish();
    await publish({ type: 'failed', ...run, ...describeFailure(error) }).catch(warn(run, 'The failure'));
    throw error;
  }
}

const logger = new Logger('JobEvents');

function warn({ jobName, jobId }: { jobName: string; jobId: string }, what: string): (error: unknown) => void {
  return (error) => logger.warn(`${what} of ${jobName} (${jobId}) was not stored: ${String(error)}`);
}
