import { MediaMatcher } from '@angular/cdk/layout';
import { Component, computed, effect, ElementRef, inject, input, signal, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { injectJobView, isStatusKnown, jobDetail, RunSparkline, StateIcon, type ServerJob } from '@jobwire/angular';
import type { FleetServer } from '../fleet/fleet';
import { jobOnServer } from '../fleet/fleet-words';
import { Appearance } from '../shell/appearance';
import { OwnJobs } from '../trigger/own-jobs';
import { RunButton } from '../trigger/run-button';
import { BoardCellMenu } from './board-cell-menu';

/** A job on a server. What can be pressed in it is no tab stop: the keys of the board lead to it. */
@Component({
  selector: 'app-board-cell',
  imports: [BoardCellMenu, RouterLink, RunButton, RunSparkline, StateIcon],
  templateUrl: './board-cell.html',
  styleUrl: './board-cell.css',
  host: {
    '(pointerenter)': 'come()',
    '(focusin)': 'come()',
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

  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #wantsMenu = signal(false);
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
  protected readonly name = computed(() => jobOnServer(this.job().jobName, this.server().info().name));
  protected readonly detail = computed(() => jobDetail(this.view.shown(), this.view.status()));

  constructor() {
    effect(() => {
      const menu = this.menu();
      if (!menu || !this.#wantsMenu()) return;
      this.#wantsMenu.set(false);
      menu.open();
    });
  }

  /** Somebody is here, or about to be. */
  come(): void {
    this.isNear.set(true);
  }

  /** Goes to its newest run. Where there is none yet, runs the job. */
  open(): void {
    const link = this.#element.querySelector<HTMLElement>('a.word');
    if (link) link.click();
    else this.run();
  }

  /** As by its button, which would cancel what goes on: that is left alone. */
  run(): void {
    const { state } = this.status();
    if (state === 'running' || state === 'queued') return;
    this.#element.querySelector<HTMLElement>('app-run-button button')?.click();
  }

  openMenu(): void {
    this.come();
    if (this.isOurs()) this.#wantsMenu.set(true);
  }

  protected takeFocus(): void {
    this.#element.closest('td')?.focus();
  }
}
