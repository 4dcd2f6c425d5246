import {
  describeActor,
  describeProgress,
  describeResult,
  formatDuration,
  formatPercent,
  severityWord,
  type IconState,
} from '@jobwire/angular';
import type { StoredJobEvent } from '@jobwire/events';

/** An event in words. */
export interface FeedWords {
  readonly icon: IconState;
  /** Of progress: the share done, 0 to 1. */
  readonly share: number | undefined;
  readonly word: string;
  readonly what: string;
  readonly tone: 'live' | 'fail' | 'warn' | 'quiet' | 'faint';
}

/** `startedAt`: when its run began in milliseconds since 1970, where it is known. */
export function describeEvent(event: StoredJobEvent, startedAt?: number): FeedWords {
  return { share: undefined, tone: 'quiet', ...describe(event, startedAt) };
}

type Said = Pick<FeedWords, 'icon' | 'word' | 'what'> & Partial<FeedWords>;

function describe(event: StoredJobEvent, startedAt: number | undefined): Said {
  const took = startedAt === undefined ? '' : formatDuration(Math.max(0, Date.parse(event.timestamp) - startedAt));
  switch (event.type) {
    case 'queued':
      return {
        icon: 'queued',
        word: $localize`:State of a job:Queued`,
        what: event.by ? describeActor(event.by) : '',
        tone: 'faint',
      };
    case 'started':
      return {
        icon: 'running',
        share: 0,
        word: $localize`:Step of a run:Started`,
        what: event.by ? describeActor(event.by) : '',
        tone: 'live',
      };
    case 'progress': {
      const percent = event.progress?.percent;
      const parts = [percent === undefined ? '' : formatPercent(percent), describeProgress(event)];
      const share = percent === undefined ? undefined : percent / 100;
      return {
        icon: 'running',
        share,
        word: $localize`:Step of a run:Progress`,
        what: joined(parts, ', '),
        tone: 'faint',
      };
    }
    case 'completed':
      return {
        icon: 'done',
        word: $localize`:State of a job:Done`,
        what: describeEnd(describeResult(event.data), took),
      };
    case 'failed':
      return {
        icon: 'failed',
        word: $localize`:State of a job:Failed`,
        what: event.error?.split('\n', 1)[0] ?? '',
        tone: 'fail',
      };
    case 'cancel_requested':
      return {
        icon: 'cancelling',
        word: $localize`:State of a job:Cancelling`,
        what: event.by ? $localize`:A run was asked to stop:asked ${describeActor(event.by)}:BY:` : '',
      };
    case 'cancelled': {
      const why = event.by ? describeActor(event.by) : (event.error ?? '');
      return { icon: 'cancelled', word: $localize`:State of a job:Cancelled`, what: describeStop(why, took) };
    }
    case 'anomaly_detected': {
      const { severity, summary } = event.data;
      const what = `${severityWord(severity)}: ${summary}`;
      return { icon: 'anomaly', word: $localize`Anomaly`, what, tone: 'warn' };
    }
    case 'anomaly_acknowledged': {
      const who = event.by ? (event.by.kind === 'person' && event.by.name) || describeActor(event.by) : '';
      return {
        icon: 'acknowledged',
        word: $localize`:State of an anomaly:Acknowledged`,
        what: joined([who, event.data.note ?? ''], ': '),
      };
    }
  }
}

function joined(parts: readonly string[], by: string): string {
  return parts.filter((part) => part !== '').join(by);
}

function describeEnd(result: string, took: string): string {
  if (took === '') return result;
  return result === ''
    ? $localize`:A run has ended:in ${took}:DURATION:`
    : $localize`:A run has ended:${result}:RESULT: in ${took}:DURATION:`;
}

function describeStop(why: string, took: string): string {
  if (took === '') return why;
  return why === ''
    ? $localize`after ${took}:DURATION:`
    : $localize`:A run was cancelled:${why}:WHY: after ${took}:DURATION:`;
}
