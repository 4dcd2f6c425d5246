import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { injectJobView, isStatusKnown, RunSparkline, StateIcon, type ServerJob } from '@jobwire/angular';
import type { FleetServer } from '../fleet/fleet';
import { Appearance } from '../shell/appearance';
import { RunButton } from '../trigger/run-button';

/** A job on a server. */
@Component({
  selector: 'app-board-cell',
  imports: [RouterLink, RunButton, RunSparkline, StateIcon],
  templateUrl: './board-cell.html',
  styleUrl: './board-cell.css',
  host: {
    '[class.offline]': '!online()',
    '[class.just-failed]': 'view.hasJustFailed()',
    '[class.slow]': 'view.shown().slow !== undefined',
    '[attr.data-tone]': 'view.shown().tone',
  },
})
export class BoardCell {
  readonly job = input.required<ServerJob>();
  readonly server = input.required<FleetServer>();

  readonly #timeZone = inject(Appearance).timeZone;
  protected readonly status = computed(() => this.job().status());
  protected readonly online = computed(() => isStatusKnown(this.status(), this.server().info()));
  protected readonly view = injectJobView(() => ({
    status: this.status(),
    online: this.online(),
    asOf: this.server().jobs.asOf(),
    timeZone: this.#timeZone(),
  }));
}
