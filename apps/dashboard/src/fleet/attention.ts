import { isServerOffline, timesUsual } from '@jobwire/angular';
import type { JobStatus } from '@jobwire/events';
import type { FleetServer } from './fleet';

/** Why a job on a server needs to be looked at. */
export interface Attention {
  readonly kind: 'failed' | 'anomaly' | 'slow' | 'offline';
  readonly server: FleetServer;
  /** Absent where it is the server itself. */
  readonly status?: JobStatus;
  /** Since when, ISO 8601. */
  readonly since: string | undefined;
}

/** What needs to be looked at on a server. */
export function attentionOf(server: FleetServer, now: number): readonly Attention[] {
  const info = server.info();
  if (isServerOffline(info)) return [{ kind: 'offline', server, since: info.lastSeenAt }];
  return server.jobs.jobs().flatMap(({ status: read }): Attention[] => {
    const status = read();
    const anomaly = status.openAnomalies?.at(-1);
    if (status.state === 'failed') return [{ kind: 'failed', server, status, since: status.lastFinishedAt }];
    if (anomaly) return [{ kind: 'anomaly', server, status, since: anomaly.timestamp }];
    if (timesUsual(status, now)) return [{ kind: 'slow', server, status, since: status.activeSince }];
    return [];
  });
}
