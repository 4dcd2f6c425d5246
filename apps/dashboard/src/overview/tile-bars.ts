import type { JobStatus } from '@jobwire/events';

/** A tile's picture is so many pixels wide; its bars stand on a line so far from its top. */
export const TILE_WIDTH = 44;
export const BASE = 23;
const TALL = 18;
const WAITING = 12;
const FOOT = 4;
const MARGIN = 4;
const WIDEST_STEP = 7.5;

/** One job of a server, as a bar of its tile. */
export interface TileBar {
  readonly x: number;
  readonly width: number;
  readonly kind: 'done' | 'running' | 'slow' | 'queued' | 'failed' | 'anomaly' | 'absent';
  readonly height: number;
  /** Of a running job: how high it is filled. */
  readonly filled: number;
}

/** The bars of a tile, one for each job in the order of the legend; `undefined` where the server does not have the job. */
export function tileBars(
  statuses: readonly (JobStatus | undefined)[],
  isSlow: (status: JobStatus) => boolean,
): readonly TileBar[] {
  const step = Math.min(WIDEST_STEP, (TILE_WIDTH - 2 * MARGIN) / Math.max(1, statuses.length));
  const width = Math.max(1.5, step - 2.5);
  return statuses.map((status, index) => ({ x: MARGIN + index * step, width, ...shapeOf(status, isSlow) }));
}

function shapeOf(status: JobStatus | undefined, isSlow: (status: JobStatus) => boolean): Omit<TileBar, 'x' | 'width'> {
  if (!status) return { kind: 'absent', height: 1, filled: 0 };
  switch (status.state) {
    case 'failed':
      return { kind: 'failed', height: TALL, filled: 0 };
    case 'running': {
      const filled = ((status.progress?.percent ?? 0) / 100) * TALL;
      return { kind: isSlow(status) ? 'slow' : 'running', height: TALL, filled };
    }
    case 'queued':
      return { kind: 'queued', height: WAITING, filled: 0 };
    case 'idle':
    case 'stopped':
      return { kind: status.openAnomalies?.length ? 'anomaly' : 'done', height: FOOT, filled: 0 };
  }
}
