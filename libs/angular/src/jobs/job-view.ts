import { computed, linkedSignal, type Signal } from '@angular/core';
import type { JobStatus } from '@jobwire/events';
import { injectTurn } from '../stream/turn';
import { formatRoughDuration } from '../words/duration';
import { formatIcu } from '../words/icu';
import { currentTime } from '../words/now';
import { formatAgo, formatDateTime, toEpochMs } from '../words/time';
import { describeJob, estimateTimeLeft, type JobDescription } from './describe-job';
import { injectSteadyStatus } from './steady-status';

/** A job on a server, as it is at the moment. */
export interface JobMoment {
  readonly status: JobStatus;
  readonly online: boolean;
  /** When it was last known to be true, in milliseconds since 1970; `undefined` while it is live. Relative times stand still there. */
  readonly asOf: number | undefined;
  /** For times of day. Default: that of the machine. */
  readonly timeZone?: string | undefined;
}

/** What a card or a cell shows of a job, as signals that go on with the clock. */
export interface JobView {
  /** What is shown: it changes at most four times a second with progress, so that it can be read, and at once otherwise. */
  readonly status: Signal<JobStatus>;
  /** The same in words. */
  readonly shown: Signal<JobDescription>;
  /** The share done of a running job, 0 to 1: it never goes back within a run. A transition of 250 ms makes it move in every frame. */
  readonly wire: Signal<number | undefined>;
  /** The progress for those who do not see it: "62 percent, 2 minutes left". */
  readonly wireText: Signal<string>;
  /** How long a running job has been running, in milliseconds; `undefined` where none is. */
  readonly runningMs: Signal<number | undefined>;
  /** The moment that `ago` counts from, ISO 8601. */
  readonly moment: Signal<string | undefined>;
  /** "2 m left", "for 12 s", "4 m ago"; empty where there is no moment. */
  readonly ago: Signal<string>;
  /** The exact time of the moment, in words. */
  readonly momentTitle: Signal<string | null>;
  /** It failed while it was shown. */
  readonly hasJustFailed: Signal<boolean>;
}

/** Shows a job. Call it in an injection context. */
export function injectJobView(job: () => JobMoment): JobView {
  const turn = injectTurn();
  const { clock } = turn;
  const steady = injectSteadyStatus(
    computed(() => job().status),
    turn,
  );
  const online = computed(() => job().online);
  const asOf = computed(() => job().asOf);
  const isRunning = computed(() => online() && steady().state === 'running');

  const wire = linkedSignal<JobStatus | undefined, Wire | undefined>({
    source: () => (isRunning() ? steady() : undefined),
    computation: (running, before) => {
      if (!running) return undefined;
      const share = (running.progress?.percent ?? 0) / 100;
      const { value } = before ?? {};
      return {
        jobId: running.jobId,
        share: value?.jobId === running.jobId ? Math.max(value?.share ?? 0, share) : share,
      };
    },
  });
  const timeLeft = computed(() => {
    // An estimate goes on with the clock, and the clock stands still while nothing is live.
    if (steady().state !== 'running' || asOf() !== undefined || !online()) return undefined;
    clock.second();
    return estimateTimeLeft(steady(), Date.now());
  });
  const moment = computed(() => (isActive(steady()) ? steady().activeSince : steady().lastFinishedAt));

  return {
    status: steady,
    shown: computed(() => {
      const changesWithTime = steady().state === 'running' || steady().startsAt !== undefined;
      if (changesWithTime && asOf() === undefined) clock.second();
      return describeJob(steady(), { online: online(), now: asOf() ?? Date.now() });
    }),
    runningMs: computed(() => {
      const { activeSince, state } = steady();
      if (state !== 'running' || activeSince === undefined || !online()) return undefined;
      const at = asOf() ?? currentTime(clock, toEpochMs(activeSince));
      return Math.max(0, at - toEpochMs(activeSince));
    }),
    wire: computed(() => wire()?.share),
    wireText: computed(() => {
      const { percent } = steady().progress ?? {};
      const share = percent === undefined ? $localize`running` : $localize`${Math.floor(percent)}:PERCENT: percent`;
      const left = timeLeft();
      return left === undefined ? share : $localize`${share}:SHARE:, ${spokenDuration(left)}:DURATION: left`;
    }),
    moment,
    ago: computed(() => {
      const since = moment();
      if (since === undefined) return '';
      const left = timeLeft();
      if (left !== undefined) return $localize`${formatRoughDuration(left)}:DURATION: left`;
      const at = asOf() ?? currentTime(clock, toEpochMs(since));
      return isActive(steady())
        ? $localize`for ${formatRoughDuration(at - toEpochMs(since))}:DURATION:`
        : formatAgo(since, at);
    }),
    momentTitle: computed(() => {
      const since = moment();
      if (since === undefined) return null;
      const { state } = steady();
      const time = formatDateTime(since, job().timeZone);
      if (state === 'running') return $localize`Running since ${time}:TIME:`;
      return state === 'queued' ? $localize`Queued since ${time}:TIME:` : $localize`Ended ${time}:TIME:`;
    }),
    hasJustFailed: linkedSignal<JobStatus['state'], boolean>({
      source: () => steady().state,
      computation: (state, before) => state === 'failed' && before !== undefined && before.source !== 'failed',
    }),
  };
}

interface Wire {
  readonly jobId: string | undefined;
  readonly share: number;
}

function isActive({ state }: JobStatus): boolean {
  return state === 'running' || state === 'queued';
}

function spokenDuration(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) {
    return formatIcu($localize`{SECONDS, plural, =1 {1 second} other {{SECONDS} seconds}}`, { SECONDS: seconds });
  }
  const minutes = Math.round(seconds / 60);
  if (seconds < 3_600) {
    return formatIcu($localize`{MINUTES, plural, =1 {1 minute} other {{MINUTES} minutes}}`, { MINUTES: minutes });
  }
  const hours = Math.round(seconds / 3_600);
  return formatIcu($localize`{HOURS, plural, =1 {1 hour} other {{HOURS} hours}}`, { HOURS: hours });
}
