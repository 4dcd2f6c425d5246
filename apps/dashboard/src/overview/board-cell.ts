import { MediaMatcher } from '@angular/cdk/layout';
import { Component, computed, inject, input, signal, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { injectJobView, isStatusKnown, jobDetail, RunSparkline, StateIcon, type ServerJob } from '@jobwire/angular';
import type { FleetServer } from '../fleet/fleet';
import { Appearance } from '../shell/appearance';
import { OwnJobs } from '../trigger/own-jobs';
import { RunButton } from '../trigger/run-button';
import { BoardCellMenu } from './board-cell-menu';

/** A job on a server. */
@Component({
  selector: 'app-board-cell',
  imports: [BoardCellMenu, RouterLink, RunButton, RunSparkline, StateIcon],
  templateUrl: './board-cell.html',
  styleUrl: './board-cell.css',
  host: {
    '(pointerenter)': 'isNear.set(true)',
    '(focusin)': 'isNear.set(true)',
    '[class.ours]': 'isOurs()',
    '[class.open]': 'menu()?.isOpen()',
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
  readonly #ownJobs = inject(OwnJobs);
  protected readonly isCoarse = inject(MediaMatcher).matchMedia('(pointer: coarse)').matches;
  /** A fleet has thousands of cells: a menu is made where somebody comes. */
  protected readonly isNear = signal(false);
  protected readonly menu = viewChild<BoardCellMenu>('menu');
  protected readonly isOurs = computed(
    () => this.#ownJobs.find({ serverId: this.server().serverId, jobName: this.job().jobName }) !== undefined,
  );
  protected readonly status = computed(() => this.job().status());
  protected readonly online = computed(() => isStatusKnown(this.status(), this.server().info()));
  protected readonly view = injectJobView(() => ({
    status: this.status(),
    online: this.online(),
    asOf: this.server().jobs.asOf(),
    timeZone: this.#timeZone(),
  }));
  protected readonly detail = computed(() => jobDetail(this.view.shown(), this.view.status()));
}
