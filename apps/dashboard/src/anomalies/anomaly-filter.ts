import type { ParamMap, Params } from '@angular/router';
import type { AnomalyRecord, Severity } from '@jobwire/events';

/** The worst first. */
export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export const STATES = ['open', 'acknowledged', 'all'] as const;

/** What the page shows, as its address says it. */
export interface AnomalyFilter {
  /** `open` shows what was acknowledged lately below. */
  readonly state: (typeof STATES)[number];
  readonly severity: Severity | undefined;
  readonly serverId: number | undefined;
  /** Text in the summary, the name of the job or that of the server. */
  readonly q: string;
}

/** "Open". */
export function stateWord(state: AnomalyFilter['state']): string {
  switch (state) {
    case 'open':
      return $localize`:State of an anomaly:Open`;
    case 'acknowledged':
      return $localize`:State of an anomaly:Acknowledged`;
    case 'all':
      return $localize`:Anomalies:All`;
  }
}

/** Reads an address. What it says wrongly counts as not said. */
export function readFilter(params: ParamMap): AnomalyFilter {
  const serverId = params.get('server');
  return {
    state: STATES.find((state) => state === params.get('state')) ?? 'open',
    severity: SEVERITIES.find((severity) => severity === params.get('severity')),
    serverId: serverId !== null && /^\d+$/.test(serverId) ? Number(serverId) : undefined,
    q: params.get('q') ?? '',
  };
}

/** The parameters of an address. Defaults are left out: `null` takes them away. */
export function writeFilter({ state, severity, serverId, q }: AnomalyFilter): Params {
  return {
    state: state === 'open' ? null : state,
    severity: severity ?? null,
    server: serverId ?? null,
    q: q === '' ? null : q,
  };
}

/** Whether anything but the state is asked for. */
export function isNarrowed({ severity, serverId, q }: AnomalyFilter): boolean {
  return severity !== undefined || serverId !== undefined || q !== '';
}

/** Whether an anomaly fits in all but its state. */
export function fits(
  { severity, serverId, q }: AnomalyFilter,
  anomaly: AnomalyRecord,
  nameOf: (serverId: number) => string,
): boolean {
  if (severity !== undefined && anomaly.severity !== severity) return false;
  if (serverId !== undefined && anomaly.serverId !== serverId) return false;
  const { summary, jobName, acknowledged } = anomaly;
  const text = [summary, jobName, nameOf(anomaly.serverId), acknowledged?.note, acknowledged?.by?.name]
    .join('\n')
    .toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
