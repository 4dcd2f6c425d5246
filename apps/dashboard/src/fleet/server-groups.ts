import type { FleetServer } from './fleet';

/** Servers whose names begin alike. */
export interface ServerGroup {
  readonly name: string;
  readonly servers: readonly { readonly server: FleetServer; readonly label: string }[];
}

/** "app-017" is 017 of app. */
const NUMBERED = /^(.*?)[-_.]?(\d+)$/;
const OTHERS = 'others';

/** So many letters a tile has room for. */
const MOST_LETTERS = 7;

const collator = new Intl.Collator('en', { numeric: true });

/** By the first part of their names, each at a place that does not change with what it does. Those without a number come last. */
export function groupByName(servers: readonly FleetServer[]): readonly ServerGroup[] {
  const groups = new Map<string, { server: FleetServer; label: string }[]>();
  const byName = servers.toSorted((a, b) => collator.compare(a.info().name, b.info().name) || a.serverId - b.serverId);
  for (const server of byName) {
    const { name } = server.info();
    const [, group = '', label = name] = NUMBERED.exec(name) ?? [];
    const key = group === '' ? OTHERS : group;
    groups.set(key, [...(groups.get(key) ?? []), { server, label: shorten(label) }]);
  }
  return [...groups]
    .map(([name, members]) => ({ name, servers: members }))
    .sort((a, b) => Number(a.name === OTHERS) - Number(b.name === OTHERS));
}

/** The beginning of a name tells more of it than the middle, which is what a tile would show. */
function shorten(label: string): string {
  const letters = [...label];
  return letters.length <= MOST_LETTERS ? label : `${letters.slice(0, MOST_LETTERS - 1).join('')}…`;
}
