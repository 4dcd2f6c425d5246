import type { JobStatus, ServerInfo, ServerSnapshot } from '@jobwire/events';

export function aStatus(jobName: string, more: Partial<JobStatus> = {}): JobStatus {
  return { key: jobName, jobName, label: jobName, state: 'idle', ...more };
}

export function aSnapshot(
  position: string,
  jobs: readonly JobStatus[] = [aStatus('disk-usage-scan')],
  serverId = 1,
): ServerSnapshot {
  return { serverId, position, jobs: [...jobs] };
}

export function aServer(serverId: number, more: Partial<ServerInfo> = {}): ServerInfo {
  return { serverId, name: `app-0${serverId}`, online: true, ...more };
}
