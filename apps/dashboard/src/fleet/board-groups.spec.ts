import { signal } from '@angular/core';
import type { ServerJobs } from '@jobwire/angular';
import type { JobStatus, ServerInfo } from '@jobwire/events';
import { aStatus } from '../testing/fake-server';
import { countMoves, groupServers, haveSameServers, type BoardGroup } from './board-groups';
import type { FleetServer } from './fleet';

const anomaly = { position: '1-1', severity: 'low', summary: 'odd', timestamp: '2026-03-01T14:00:00Z' } as const;

function aServer(serverId: number, name: string, statuses: readonly JobStatus[], more: Partial<ServerInfo> = {}) {
  const jobs = statuses.map((status) => ({ jobName: status.jobName, status: signal(status) }));
  return {
    serverId,
    info: signal({ serverId, name, online: true, ...more }),
    jobs: { jobs: signal(jobs) } as unknown as ServerJobs,
  } satisfies FleetServer;
}

const named = (groups: readonly BoardGroup[]): Record<string, string[]> =>
  Object.fromEntries(groups.map(({ name, servers }) => [name, servers.map(({ info }) => info().name)]));

it('puts what failed, what is strange and what is offline first, then what runs or waits, then the rest', () => {
  const servers = [
    aServer(1, 'quiet', [aStatus('sync'), aStatus('scan', { state: 'stopped' })]),
    aServer(2, 'running', [aStatus('sync', { state: 'running' })]),
    aServer(3, 'queued', [aStatus('sync', { state: 'queued' })]),
    aServer(4, 'failed', [aStatus('sync', { state: 'running' }), aStatus('scan', { state: 'failed' })]),
    aServer(5, 'strange', [aStatus('sync', { openAnomalies: [anomaly] })]),
    aServer(6, 'offline', [aStatus('sync')], { online: false }),
  ];
  expect(named(groupServers(servers))).toEqual({
    attention: ['failed', 'offline', 'strange'],
    running: ['queued', 'running'],
    quiet: ['quiet'],
  });
});

it('does not expect a server to be there that only publishes', () => {
  const servers = [aServer(1, 'cron', [aStatus('sync')], { online: false, publishesOnly: true })];
  expect(named(groupServers(servers))).toEqual({ quiet: ['cron'] });
});

it('orders names as people count, and equal names by id', () => {
  const servers = [aServer(3, 'app-10', []), aServer(2, 'app-2', []), aServer(1, 'app-10', [])];
  expect(groupServers(servers)[0]?.servers.map(({ serverId }) => serverId)).toEqual([2, 1, 3]);
});

it('counts the servers that stand in another group', () => {
  const sync = aServer(1, 'a', [aStatus('sync')]);
  const other = aServer(2, 'b', [aStatus('sync')]);
  const before = groupServers([sync, other]);
  const after = groupServers([aServer(1, 'a', [aStatus('sync', { state: 'failed' })]), other]);
  expect([countMoves(before, before), countMoves(before, after)]).toEqual([0, 1]);
});

it('knows the same servers in another order from others', () => {
  const [first, second, third] = [aServer(1, 'a', []), aServer(2, 'b', []), aServer(3, 'c', [])];
  expect(haveSameServers(groupServers([first, second]), groupServers([second, first]))).toBe(true);
  expect(haveSameServers(groupServers([first, second]), groupServers([first, third]))).toBe(false);
});
