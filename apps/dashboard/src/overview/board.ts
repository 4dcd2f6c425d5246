import { Component, computed, inject } from '@angular/core';
import { isServerOffline, JobEvents, StateIcon, type IconState } from '@jobwire/angular';
import { groupServers, haveSameOrder, type GroupName } from '../fleet/board-groups';
import { Fleet, type FleetServer } from '../fleet/fleet';
import { injectHeldOrder } from '../fleet/held-order';
import { AsOf } from '../shell/as-of';
import { BoardCell } from './board-cell';
import { ViewSwitch } from './view-switch';

const HEADS: Readonly<Record<GroupName, { readonly icon: IconState; readonly title: string }>> = {
  attention: { icon: 'anomaly', title: 'Needs attention' },
  running: { icon: 'running', title: 'Running' },
  quiet: { icon: 'never', title: 'Quiet' },
};

/** So many events a second keep every wire moving: then they go by steps. */
const FLOOD = 200;

/** Servers by jobs. Rows change their group, but never under the pointer or the focus. */
@Component({
  selector: 'app-board',
  imports: [AsOf, BoardCell, StateIcon, ViewSwitch],
  templateUrl: './board.html',
  styleUrl: './board.css',
  host: { '[class.flooded]': 'isFlooded()' },
})
export class Board {
  protected readonly fleet = inject(Fleet);
  protected readonly order = injectHeldOrder(
    computed(() => groupServers(this.fleet.servers()), { equal: haveSameOrder }),
    computed(() => this.fleet.servers().some(({ jobs }) => jobs.status() === 'loading')),
  );
  protected readonly groups = computed(() => this.order.shown().map((group) => ({ ...group, ...HEADS[group.name] })));
  /** A column for each job that any server has, in the order in which servers list them. */
  protected readonly columns = computed(() => [
    ...new Set(this.fleet.servers().flatMap(({ jobs }) => jobs.jobs().map(({ jobName }) => jobName))),
  ]);
  protected readonly counts = computed(() => {
    const servers = this.fleet.servers().length;
    const jobs = this.columns().length;
    return `${servers} ${servers === 1 ? 'server' : 'servers'}, ${jobs} ${jobs === 1 ? 'job' : 'jobs'}`;
  });

  readonly #rate = inject(JobEvents).rate;
  protected readonly isFlooded = computed(() => this.#rate() > FLOOD);

  protected isOffline({ info }: FleetServer): boolean {
    return isServerOffline(info());
  }

  protected jobOf({ jobs }: FleetServer, jobName: string) {
    return jobs.jobs().find((job) => job.jobName === jobName);
  }
}
