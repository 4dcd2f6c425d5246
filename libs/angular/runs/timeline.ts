import {
  describeActor,
  describeProgress,
  formatIcu,
  formatDuration,
  formatPercent,
  severityWord,
  type IconState,
} from '@jobwire/angular';
import type { StoredJobEvent } from '@jobwire/events';

/** A step of a run in words. */
export interface TimelineLine {
  readonly position: string;
  readonly epochMs: number;
  readonly icon: IconState;
  /** Of `running`: the share done. */
  readonly share: number | undefined;
  readonly word: string;
  /** "waited 1 s"; empty where there is nothing to say. */
  readonly detail: string;
  readonly tone: 'fail' | 'warn' | 'quiet';
  /** How many lines are left out here. */
  readonly folded?: number;
}

/** What is told in a timeline. */
export interface TimelineOptions {
  /** How many events of progress there were. Default: as many as are given. */
  readonly progressEvents?: number | undefined;
  /** Leave nothing out, however long it is. */
  readonly isWhole?: boolean;
}

/** A run that has been through more shows its beginning and its end. */
const FIRST = 10;
const LAST = 40;

/** What a run has been through, oldest first, all of its progress in one line. */
export function toTimeline(
  events: readonly StoredJobEvent[],
  { progressEvents, isWhole = false }: TimelineOptions = {},
): readonly TimelineLine[] {
  const progress = events.filter(({ type }) => type === 'progress');
  const lastProgress = progress.at(-1);
  // By the clock of the run, as its facts are, not by when its events came.
  const startOf = (type: StoredJobEvent['type']): number | undefined =>
    timeOf(events.find((event) => event.type === type));
  const origins = {
    queued: startOf('queued'),
    started: startOf('started'),
    progressEvents: progressEvents ?? progress.length,
  };
  const lines = events
    .filter((event) => event.type !== 'progress' || event === lastProgress)
    .flatMap((event) => {
      const said = describe(event, origins);
      return said ? [{ share: undefined, ...said, position: event.position, epochMs: timeOf(event) }] : [];
    });
  return lines.length > FIRST + LAST && !isWhole ? foldMiddle(lines) : lines;
}

interface Origins {
  readonly queued: number | undefined;
  readonly started: number | undefined;
  readonly progressEvents: number;
}

type Said = Pick<TimelineLine, 'icon' | 'word' | 'detail' | 'tone'> & Partial<Pick<TimelineLine, 'share'>>;

function describe(event: StoredJobEvent, { queued, started, progressEvents }: Origins): Said | undefined {
  const epochMs = timeOf(event);
  switch (event.type) {
    case 'queued':
      return {
        icon: 'queued',
        word: $localize`:State of a job:Queued`,
        detail: event.by ? describeActor(event.by) : '',
        tone: 'quiet',
      };
    case 'started': {
      const waited = queued === undefined ? undefined : formatDuration(Math.max(0, epochMs - queued));
      const detail = waited === undefined ? '' : $localize`waited ${waited}:DURATION:`;
      return { icon: 'running', share: 0, word: $localize`:Step of a run:Started`, detail, tone: 'quiet' };
    }
    case 'progress': {
      const { percent } = event.progress ?? {};
      const counts = progressEvents > 1 ? countFolded(progressEvents) : describeProgress(event);
      if (percent === undefined) {
        return { icon: 'running', word: $localize`:Step of a run:Progress`, detail: counts, tone: 'quiet' };
      }
      return { icon: 'running', share: percent / 100, word: formatPercent(percent), detail: counts, tone: 'quiet' };
    }
    case 'completed': {
      const took = started === undefined ? undefined : formatDuration(Math.max(0, epochMs - started));
      const detail = took === undefined ? '' : $localize`:A run has ended:in ${took}:DURATION:`;
      return { icon: 'done', word: $localize`:State of a job:Done`, detail, tone: 'quiet' };
    }
    case 'failed':
      return {
        icon: 'failed',
        word: $localize`:State of a job:Failed`,
        detail: event.error?.split('\n', 1)[0] ?? '',
        tone: 'fail',
      };
    case 'cancel_requested': {
      const detail = event.by ? describeActor(event.by) : '';
      return { icon: 'cancelling', word: $localize`:Step of a run:Asked to stop`, detail, tone: 'quiet' };
    }
    case 'cancelled':
      return {
        icon: 'cancelled',
        word: $localize`:State of a job:Cancelled`,
        detail: event.error ?? '',
        tone: 'quiet',
      };
    case 'anomaly_detected': {
      const { severity, summary } = event.data;
      return { icon: severity, word: severityWord(severity), detail: summary, tone: 'warn' };
    }
    default:
      return undefined;
  }
}

function countFolded(progressEvents: number): string {
  const message = $localize`{EVENTS, plural, =1 {1 progress event, folded} other {{EVENTS} progress events, folded}}`;
  return formatIcu(message, { EVENTS: progressEvents });
}

function timeOf(event: StoredJobEvent): number;
function timeOf(event: StoredJobEvent | undefined): number | undefined;
function timeOf(event: StoredJobEvent | undefined): number | undefined {
  return event && Date.parse(event.timestamp);
}

function foldMiddle(lines: readonly TimelineLine[]): readonly TimelineLine[] {
  const [first, rest, last] = [lines.slice(0, FIRST), lines.slice(FIRST, -LAST), lines.slice(-LAST)];
  const [fold] = rest;
  if (!fold) return lines;
  return [
    ...first,
    {
      ...fold,
      icon: 'absent',
      share: undefined,
      word: formatIcu($localize`:Steps of a run:{STEPS, plural, other {Show {STEPS} more}}`, { STEPS: rest.length }),
      detail: '',
      tone: 'quiet',
      folded: rest.length,
    },
    ...last,
  ];
}
