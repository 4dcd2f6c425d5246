import { isServerOffline } from '@jobwire/angular';
import type { FleetServer } from './fleet';

export type GroupName = 'attention' | 'running' | 'quiet';

/** Servers under one head of the board. */
export interface BoardGroup {
  readonly name: GroupName;
  readonly servers: readonly FleetServer[];
}

const GROUPS: readonly GroupName[] = ['attention', 'running', 'quiet'];

/** What needs attention first, then what runs, then the rest; by name inside. Groups without servers are left out. */
export function groupServers(servers: readonly FleetServer[]): readonly BoardGroup[] {
  const byName = servers.toSorted((a, b) => collator.compare(a.info().name, b.info().name) || a.serverId - b.serverId);
  return GROUPS.map((name) => ({ name, servers: byName.filter((server) => groupOf(server) === name) })).filter(
    (group) => group.servers.length > 0,
  );
}

const collator = new Intl.Collator('en', { numeric: true });

function groupOf({ info, jobs }: FleetServer): GroupName {
  const statuses = jobs.jobs().map(({ status }) => status());
  const isStrange = statuses.some(({ state, openAnomalies = [] }) => state === 'failed' || openAnomalies.length > 0);
  if (isStrange || isServerOffline(info())) return 'attention';
  return statuses.some(({ state }) => state === 'running' || state === 'queued') ? 'running' : 'quiet';
}

/** Whether both show the same servers at the same places. */
export function haveSameOrder(a: readonly BoardGroup[], b: readonly BoardGroup[]): boolean {
  const isSame = (group: BoardGroup, other: BoardGroup | undefined): boolean =>
    group.name === other?.name &&
    group.servers.length === other.servers.length &&
    group.servers.every((server, index) => server === other.servers[index]);
  return a.length === b.length && a.every((group, index) => isSame(group, b[index]));
}

/** How many servers stand elsewhere in `after` than in `before`. */
export function countMoves(before: readonly BoardGroup[], after: readonly BoardGroup[]): number {
  const place = new Map(
    before.flatMap(({ name, servers }) => servers.map(({ serverId }) => [serverId, name] as const)),
  );
  return after.flatMap(({ name, servers }) => servers.filter(({ serverId }) => place.get(serverId) !== name)).length;
}

/** Whether both show the same servers, wherever. */
export function haveSameServers(a: readonly BoardGroup[], b: readonly BoardGroup[]): boolean {
  const ids = (groups: readonly BoardGroup[]): string =>
    groups
      .flatMap(({ servers }) => servers.map(({ serverId }) => serverId))
      .sort((first, second) => first - second)
      .join();
  return ids(a) === ids(b);
}
