import { estimateTimeLeft, formatAgo, formatCount, formatDuration, formatPercent, formatTime } from '@jobwire/angular';
import type { Actor, JobRun } from '@jobwire/events';
import { statusOf } from './run-status';

/** A figure in the head of a run. */
export interface RunFact {
  readonly label: string;
  readonly value: string;
  /** What is to be known about it. */
  readonly more: string;
}

export interface RunMoment {
  /** In milliseconds since 1970: the time up to which the run is known. */
  readonly now: number;
  /** An estimate goes on with the clock; without a connection there is none. */
  readonly isLive: boolean;
  readonly timeZone: string | undefined;
}

/** When it began and for whom, how long it took or may still take, how far it came. */
export function factsOfRun(run: JobRun, moment: RunMoment): readonly RunFact[] {
  const { queuedAt, startedAt, by } = run;
  const began = startedAt ?? queuedAt;
  if (began === undefined) return [];
  const more = by === undefined ? formatAgo(began, moment.now) : describeActor(by);
  const label = startedAt === undefined ? 'Queued' : 'Started';
  const begin = { label, value: formatMoment(began, moment), more };
  if (startedAt === undefined) return [begin];
  return [begin, ...(run.finishedAt === undefined ? factsOfGoing(run, startedAt, moment) : factsOfEnded(run))];
}

function factsOfGoing(run: JobRun, startedAt: string, { now, isLive, timeZone }: RunMoment): readonly RunFact[] {
  const elapsed = Math.max(0, now - Date.parse(startedAt));
  const left = isLive ? estimateTimeLeft(statusOf(run), now) : undefined;
  return [
    { label: 'Running for', value: formatDuration(elapsed), more: '' },
    ...(left === undefined
      ? []
      : [
          {
            label: 'Left',
            value: `about ${formatDuration(left)}`,
            more: `done about ${formatTime(now + left, { timeZone })}`,
          },
        ]),
  ];
}

function factsOfEnded(run: JobRun): readonly RunFact[] {
  const { state, durationMs, progress: { percent } = {} } = run;
  return [
    ...(durationMs === undefined ? [] : [{ label: 'Ran for', value: formatDuration(durationMs), more: '' }]),
    ...(state === 'completed' || percent === undefined
      ? []
      : [{ label: 'Got to', value: formatPercent(percent), more: describeProgress(run) }]),
  ];
}

/** "48,120 of 77,400"; empty where nothing is counted. */
export function describeProgress({ progress = {} }: Pick<JobRun, 'progress'>): string {
  const { current, total } = progress;
  if (current === undefined) return '';
  return total === undefined ? formatCount(current) : `${formatCount(current)} of ${formatCount(total)}`;
}

/** A time of day, with the date where it is not today's. */
export function formatMoment(moment: string, { now, timeZone }: Omit<RunMoment, 'isLive'>): string {
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone });
  const date = format.format(Date.parse(moment));
  const time = formatTime(moment, { timeZone });
  return date === format.format(now) ? time : `${date}, ${time}`;
}

/** "by Mira K.", "by the schedule", "retry of k7q4m2xd". */
export function describeActor({ kind, name }: Actor): string {
  switch (kind) {
    case 'person':
      return `by ${name ?? 'a person'}`;
    case 'schedule':
      return 'by the schedule';
    case 'api':
      return name === undefined ? 'over the API' : `over the API, by ${name}`;
    case 'retry':
      return name === undefined ? 'as a retry' : `retry of ${shortId(name)}`;
  }
}

/** Enough of an id to tell it from others on the page. */
function shortId(jobId: string): string {
  return /^[\da-f]{8}-[\da-f]{4}-/.test(jobId) ? jobId.slice(0, 8) : jobId;
}
