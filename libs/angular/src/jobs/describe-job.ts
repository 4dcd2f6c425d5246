import { SLOW_FACTOR, type JobStatus, type ServerInfo, type Severity } from '@jobwire/events';
import type { IconState } from '../icon/state-icon';
import { countOf } from '../run/run-words';
import { formatCount, formatFactor, formatShortCount } from '../words/count';
import { formatDuration } from '../words/duration';
import { formatIcu } from '../words/icu';
import { formatPercent } from '../words/percent';
import { toEpochMs } from '../words/time';

/** How a job's status is shown: what is not colour is words. */
export interface JobDescription {
  readonly icon: IconState;
  /** "Running 62 %". */
  readonly word: string;
  /** "48.1k of 77.4k", the error, the duration; empty where there is nothing to say. */
  readonly detail: string;
  /** The share done of a running job, 0 to 1; `undefined` where it is not known or not running. */
  readonly share: number | undefined;
  /** How many times its usual duration a running job has taken by now, from 1.5 on. */
  readonly slow?: number;
  /** What the status is to the person on duty. Only `live`, `fail` and `warn` have a colour. */
  readonly tone: 'live' | 'fail' | 'warn' | 'quiet';
}

/**
 * Whether a status still tells the truth. A server that is offline may have done anything since; one that only publishes is
 * not expected to be there all the time, so what has ended on it stays as it was.
 */
export function isStatusKnown({ state }: JobStatus, { online, publishesOnly }: Presence): boolean {
  return online || (publishesOnly === true && state !== 'running' && state !== 'queued');
}

/** Whether a server that should be there is not. One that only publishes is not expected to be there all the time. */
export function isServerOffline({ online, publishesOnly }: Presence): boolean {
  return !online && publishesOnly !== true;
}

type Presence = Pick<ServerInfo, 'online' | 'publishesOnly'>;

export interface DescribeOptions {
  /** On a server that is offline a job's state is unknown. Default: `true`. */
  readonly online?: boolean;
  /** In milliseconds since 1970; without it a running job is not compared with what is usual, nor is it said when one starts. */
  readonly now?: number | undefined;
}

/** A status in words and marks. */
export function describeJob(status: JobStatus, { online = true, now }: DescribeOptions = {}): JobDescription {
  const state = describeState(status, now);
  if (!online)
    return {
      icon: 'unknown',
      word: $localize`:State of a job:Unknown`,
      detail: describePast(state.icon, status),
      share: undefined,
      tone: 'quiet',
    };
  const worst = worstAnomaly(status);
  if (worst === undefined || status.state === 'failed' || status.state === 'running') return state;
  return { ...state, detail: worst, tone: 'warn' };
}

function describeState(status: JobStatus, now: number | undefined): JobDescription {
  const quiet = { share: undefined, tone: 'quiet' } as const;
  switch (status.state) {
    case 'running':
      return describeRunning(status, now);
    case 'queued':
      return {
        ...quiet,
        icon: status.cancelRequested ? 'cancelling' : 'queued',
        word: status.cancelRequested ? cancelling() : $localize`:State of a job:Queued`,
        detail: describeWait(status, now),
      };
    case 'failed':
      return {
        icon: 'failed',
        word: $localize`:State of a job:Failed`,
        detail: status.lastError ?? '',
        share: undefined,
        tone: 'fail',
      };
    case 'stopped':
      return { ...quiet, icon: 'cancelled', word: $localize`:State of a job:Cancelled`, detail: describeStop(status) };
    case 'idle':
      return status.lastFinishedAt === undefined
        ? { ...quiet, icon: 'never', word: $localize`:State of a job:Never run`, detail: '' }
        : { ...quiet, icon: 'done', word: $localize`:State of a job:Done`, detail: describeDuration(status) };
  }
}

function describeRunning(status: JobStatus, now: number | undefined): JobDescription {
  const { progress = {}, cancelRequested } = status;
  const { current, total, percent } = progress;
  const share = percent === undefined ? undefined : percent / 100;
  const counts =
    current === undefined
      ? ''
      : total === undefined
        ? formatCount(current)
        : countOf(formatShortCount(current), formatShortCount(total));
  if (cancelRequested) return { icon: 'cancelling', word: cancelling(), detail: counts, share, tone: 'quiet' };
  const word =
    percent === undefined
      ? $localize`:State of a job:Running`
      : $localize`:State of a job:Running ${formatPercent(percent)}:PERCENT:`;
  const slow = now === undefined ? undefined : timesUsual(status, now);
  if (slow === undefined) return { icon: 'running', word, detail: counts, share, tone: 'live' };
  const detail = $localize`Slow: ${formatTimesUsual(slow)}:TIMES_USUAL:`;
  return { icon: 'running', word, detail, share, slow, tone: 'live' };
}

function cancelling(): string {
  return $localize`:State of a job:Cancelling`;
}

/** What a job was when something was last heard of it: "was running 12 %". */
function describePast(icon: IconState, { progress }: JobStatus): string {
  switch (icon) {
    case 'running':
      return progress?.percent === undefined
        ? $localize`was running`
        : $localize`was running ${formatPercent(progress.percent)}:PERCENT:`;
    case 'queued':
      return $localize`was queued`;
    case 'cancelling':
      return $localize`was cancelling`;
    case 'cancelled':
      return $localize`was cancelled`;
    case 'failed':
      return $localize`was failed`;
    case 'done':
      return $localize`was done`;
    default:
      return $localize`was never run`;
  }
}

function describeWait({ startsAt, queuePosition }: JobStatus, now: number | undefined): string {
  if (startsAt !== undefined && now !== undefined && toEpochMs(startsAt) > now) return formatStartsIn(startsAt, now);
  return queuePosition ? countAhead(queuePosition) : '';
}

/** When a run that was put off may start: "starts in 30 s". */
export function formatStartsIn(startsAt: string, now: number): string {
  const seconds = Math.max(0, Math.ceil((toEpochMs(startsAt) - now) / 1_000));
  return $localize`starts in ${formatDuration(seconds * 1_000)}:DURATION:`;
}

/** How many runs come first: "1 ahead of it". */
export function countAhead(runs: number): string {
  return formatIcu($localize`:Runs in a queue:{RUNS, plural, other {{RUNS} ahead of it}}`, { RUNS: runs });
}

/** How many times its usual duration a running job has taken; `undefined` below 1.5, or where nothing is usual yet. */
export function timesUsual({ state, activeSince, usualDurationMs }: JobStatus, now: number): number | undefined {
  if (state !== 'running' || activeSince === undefined || !usualDurationMs) return undefined;
  const times = (now - toEpochMs(activeSince)) / usualDurationMs;
  return times >= SLOW_FACTOR ? times : undefined;
}

/** "2.3× usual". */
export function formatTimesUsual(times: number): string {
  const factor = times < 10 ? formatFactor(times) : formatCount(Math.round(times));
  return $localize`:A duration compared with the usual one:${factor}:TIMES:× usual`;
}

function describeDuration({ lastDurationMs }: JobStatus): string {
  return lastDurationMs === undefined ? '' : formatDuration(lastDurationMs);
}

function describeStop({ lastDurationMs }: JobStatus): string {
  return lastDurationMs === undefined ? '' : $localize`after ${formatDuration(lastDurationMs)}:DURATION:`;
}

const SEVERITIES: readonly Severity[] = ['low', 'medium', 'high', 'critical'];

/** How many there are of the worst severity: "1 critical", "3 high"; `undefined` without open anomalies. */
function worstAnomaly({ openAnomalies = [] }: JobStatus): string | undefined {
  const worst = SEVERITIES.findLast((severity) => openAnomalies.some((open) => open.severity === severity));
  if (worst === undefined) return undefined;
  return countOfSeverity(worst, openAnomalies.filter(({ severity }) => severity === worst).length);
}

/** "1 critical". */
export function countOfSeverity(severity: Severity, anomalies: number): string {
  const values = { ANOMALIES: anomalies };
  switch (severity) {
    case 'low':
      return formatIcu($localize`:Anomalies of that severity:{ANOMALIES, plural, other {{ANOMALIES} low}}`, values);
    case 'medium':
      return formatIcu($localize`:Anomalies of that severity:{ANOMALIES, plural, other {{ANOMALIES} medium}}`, values);
    case 'high':
      return formatIcu($localize`:Anomalies of that severity:{ANOMALIES, plural, other {{ANOMALIES} high}}`, values);
    case 'critical':
      return formatIcu(
        $localize`:Anomalies of that severity:{ANOMALIES, plural, other {{ANOMALIES} critical}}`,
        values,
      );
  }
}

/** How long a running job still needs, in milliseconds (whole seconds, rounded up), judged by its pace so far; `undefined` where that says too little. */
export function estimateTimeLeft({ state, activeSince, progress }: JobStatus, now: number): number | undefined {
  const percent = progress?.percent;
  if (state !== 'running' || activeSince === undefined || percent === undefined) return undefined;
  const elapsed = now - toEpochMs(activeSince);
  if (elapsed < LEAST_ELAPSED_MS || percent < LEAST_PERCENT) return undefined;
  return Math.ceil((elapsed * (100 - percent)) / percent / 1_000) * 1_000;
}

/** An estimate from less than that jumps about. */
const LEAST_ELAPSED_MS = 3_000;
const LEAST_PERCENT = 2;
