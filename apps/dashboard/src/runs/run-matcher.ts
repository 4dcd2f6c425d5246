import type { RunsOrder } from '@jobwire/angular';
import {
  isTerminal,
  matchRun,
  parseRunQuery,
  type JobRun,
  type RunCondition,
  type StoredJobEvent,
} from '@jobwire/events';
import { beganAt } from './run-row';

/** What a list of runs asks for. Times in milliseconds since 1970. */
export interface RunListQuery {
  readonly q: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** By duration only those are listed that have one. Default: the newest first. */
  readonly order?: RunsOrder | undefined;
}

/** Whether runs fit a query: the same rules as on the server. */
export class RunMatcher {
  readonly #fits: (run: JobRun) => boolean;
  readonly #mayFit: (run: JobRun) => boolean;

  constructor(
    private readonly query: RunListQuery,
    serverName: (serverId: number) => string | undefined,
  ) {
    const conditions = parseRunQuery(query.q);
    const around = { serverName, now: () => Date.now() };
    this.#fits = matchRun(conditions, around);
    this.#mayFit = matchRun(conditions.filter(isKnownFromEvent), around);
  }

  fits(run: JobRun): boolean {
    const { from = -Infinity, to = Infinity, order = 'newest' } = this.query;
    const began = beganAt(run);
    const hasPlace = order === 'newest' || run.durationMs !== undefined;
    return hasPlace && began >= from && began < to && this.#fits(run);
  }

  /** Whether it is worth asking for the run whose end an event tells. */
  mayFit(event: StoredJobEvent): boolean {
    const { type, jobId, jobName, serverId } = event;
    if (jobId === undefined || !isTerminal(event)) return false;
    const state = type === 'completed' ? 'completed' : type === 'failed' ? 'failed' : 'cancelled';
    return this.#mayFit({ jobId, jobName, serverId, state, anomalies: 0 });
  }
}

function isKnownFromEvent({ field }: RunCondition): boolean {
  return field === 'job' || field === 'server' || field === 'run' || field === 'state';
}
