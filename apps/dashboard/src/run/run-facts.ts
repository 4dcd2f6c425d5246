import {
  describeActor,
  describeProgress,
  formatAgo,
  formatDate,
  formatDuration,
  formatPercent,
  formatTime,
  shortId,
  type Reading,
} from '@jobwire/angular';
import { lastedMs, type Actor, type JobRun } from '@jobwire/events';
import { comparedWithUsual, formatRate, timeLeft } from './run-pace';

/** A figure in the head of a run. */
export interface RunFact {
  readonly label: string;
  readonly value: string;
  /** What is to be known about it. */
  readonly more: string;
  /** Of a run that it leads to. */
  readonly jobId?: string;
  readonly tone?: 'warn';
}

/** `now` is the time up to which the run is known. */
export interface RunMoment extends Reading {
  /** An estimate goes on with the clock; without a connection there is none. */
  readonly isLive: boolean;
}

/** What is known besides the run itself. */
export interface RunSurroundings {
  /** Units a second. */
  readonly rate?: number | undefined;
  /** Of how many runs the usual duration is the median. */
  readonly usualOf?: number | undefined;
}

/** When it began and for whom, how long it took or may still take, how far and how fast it came, and what it repeats. */
export function factsOfRun(run: JobRun, moment: RunMoment, around: RunSurroundings = {}): readonly RunFact[] {
  const { queuedAt, startedAt, by } = run;
  const began = startedAt ?? queuedAt;
  if (began === undefined) return factsOfRetry(run);
  const isWaiting = startedAt === undefined;
  const isGoing = run.finishedAt === undefined && !isWaiting;
  const ago = isGoing ? `${formatDuration(lastedMs(run, moment.now) ?? 0)} ago` : formatAgo(began, moment.now);
  const more = by === undefined || isGoing ? ago : describePerson(by, ago);
  const begin = { label: isWaiting ? 'Queued' : 'Started', value: formatMoment(began, moment), more };
  if (isWaiting) return [begin, ...factsOfRetry(run)];
  const rest = isGoing ? factsOfGoing(run, moment, around) : factsOfEnded(run, moment, around);
  return [begin, ...rest, ...factsOfRetry(run)];
}

function factsOfGoing(run: JobRun, { now, isLive, timeZone }: RunMoment, around: RunSurroundings): readonly RunFact[] {
  const left = isLive ? timeLeft(run, now) : undefined;
  const end = left && formatTime(now + left.ms, { timeZone });
  const compared = comparedWithUsual(run, now);
  const median = around.usualOf === undefined ? 'usual' : `median of ${around.usualOf}`;
  return [
    ...(left === undefined
      ? [{ label: 'Running for', value: formatDuration(lastedMs(run, now) ?? 0), more: '' }]
      : [
          {
            label: 'Left',
            value: `about ${formatDuration(left.ms)}`,
            more: left.by === 'usual' ? `as usual, done about ${end}` : `done about ${end}`,
          },
        ]),
    ...factsOfRate(run, around.rate),
    ...(compared === undefined
      ? []
      : [
          {
            label: 'Compared with usual',
            value: compared.isSlow ? `Slow: ${compared.words}` : compared.words,
            more: `${formatDuration(run.usualDurationMs ?? 0)}, ${median}`,
            ...(compared.isSlow ? { tone: 'warn' as const } : {}),
          },
        ]),
  ];
}

function factsOfEnded(run: JobRun, { now }: RunMoment, around: RunSurroundings): readonly RunFact[] {
  const { state, durationMs, usualDurationMs, progress: { current, percent } = {} } = run;
  const usual = usualDurationMs === undefined ? '' : `usual: ${formatDuration(usualDurationMs)}`;
  const compared = comparedWithUsual(run, now);
  const overall = current === undefined || !durationMs ? undefined : current / (durationMs / 1_000);
  return [
    ...(durationMs === undefined
      ? []
      : [
          {
            label: 'Ran for',
            value: formatDuration(durationMs),
            more: compared?.isSlow ? `Slow: ${compared.words}` : usual,
            ...(compared?.isSlow ? { tone: 'warn' as const } : {}),
          },
        ]),
    ...(state === 'completed' || percent === undefined
      ? []
      : [{ label: 'Got to', value: formatPercent(percent), more: describeProgress(run) }]),
    ...(state === 'completed' ? factsOfRate(run, overall ?? around.rate) : []),
  ];
}

function factsOfRate(run: JobRun, rate: number | undefined): readonly RunFact[] {
  if (rate === undefined) return [];
  const { usualDurationMs, progress: { total } = {} } = run;
  const isComparable = total !== undefined && usualDurationMs !== undefined && usualDurationMs > 0;
  const more = isComparable ? `usual: ${formatRate(total / (usualDurationMs / 1_000))}` : '';
  return [{ label: 'Rate', value: formatRate(rate), more }];
}

function factsOfRetry({ by }: JobRun): readonly RunFact[] {
  if (by?.kind !== 'retry' || by.name === undefined) return [];
  return [{ label: 'Retry of', value: shortId(by.name), more: '', jobId: by.name }];
}

/** A time of day, with the date where it is not today's. */
export function formatMoment(moment: string, reading: Reading): string {
  const date = formatDate(moment, reading);
  const time = formatTime(moment, { timeZone: reading.timeZone });
  return date === undefined ? time : `${date}, ${time}`;
}

/** Who wanted it, where the run that it repeats is told elsewhere. */
function describePerson(by: Actor, otherwise: string): string {
  if (by.kind !== 'retry') return describeActor(by);
  return by.person === undefined ? otherwise : `by ${by.person}`;
}
