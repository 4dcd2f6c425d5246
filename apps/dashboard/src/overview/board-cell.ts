import { MediaMatcher } from '@angular/cdk/layout';
import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  inputBinding,
  outputBinding,
  signal,
  type Type,
  untracked,
  viewChild,
  ViewContainerRef,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { injectJobView, isStatusKnown, jobDetail, RunSparkline, StateIcon, type ServerJob } from '@jobwire/angular';
import type { FleetServer } from '../fleet/fleet';
import { jobOnServer } from '../fleet/fleet-words';
import { Glyph } from '../glyph/glyph';
import { Appearance } from '../shell';
import { OwnJobs } from '../trigger/own-jobs';
import { RunButton } from '../trigger/run-button';
import type { BoardCellMenu } from './board-cell-menu';
import { BoardCellMenus } from './board-cell-menus';

/** A job on a server. What can be pressed in it is no tab stop: the keys of the board lead to it. */
@Component({
  selector: 'app-board-cell',
  imports: [Glyph, RouterLink, RunButton, RunSparkline, StateIcon],
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
  readonly #injector = inject(Injector);
  protected readonly menus = inject(BoardCellMenus);
  readonly #isCoarse = inject(MediaMatcher).matchMedia('(pointer: coarse)').matches;
  /** A fleet has thousands of cells: a menu is made where somebody comes. */
  protected readonly isNear = signal(false);
  protected readonly place = viewChild('place', { read: ViewContainerRef });
  protected readonly menu = signal<BoardCellMenu | undefined>(undefined);
  protected readonly againText = $localize`The menu could not be loaded. Try again.`;
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
      const [place, component] = [this.place(), this.menus.component()];
      if (place && component && this.isNear()) untracked(() => this.#addMenu(place, component));
    });
    effect(() => {
      if (this.#isCoarse && this.isOurs()) untracked(() => this.come());
    });
    effect(() => {
      const menu = this.menu();
      if (!menu || !this.#wantsMenu()) return;
      this.#wantsMenu.set(false);
      afterNextRender(() => menu.open(), { injector: this.#injector });
    });
  }

  /** Somebody is here, or about to be. */
  come(): void {
    this.isNear.set(true);
    if (this.isOurs()) void this.menus.load();
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

  async openMenu(): Promise<void> {
    this.come();
    if (!this.isOurs()) return;
    this.#wantsMenu.set(true);
    if (!(await this.menus.load())) this.#wantsMenu.set(false);
  }

  #addMenu(place: ViewContainerRef, component: Type<BoardCellMenu>): void {
    if (place.length > 0) return;
    const menu = place.createComponent(component, {
      bindings: [
        inputBinding('status', this.status),
        inputBinding('server', () => this.server().info()),
        outputBinding('closed', () => this.#element.closest('td')?.focus()),
      ],
    });
    menu.onDestroy(() => this.menu.set(undefined));
    this.menu.set(menu.instance);
  }
}
