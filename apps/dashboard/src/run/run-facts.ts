import {
  byPerson,
  describeActor,
  describeProgress,
  formatAgo,
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
  const lasted = formatDuration(lastedMs(run, moment.now) ?? 0);
  const ago = isGoing ? $localize`${lasted}:DURATION: ago` : formatAgo(began, moment.now);
  const more = by === undefined || isGoing ? ago : describePerson(by, ago);
  const begin = {
    label: isWaiting ? $localize`:State of a job:Queued` : $localize`:Step of a run:Started`,
    value: formatMoment(began, moment),
    more,
  };
  if (isWaiting) return [begin, ...factsOfRetry(run)];
  const rest = isGoing ? factsOfGoing(run, moment, around) : factsOfEnded(run, moment, around);
  return [begin, ...rest, ...factsOfRetry(run)];
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
