import { signal } from '@angular/core';
import type { ServerJobs } from '@jobwire/angular';
import type { FleetServer } from './fleet';
import { groupByName } from './server-groups';

const aServer = (name: string, serverId: number): FleetServer => ({
  serverId,
  info: signal({ serverId, name, online: true }),
  jobs: {} as ServerJobs,
});

it('puts servers together whose names begin alike, by number, and those without one last', () => {
  const servers = ['mail', 'production-mail', 'db-10', 'app-2', 'db-9', 'app-1', 'web7'].map(aServer);
  const groups = groupByName(servers).map(({ name, servers: members }) => [name, members.map(({ label }) => label)]);
  expect(groups).toEqual([
    ['app', ['1', '2']],
    ['db', ['9', '10']],
    ['web', ['7']],
    // The middle of a name that a tile has no room for says less than its beginning.
    ['others', ['mail', 'produc…']],
  ]);
});
