import {
  byPerson,
  describeActor,
  describeProgress,
  formatAgo,
  formatCount,
  formatDate,
  formatDuration,
  formatIcu,
  formatPercent,
  formatTime,
  shortId,
  type Reading,
} from '@jobwire/angular';
import { lastedMs, type Actor, type JobRun } from '@jobwire/events';
import { comparedWithUsual, doneAbout, formatRate, timeLeft } from './run-pace';
import type { RunTries } from './run-tries';

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
  /** An estimate goes on with the clock; while nothing new comes there is none. */
  readonly isLive: boolean;
}

/** What is known besides the run itself. */
export interface RunSurroundings {
  /** Units a second. */
  readonly rate?: number | undefined;
  /** Of how many runs the usual duration is the median. */
  readonly usualOf?: number | undefined;
  readonly tries?: RunTries | undefined;
}

/** When it began and for whom, how long it took or may still take, how far and how fast it came, which try it is, and what it repeats. */
export function factsOfRun(run: JobRun, moment: RunMoment, around: RunSurroundings = {}): readonly RunFact[] {
  const { queuedAt, startedAt, by } = run;
  const began = startedAt ?? queuedAt;
  const last = [...factsOfTries(run, moment, around.tries), ...factsOfRetry(run)];
  if (began === undefined) return last;
  const isWaiting = startedAt === undefined;
  const isGoing = run.finishedAt === undefined && !isWaiting;
  const lasted = formatDuration(lastedMs(run, moment.now) ?? 0);
  const ago = isGoing ? $localize`${lasted}:DURATION: ago` : formatAgo(began, moment.now);
  const more = by === undefined || isGoing ? ago : describePerson(by, ago);
  const begin = {
    label: isWaiting ? $localize`:State of a job:Queued` : $localize`:Step of a run:Started`,
    value: formatMoment(began, moment),
    more,
  };
  if (isWaiting) return [begin, ...factsOfStart(run, moment), ...last];
  const rest = isGoing ? factsOfGoing(run, moment, around) : factsOfEnded(run, moment, around);
  return [begin, ...rest, ...last];
}

function factsOfGoing(run: JobRun, { now, isLive, timeZone }: RunMoment, around: RunSurroundings): readonly RunFact[] {
  const left = isLive ? timeLeft(run, now) : undefined;
  const end = left && formatTime(now + left.ms, { timeZone });
  const usual = formatDuration(run.usualDurationMs ?? 0);
  const compared = comparedWithUsual(run, now);
  return [
    ...(left === undefined
      ? [{ label: $localize`Running for`, value: formatDuration(lastedMs(run, now) ?? 0), more: '' }]
      : [
          {
            label: $localize`:How long a run may still take:Left`,
            value: $localize`about ${formatDuration(left.ms)}:DURATION:`,
            more: left.by === 'usual' ? $localize`:A run:as usual, done about ${end}:TIME:` : doneAbout(end ?? ''),
          },
        ]),
    ...factsOfRate(run, around.rate),
    ...(compared === undefined
      ? []
      : [
          {
            label: $localize`Compared with usual`,
            value: compared.isSlow ? slow(compared.words) : compared.words,
            more:
              around.usualOf === undefined
                ? $localize`:A duration:${usual}:DURATION:, usual`
                : formatIcu($localize`{RUNS, plural, other {{DURATION}, median of {RUNS}}}`, {
                    DURATION: usual,
                    RUNS: around.usualOf,
                  }),
            ...(compared.isSlow ? { tone: 'warn' as const } : {}),
          },
        ]),
  ];
}

function factsOfEnded(run: JobRun, { now }: RunMoment, around: RunSurroundings): readonly RunFact[] {
  const { state, durationMs, usualDurationMs, progress: { current, percent } = {} } = run;
  const usual = usualDurationMs === undefined ? '' : usually(formatDuration(usualDurationMs));
  const compared = comparedWithUsual(run, now);
  const overall = current === undefined || !durationMs ? undefined : current / (durationMs / 1_000);
  return [
    ...(durationMs === undefined
      ? []
      : [
          {
            label: $localize`Ran for`,
            value: formatDuration(durationMs),
            more: compared?.isSlow ? slow(compared.words) : usual,
            ...(compared?.isSlow ? { tone: 'warn' as const } : {}),
          },
        ]),
    ...(state === 'completed' || percent === undefined
      ? []
      : [{ label: $localize`:How far a run came:Got to`, value: formatPercent(percent), more: describeProgress(run) }]),
    ...(state === 'completed' ? factsOfRate(run, overall ?? around.rate) : []),
  ];
}

function factsOfRate(run: JobRun, rate: number | undefined): readonly RunFact[] {
  if (rate === undefined) return [];
  const { usualDurationMs, progress: { total } = {} } = run;
  const isComparable = total !== undefined && usualDurationMs !== undefined && usualDurationMs > 0;
  const more = isComparable ? usually(formatRate(total / (usualDurationMs / 1_000))) : '';
  return [{ label: $localize`:How fast a run goes:Rate`, value: formatRate(rate), more }];
}

function factsOfStart({ state, startsAt }: JobRun, moment: RunMoment): readonly RunFact[] {
  if (state !== 'queued' || startsAt === undefined || Date.parse(startsAt) <= moment.now) return [];
  const label = $localize`:When a run begins that was put off:Starts`;
  return [{ label, value: formatIn(startsAt, moment.now), more: formatMoment(startsAt, moment) }];
}

/** Of a run that came to its end at the first try there is nothing to say. */
function factsOfTries(
  { state }: JobRun,
  moment: RunMoment,
  { nth, most, next }: Partial<RunTries> = {},
): readonly RunFact[] {
  if (nth === undefined || (nth === 1 && (state === 'completed' || state === 'cancelled'))) return [];
  const value =
    most === undefined
      ? formatCount(nth)
      : $localize`:One try of several:${formatCount(nth)}:TRY: of ${formatCount(most)}:TRIES:`;
  const more = state === 'failed' && nth === most ? $localize`:A try:the last one` : '';
  const which = { label: $localize`:One of several times:Try`, value, more };
  return next ? [which, factOfNext(next, moment)] : [which];
}

function factOfNext({ jobId, startsAt }: NonNullable<RunTries['next']>, moment: RunMoment): RunFact {
  const isAhead = startsAt !== undefined && Date.parse(startsAt) > moment.now;
  const more = isAhead
    ? $localize`:A moment:${formatIn(startsAt, moment.now)}:FROM_NOW:, ${formatMoment(startsAt, moment)}:TIME:`
    : '';
  return { label: $localize`:Of several times:Next try`, value: shortId(jobId), more, jobId };
}

function formatIn(startsAt: string, now: number): string {
  const seconds = Math.ceil((Date.parse(startsAt) - now) / 1_000);
  return $localize`:From now:in ${formatDuration(seconds * 1_000)}:DURATION:`;
}

function factsOfRetry({ by }: JobRun): readonly RunFact[] {
  if (by?.kind !== 'retry' || by.name === undefined) return [];
  return [{ label: $localize`:Of another run:Retry of`, value: shortId(by.name), more: '', jobId: by.name }];
}

/** A time of day, with the date where it is not today's. */
export function formatMoment(moment: string, reading: Reading): string {
  const date = formatDate(moment, reading);
  const time = formatTime(moment, { timeZone: reading.timeZone });
  return date === undefined ? time : $localize`:A moment:${date}:DATE:, ${time}:TIME:`;
}

/** Who wanted it, where the run that it repeats is told elsewhere. */
function describePerson(by: Actor, otherwise: string): string {
  if (by.kind !== 'retry') return describeActor(by);
  return by.person === undefined ? otherwise : byPerson(by.person);
}

function slow(words: string): string {
  return $localize`Slow: ${words}:TIMES_USUAL:`;
}

function usually(words: string): string {
  return $localize`:A duration or a rate:usual: ${words}:USUAL:`;
}
