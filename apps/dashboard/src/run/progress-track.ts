import type { StoredJobEvent } from '@jobwire/events';

/** How far a run was at a time. */
export interface ProgressPoint {
  readonly epochMs: number;
  readonly current: number | undefined;
  readonly total: number | undefined;
  readonly percent: number | undefined;
}

/** How far a run came, oldest first, and how many events said so. */
export interface ProgressTrack {
  readonly points: readonly ProgressPoint[];
  readonly count: number;
}

export const NO_PROGRESS: ProgressTrack = { points: [], count: 0 };

/** More are not seen in a chart: beyond that every second goes. */
export const MOST_POINTS = 2_000;

/** A track with the progress among more events of the same run. */
export function addProgress(track: ProgressTrack, events: readonly StoredJobEvent[]): ProgressTrack {
  const more = events.flatMap((event): ProgressPoint[] => {
    if (event.type !== 'progress' || !event.progress) return [];
    const { current, total, percent } = event.progress;
    return [{ epochMs: Date.parse(event.timestamp), current, total, percent }];
  });
  if (more.length === 0) return track;
  return { points: thin([...track.points, ...more]), count: track.count + more.length };
}

function thin(points: readonly ProgressPoint[]): readonly ProgressPoint[] {
  if (points.length <= MOST_POINTS) return points;
  return thin(points.filter((_, index) => (points.length - 1 - index) % 2 === 0));
}

/** Units a second; `undefined` where it cannot be said. Judged by the last tenth of the way, at least ten seconds. */
export function rateOf({ points }: ProgressTrack, startedMs: number | undefined): number | undefined {
  const last = points.at(-1);
  if (last?.current === undefined) return undefined;
  const since = last.epochMs - Math.max(LEAST_MS, (last.epochMs - (startedMs ?? last.epochMs)) / 10);
  const before = points.findLast(({ epochMs, current }) => current !== undefined && epochMs <= since);
  const [fromMs, from] = before?.current === undefined ? [startedMs, 0] : [before.epochMs, before.current];
  if (fromMs === undefined || last.epochMs - fromMs < 1_000 || last.current < from) return undefined;
  return (last.current - from) / ((last.epochMs - fromMs) / 1_000);
}

const LEAST_MS = 10_000;
