import {
  countAhead,
  countAnomalies,
  describeActor,
  describeJob,
  describeProgress,
  describeResult,
  formatDate,
  formatDuration,
  formatPercent,
  formatStartsIn,
  formatTime,
  formatTimesUsual,
  isThisYear,
  statusOfRun,
  type IconState,
  type Reading,
  type TimeFormat,
} from '@jobwire/angular';
import { isOver, isSlow, lastedMs, type Actor, type JobRun } from '@jobwire/events';

/** A run as a row shows it. */
export interface RunDescription {
  readonly icon: IconState;
  readonly word: string;
  readonly tone: 'live' | 'fail' | 'warn' | 'quiet';
  /** 0 to 1, of a run that goes on and says it. */
  readonly share: number | undefined;
  readonly percent: string;
  readonly duration: string;
  /** In pixels: grows with the root of the duration, so that short ones differ too. */
  readonly barWidth: number;
  readonly isSlow: boolean;
  /** "2.3× usual" of a slow run that goes on. */
  readonly slowTag: string;
  readonly detail: string;
  readonly detailTone: 'fail' | 'warn' | 'quiet';
  readonly isFound: boolean;
}

const LONGEST_BAR = 35;
const LONGEST_BAR_MS = 20 * 60_000;

/** `aheadOf`: how many runs are ahead of it in the queue, where it is known. */
export function describeRun(run: JobRun, now: number, aheadOf?: number): RunDescription {
  // Its progress has a place of its own.
  const { progress: _, ...bare } = run;
  const { icon, word, tone } = describeJob(statusOfRun(bare));
  const lasted = lastedMs(run, now);
  const slow = isSlow(run, now);
  const percent = run.progress?.percent;
  const isRunning = run.state === 'running';
  const isFound = run.anomalies > 0 && run.state !== 'failed';
  return {
    icon,
    word,
    tone,
    share: isRunning && percent !== undefined ? percent / 100 : undefined,
    percent: isRunning && percent !== undefined ? formatPercent(percent) : '',
    duration: describeDuration(run, lasted, now),
    barWidth: lasted === undefined ? 0 : Math.max(2, Math.min(1, Math.sqrt(lasted / LONGEST_BAR_MS)) * LONGEST_BAR),
    isSlow: slow,
    slowTag: slow && isRunning ? formatTimesUsual((lasted ?? 0) / Math.max(1, run.usualDurationMs ?? 0)) : '',
    detail: isFound && !isRunning ? countAnomalies(run.anomalies) : describeDetail(run, now, aheadOf),
    detailTone: run.state === 'failed' ? 'fail' : isFound && !isRunning ? 'warn' : 'quiet',
    isFound: isFound && !isRunning,
  };
}

function describeDuration(run: JobRun, lasted: number | undefined, now: number): string {
  if (lasted !== undefined) return formatDuration(lasted);
  const { queuedAt } = run;
  if (isOver(run) || queuedAt === undefined) return '';
  return $localize`${formatDuration(Math.max(0, now - Date.parse(queuedAt)))}:DURATION: waiting`;
}

function describeDetail(run: JobRun, now: number, aheadOf: number | undefined): string {
  switch (run.state) {
    case 'queued':
      if (run.startsAt !== undefined && Date.parse(run.startsAt) > now) return formatStartsIn(run.startsAt, now);
      if (aheadOf === undefined) return '';
      return aheadOf === 0 ? $localize`:A run in a queue:next` : countAhead(aheadOf);
    case 'running':
      return describeProgress(run);
    case 'failed':
      return run.error ?? '';
    case 'cancelled':
      return run.error ?? (run.cancelledBy ? describeActor(run.cancelledBy) : describeProgress(run));
    case 'completed':
      return describeResult(run.result);
  }
}

/** In one word, as for a column: "Mira K.", "schedule", "API", "retry". */
export function describeBy(by: Actor | undefined): string {
  if (by === undefined) return '';
  switch (by.kind) {
    case 'person':
      return by.name ?? $localize`:Who wanted a run:a person`;
    case 'api':
      return by.name ?? $localize`:Who wanted a run:API`;
    case 'retry':
      return by.person ?? $localize`:Who wanted a run:retry`;
    case 'schedule':
      return $localize`:Who wanted a run:schedule`;
  }
}

/** The time of day, with the date where it is not today's: "14:22:08", "26 Nov 14:22". Of another year the date has to do: "26 Nov 2025". */
export function describeStart(
  startedAt: string | undefined,
  { now, timeZone }: Reading,
  { to = 'second' }: Pick<TimeFormat, 'to'> = {},
): string {
  if (startedAt === undefined) return '–';
  const date = formatDate(startedAt, { now, timeZone });
  if (date === undefined) return formatTime(startedAt, { to, timeZone });
  return isThisYear(startedAt, { now, timeZone })
    ? `${date} ${formatTime(startedAt, { to: 'minute', timeZone })}`
    : date;
}
