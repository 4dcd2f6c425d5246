import type { AnomalyRecord, Position } from '@jobwire/events';
import { SEVERITIES, type AnomalyFilter } from './anomaly-filter';

/** What is listed, in its order. */
export interface Arrangement {
  readonly open: readonly Position[];
  readonly acknowledged: readonly Position[];
}

const DAY_MS = 86_400_000;

/** The open ones with the worst first, then the newest; below them what was acknowledged, the last first. */
export function arrange(
  records: readonly AnomalyRecord[],
  { state }: Pick<AnomalyFilter, 'state'>,
  fits: (anomaly: AnomalyRecord) => boolean,
  now: number,
): Arrangement {
  const shown = records.filter(fits);
  const open = state === 'acknowledged' ? [] : shown.filter(({ acknowledged }) => !acknowledged);
  const acknowledged = shown
    .flatMap(({ position, acknowledged }) => (acknowledged ? [{ position, at: acknowledged.timestamp }] : []))
    .filter(({ at }) => state !== 'open' || now - Date.parse(at) < DAY_MS);
  return {
    open: open
      .sort((a, b) => rank(a) - rank(b) || (a.timestamp < b.timestamp ? 1 : a.timestamp > b.timestamp ? -1 : 0))
      .map(({ position }) => position),
    acknowledged: acknowledged.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).map(({ position }) => position),
  };
}

function rank({ severity }: AnomalyRecord): number {
  return SEVERITIES.indexOf(severity);
}
