import type { HttpParams } from '@angular/common/http';
import { aRun as aRunBefore } from '@jobwire/angular/testing';
import { matchRun, parseRunQuery, type JobRun, type RunPage } from '@jobwire/events';
import { NO_RUNS, recount } from '../run-counts';
import { beganAt } from '../run-row';

/** When the newest of a test's runs began. */
const NEWEST = Date.now() - 60_000;

/** A run that has ended, `age` seconds older than the newest. */
export function aRun(jobId: string, age: number, more: Partial<JobRun> = {}): JobRun {
  return aRunBefore(jobId, age, more, NEWEST);
}

/** Many runs, the newest first: every tenth has failed. */
export function manyRuns(count: number): readonly JobRun[] {
  return Array.from({ length: count }, (_, index) =>
    aRun(`r${index}`, index, index % 10 === 9 ? { state: 'failed', error: 'ENOSPC' } : {}),
  );
}

/** Answers as the server does: by query, time span, cursor and limit. */
export function answerFrom(runs: () => readonly JobRun[]): (params: HttpParams) => RunPage {
  return (params) => {
    const fits = matchRun(parseRunQuery(params.get('q') ?? ''), {
      serverName: (serverId) => `app-0${serverId}`,
      now: () => Date.now(),
    });
    const from = Number(params.get('from') ?? -Infinity);
    const sign = { longest: -1, shortest: 1 }[params.get('order') ?? ''];
    const fitting = runs().filter((run) => beganAt(run) >= from && fits(run));
    const found =
      sign === undefined
        ? fitting
        : fitting
            .filter(({ durationMs }) => durationMs !== undefined)
            .sort((a, b) => sign * ((a.durationMs ?? 0) - (b.durationMs ?? 0)));
    const start = Number(params.get('cursor') ?? 0);
    const end = start + Number(params.get('limit') ?? 50);
    return {
      items: found.slice(start, end),
      cursor: end < found.length ? String(end) : null,
      ...(start > 0 ? {} : { counts: fitting.reduce((sum, run) => recount(sum, undefined, run), NO_RUNS) }),
    };
  };
}
