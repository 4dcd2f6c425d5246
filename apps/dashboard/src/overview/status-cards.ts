import { Component, computed, inject } from '@angular/core';
import { JobAction, ServerJobStatusCard } from '@jobwire/angular';
import { groupServers, haveSameOrder } from '../fleet/board-groups';
import { Fleet } from '../fleet/fleet';
import { injectHeldOrder } from '../fleet/held-order';
import { Appearance } from '../shell';
import { RunButton } from '../trigger/run-button';

/** The board of a phone: a card per server, in the order of the board, which never changes under the finger. */
@Component({
  selector: 'app-status-cards',
  imports: [JobAction, RunButton, ServerJobStatusCard],
  template: `
    @for (server of servers(); track server.serverId) {
      <jw-server-job-status-card [serverId]="server.serverId" [headingLevel]="2" [timeZone]="timeZone()">
        <ng-template jwJobAction let-job>
          <app-run-button [jobName]="job.jobName" [server]="server" />
        </ng-template>
      </jw-server-job-status-card>
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 12px;
      min-width: 0;
    }
  `,
  host: {
    '(pointerenter)': 'order.hold("pointer")',
    '(pointerleave)': 'order.release("pointer")',
    '(focusin)': 'order.hold("focus")',
    '(focusout)': 'order.release("focus")',
  },
})
export class StatusCards {
  readonly #fleet = inject(Fleet);
  protected readonly timeZone = inject(Appearance).timeZone;
  protected readonly order = injectHeldOrder(
    computed(() => groupServers(this.#fleet.servers()), { equal: haveSameOrder }),
    computed(() => this.#fleet.servers().some(({ jobs }) => jobs.status() === 'loading')),
  );
  protected readonly servers = computed(() => this.order.shown().flatMap(({ servers }) => servers));
}
