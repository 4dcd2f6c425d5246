import {
  describeActor,
  describeProgress,
  formatCount,
  formatDuration,
  formatPercent,
  upperFirst,
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
      return { icon: 'queued', word: 'Queued', detail: event.by ? describeActor(event.by) : '', tone: 'quiet' };
    case 'started': {
      const detail = queued === undefined ? '' : `waited ${formatDuration(Math.max(0, epochMs - queued))}`;
      return { icon: 'running', share: 0, word: 'Started', detail, tone: 'quiet' };
    }
    case 'progress': {
      const { percent } = event.progress ?? {};
      const counts =
        progressEvents > 1 ? `${formatCount(progressEvents)} progress events, folded` : describeProgress(event);
      if (percent === undefined) return { icon: 'running', word: 'Progress', detail: counts, tone: 'quiet' };
      return { icon: 'running', share: percent / 100, word: formatPercent(percent), detail: counts, tone: 'quiet' };
    }
    case 'completed': {
      const detail = started === undefined ? '' : `in ${formatDuration(Math.max(0, epochMs - started))}`;
      return { icon: 'done', word: 'Done', detail, tone: 'quiet' };
    }
    case 'failed':
      return { icon: 'failed', word: 'Failed', detail: event.error?.split('\n', 1)[0] ?? '', tone: 'fail' };
    case 'cancel_requested': {
      const detail = event.by ? describeActor(event.by) : '';
      return { icon: 'cancelling', word: 'Asked to stop', detail, tone: 'quiet' };
    }
    case 'cancelled':
      return { icon: 'cancelled', word: 'Cancelled', detail: event.error ?? '', tone: 'quiet' };
    case 'anomaly_detected': {
      const { severity, summary } = event.data;
      return { icon: severity, word: upperFirst(severity), detail: summary, tone: 'warn' };
    }
    default:
      return undefined;
  }
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
  const word = `${rest.length} more`;
  return [
    ...first,
    { ...fold, icon: 'absent', share: undefined, word, detail: '', tone: 'quiet', folded: rest.length },
    ...last,
  ];
}
