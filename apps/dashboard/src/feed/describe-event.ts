import {
  describeActor,
  describeProgress,
  describeResult,
  formatDuration,
  formatPercent,
  upperFirst,
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
      return { icon: 'queued', word: 'Queued', what: event.by ? describeActor(event.by) : '', tone: 'faint' };
    case 'started':
      return {
        icon: 'running',
        share: 0,
        word: 'Started',
        what: event.by ? describeActor(event.by) : '',
        tone: 'live',
      };
    case 'progress': {
      const percent = event.progress?.percent;
      const parts = [percent === undefined ? '' : formatPercent(percent), describeProgress(event)];
      const share = percent === undefined ? undefined : percent / 100;
      return { icon: 'running', share, word: 'Progress', what: joined(parts, ', '), tone: 'faint' };
    }
    case 'completed':
      return { icon: 'done', word: 'Done', what: joined([describeResult(event.data), took && `in ${took}`], ' ') };
    case 'failed':
      return { icon: 'failed', word: 'Failed', what: event.error?.split('\n', 1)[0] ?? '', tone: 'fail' };
    case 'cancel_requested':
      return { icon: 'cancelling', word: 'Cancelling', what: event.by ? `asked ${describeActor(event.by)}` : '' };
    case 'cancelled': {
      const parts = [event.by ? describeActor(event.by) : (event.error ?? ''), took && `after ${took}`];
      return { icon: 'cancelled', word: 'Cancelled', what: joined(parts, ' ') };
    }
    case 'anomaly_detected': {
      const { severity, summary } = event.data;
      return { icon: 'anomaly', word: 'Anomaly', what: `${upperFirst(severity)}: ${summary}`, tone: 'warn' };
    }
    case 'anomaly_acknowledged': {
      const who = event.by ? (event.by.kind === 'person' && event.by.name) || describeActor(event.by) : '';
      return { icon: 'acknowledged', word: 'Acknowledged', what: joined([who, event.data.note ?? ''], ': ') };
    }
  }
}

function joined(parts: readonly string[], by: string): string {
  return parts.filter((part) => part !== '').join(by);
}
