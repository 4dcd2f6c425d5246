import { formatDuration, severityWord, type IconState } from '@jobwire/angular';
import type { StoredJobEvent } from '@jobwire/events';

/** An event in words. */
export interface FeedLine {
  readonly position: string;
  readonly epochMs: number;
  readonly icon: IconState;
  /** "Done in 9 s". */
  readonly word: string;
  /** "db-backup: ENOSPC: no space left on device". */
  readonly text: string;
  readonly tone: 'live' | 'fail' | 'warn' | 'quiet';
  readonly serverId: number;
  readonly jobId: string | undefined;
}

/**
 * The lines of a feed, newest first. How long a run took is told by its job's clock, as everywhere: what could not be published for a
 * while is stored all at once. A run that has started needs no line for its time in the queue.
 */
export function toFeedLines(events: readonly StoredJobEvent[], limit: number): readonly FeedLine[] {
  const { newest, startedAt } = findNewest(events, limit);
  return newest.flatMap((event) => {
    const start = event.jobId === undefined ? undefined : startedAt.get(event.jobId);
    const said = describe(event, start === undefined ? undefined : Math.max(0, Date.parse(event.timestamp) - start));
    const { position, epochMs, serverId, jobId, jobName } = event;
    return said ? [{ text: jobName, ...said, position, epochMs, serverId, jobId }] : [];
  });
}

interface Newest {
  readonly newest: readonly StoredJobEvent[];
  /** When their runs began, in milliseconds since 1970. */
  readonly startedAt: ReadonlyMap<string, number>;
}

/** Looks from the newest on, and no further than it has to: there may be very many, and more with every frame. */
function findNewest(events: readonly StoredJobEvent[], limit: number): Newest {
  const newest: StoredJobEvent[] = [];
  const startedAt = new Map<string, number>();
  const ended = new Set<string>();
  for (let index = events.length - 1; index >= 0 && (newest.length < limit || ended.size > 0); index--) {
    const event = events[index];
    if (!event) break;
    if (event.type === 'started' && !startedAt.has(event.jobId)) {
      startedAt.set(event.jobId, Date.parse(event.timestamp));
      ended.delete(event.jobId);
    }
    if (newest.length >= limit || (event.type === 'queued' && startedAt.has(event.jobId))) continue;
    newest.push(event);
    if (event.type === 'completed') ended.add(event.jobId);
  }
  return { newest, startedAt };
}

type Said = Pick<FeedLine, 'icon' | 'word' | 'tone'> & Partial<Pick<FeedLine, 'text'>>;

function describe(event: StoredJobEvent, durationMs: number | undefined): Said | undefined {
  switch (event.type) {
    case 'queued':
      return { icon: 'queued', word: $localize`:State of a job:Queued`, tone: 'quiet' };
    case 'started':
      return { icon: 'running', word: $localize`:Step of a run:Started`, tone: 'live' };
    case 'completed': {
      const word =
        durationMs === undefined
          ? $localize`:State of a job:Done`
          : $localize`:A run:Done in ${formatDuration(durationMs)}:DURATION:`;
      return { icon: 'done', word, tone: 'quiet' };
    }
    case 'failed':
      return {
        icon: 'failed',
        word: $localize`:State of a job:Failed`,
        tone: 'fail',
        text: withDetail(event.jobName, event.error),
      };
    case 'cancelled':
      return { icon: 'cancelled', word: $localize`:State of a job:Cancelled`, tone: 'quiet' };
    case 'anomaly_detected': {
      const { severity, summary } = event.data;
      return {
        icon: 'anomaly',
        word: severityWord(severity),
        tone: 'warn',
        text: withDetail(event.jobName, summary),
      };
    }
    default:
      return undefined;
  }
}

function withDetail(jobName: string, detail: string | undefined): string {
  return detail ? `${jobName}: ${detail}` : jobName;
}
