import { isOver, type JobRun } from './job-run.ts';
import { fitsPattern, type RunCondition, type TextPattern } from './run-query.ts';

/** A run is slow from so many times its usual duration on. */
export const SLOW_FACTOR = 1.5;

/** Of a run's names, errors and payloads so many characters are searched. */
const MAX_SEARCHED = 16_384;

/** What a run is compared with, besides itself. */
export interface RunSurroundings {
  /** A server's name; its number matches too. */
  readonly serverName: (serverId: number) => string | undefined;
  /** In milliseconds: a run that is going on has lasted until now. */
  readonly now: () => number;
}

/** A test for runs that fit all conditions of a query. */
export function matchRun(conditions: readonly RunCondition[], around: RunSurroundings): (run: JobRun) => boolean {
  return (run) => conditions.every((condition) => fits(run, condition, around) !== condition.not);
}

/** How long a run took, or has taken so far; `undefined` where it has not started. */
export function lastedMs(run: JobRun, nowMs: number): number | undefined {
  if (isOver(run) || run.startedAt === undefined) return run.durationMs;
  return Math.max(0, nowMs - Date.parse(run.startedAt));
}

/** Whether a run takes, or took, much longer than is usual. One that took no time is not slow, even where none usually does. */
export function isSlow(run: JobRun, nowMs: number): boolean {
  const lasted = lastedMs(run, nowMs);
  if (!lasted || run.usualDurationMs === undefined) return false;
  return lasted >= run.usualDurationMs * SLOW_FACTOR;
}

/** All that a search for text looks through, in lower case. */
export function searchedText(run: JobRun): string {
  const { jobId, jobName, by, error, failure, input, result } = run;
  const payloads = [input, result].filter((value) => value !== undefined).map((value) => JSON.stringify(value));
  const causes = failure?.causes?.map(({ message }) => message) ?? [];
  const all = [jobId, jobName, by?.name, by?.person, error, failure?.name, ...causes, ...payloads];
  return all
    .filter((text) => text !== undefined)
    .join('\n')
    .slice(0, MAX_SEARCHED)
    .toLowerCase();
}

function fits(run: JobRun, condition: RunCondition, { serverName, now }: RunSurroundings): boolean {
  switch (condition.field) {
    case 'job':
      return fitsOneOf(condition.anyOf, run.jobName);
    case 'run':
      return fitsOneOf(condition.anyOf, run.jobId);
    case 'server':
      return fitsOneOf(condition.anyOf, String(run.serverId), serverName(run.serverId));
    case 'by':
      return fitsOneOf(condition.anyOf, run.by?.kind, run.by?.name, run.by?.person);
    case 'state':
      return condition.anyOf.includes(run.state);
    case 'duration': {
      const lasted = lastedMs(run, now());
      if (lasted === undefined) return false;
      return condition.than === 'longer' ? lasted > condition.ms : lasted < condition.ms;
    }
    case 'is':
      return condition.anyOf.some((what) => (what === 'slow' ? isSlow(run, now()) : run.anomalies > 0));
    case 'text':
      return searchedText(run).includes(condition.text.toLowerCase());
  }
}

function fitsOneOf(patterns: readonly TextPattern[], ...values: readonly (string | undefined)[]): boolean {
  return values.some((value) => value !== undefined && patterns.some((pattern) => fitsPattern(pattern, value)));
}
