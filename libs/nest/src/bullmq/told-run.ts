import { derivePercent, isOver, type JobRun, type Progress } from '@jobwire/events';

/** What was told of a job's newest run. */
export interface ToldRun {
  readonly subject: { readonly jobId: string; readonly jobName: string; readonly serverId: number };
  /** As in its id. */
  readonly ms: number;
  /** When it ended, where it did. */
  endedMs?: number;
  state: 'queued' | 'running' | 'over';
  /** The newest attempt that was told to have failed; `undefined` where nobody knows. */
  attempt: number | undefined;
  progress: Progress | undefined;
}

/** A run as the store has it. */
export function toldRun({ jobId, jobName, serverId, ...run }: JobRun, ms: number): ToldRun {
  const state = isOver(run) ? 'over' : run.state === 'queued' ? 'queued' : 'running';
  return {
    subject: { jobId, jobName, serverId },
    ms,
    state,
    attempt: undefined,
    progress: run.progress,
    ...(run.finishedAt === undefined ? {} : { endedMs: Date.parse(run.finishedAt) }),
  };
}

/** What a job of BullMQ reports, which may be anything: a number is its percent. `undefined` where it says nothing of that kind. */
export function progressOf(reported: unknown): Progress | undefined {
  if (isAmount(reported)) return { percent: Math.min(reported, 100) };
  if (typeof reported !== 'object' || reported === null) return undefined;
  const { current, total, percent } = reported as Record<string, unknown>;
  const progress = {
    ...(isAmount(current) && { current }),
    ...(isAmount(total) && { total }),
    ...(isAmount(percent) && percent <= 100 && { percent }),
  };
  return Object.keys(progress).length > 0 ? derivePercent(progress) : undefined;
}

/** Whether a report has something that its {@link progressOf} does not. */
export function saysMore(reported: unknown): boolean {
  if (typeof reported !== 'object' || reported === null) return progressOf(reported) === undefined;
  return Object.keys(reported).some((key) => !['current', 'total', 'percent'].includes(key));
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
