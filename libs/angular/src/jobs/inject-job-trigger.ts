import { computed, DestroyRef, effect, inject, untracked, type Signal } from '@angular/core';
import type { JobRun, Progress } from '@jobwire/events';
import type { ApiProblem } from '../api/api-problem';
import { JobsApi } from '../api/jobs-api';
import { JobEvents } from '../stream/job-events';
import { FollowedRun, type TriggerState } from './followed-run';

/** Runs a job and follows that run. */
export interface JobTrigger {
  /**
   * `ready`: nothing was run yet. `sending`: the request is on its way. `running`: queued or running; `run` says which. The
   * others say how it ended.
   */
  readonly state: Signal<TriggerState>;
  /** The run that is followed. */
  readonly jobId: Signal<string | undefined>;
  /** What is known of it: `undefined` until its first event. */
  readonly run: Signal<JobRun | undefined>;
  readonly progress: Signal<Progress | undefined>;
  /** Why the run failed, or why the last request was refused, in words. */
  readonly error: Signal<string | undefined>;
  /** Why the last request was refused. */
  readonly problem: Signal<ApiProblem | undefined>;
  /** Whether the job was running there already when it was triggered: that run is followed. */
  readonly wasRunning: Signal<boolean>;
  /** Runs the job. Resolves with the run that is followed then, `undefined` where it was refused; never rejects. While a run is active nothing is sent. */
  trigger(input?: unknown): Promise<string | undefined>;
  /** Asks the followed run to stop, or another run. Never rejects: `problem` says why it was refused. */
  cancel(jobId?: string): Promise<void>;
  /** Runs again what has ended, with the same input, and follows the new run. */
  retry(): Promise<string | undefined>;
}

/**
 * Runs a job on a server and follows the run by its events. It lets go of the run when job or server change. `by`: the name of
 * the person who asks, where it is known.
 */
export function injectJobTrigger(
  jobName: string | (() => string),
  serverId: number | (() => number),
  { by = () => undefined }: { readonly by?: () => string | undefined } = {},
): JobTrigger {
  const api = inject(JobsApi);
  const followed = new FollowedRun(inject(JobEvents), api);
  inject(DestroyRef).onDestroy(() => followed.stop());

  const target = computed(
    () => ({
      jobName: typeof jobName === 'string' ? jobName : jobName(),
      serverId: typeof serverId === 'number' ? serverId : serverId(),
    }),
    { equal: (a, b) => a.jobName === b.jobName && a.serverId === b.serverId },
  );
  if (typeof jobName === 'function' || typeof serverId === 'function') {
    effect(() => {
      const current = target();
      untracked(() => followed.letGoUnless(current));
    });
  }

  return {
    state: followed.state,
    jobId: followed.jobId,
    run: followed.run,
    progress: computed(() => followed.run()?.progress),
    error: computed(() => followed.problem()?.detail ?? followed.run()?.error),
    problem: followed.problem,
    wasRunning: followed.wasRunning,
    trigger: (input) => {
      const current = untracked(target);
      const request = { serverId: current.serverId, input, by: untracked(by) };
      return followed.begin(current, api.trigger(current.jobName, request));
    },
    retry: () => {
      const jobId = untracked(followed.jobId);
      if (jobId === undefined) return Promise.resolve(undefined);
      return followed.begin(untracked(target), api.retry(jobId, { by: untracked(by) }));
    },
    cancel: (jobId) => followed.cancel(jobId, { by: untracked(by) }),
  };
}
