import { Component, computed, type ElementRef, inject, viewChild, viewChildren } from '@angular/core';
import { formatIcu, isServerOffline, JobEvents, StateIcon, type IconState } from '@jobwire/angular';
import { groupServers, haveSameOrder, type GroupName } from '../fleet/board-groups';
import { Fleet, type FleetServer } from '../fleet/fleet';
import { countFleet } from '../fleet/fleet-words';
import { injectHeldOrder } from '../fleet/held-order';
import { injectShortcuts } from '../keys/shortcuts';
import { AsOf } from '../shell/as-of';
import { BoardCell } from './board-cell';
import { nextPlace, type Place } from './board-keys';
import { injectKeptFocus } from '../keys/kept-focus';
import { meantAmong } from '../keys/meant-among';
import { ViewSwitch } from './view-switch';

const HEADS: Readonly<Record<GroupName, { readonly icon: IconState; readonly title: string }>> = {
  attention: { icon: 'anomaly', title: $localize`:Servers:Needs attention` },
  running: { icon: 'running', title: $localize`:Servers:Running` },
  quiet: { icon: 'never', title: $localize`:Servers:Quiet` },
};

/**
 * Servers by jobs. Rows change their group, but never under the pointer or the focus. One tab stop: arrows go from cell to cell,
 * Enter opens the newest run, `.` the menu; F2 leads into a cell and Esc out of it.
 */
@Component({
  selector: 'app-board',
  imports: [AsOf, BoardCell, StateIcon, ViewSwitch],
  templateUrl: './board.html',
  styleUrl: './board.css',
  host: { '[class.flood]': 'isFlood()', '(focusin)': 'come($event)', '(keydown)': 'press($event)' },
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
  protected readonly counts = computed(() => countFleet(this.fleet.servers().length, this.columns().length));

  protected readonly held = computed(() => {
    const message = $localize`{SERVERS, plural, other {Order held while you point here, {SERVERS} would move}}`;
    return formatIcu(message, { SERVERS: this.order.waiting() });
  });

  /** Wires would move at all times: then they go by steps. */
  protected readonly isFlood = inject(JobEvents).isFlood;

  protected readonly grid = viewChild.required<ElementRef<HTMLTableElement>>('grid');
  protected readonly cells = viewChildren(BoardCell);
  readonly #servers = computed(() => this.groups().flatMap(({ servers }) => servers.map(({ serverId }) => serverId)));
  readonly #server = meantAmong(this.#servers);
  readonly #job = meantAmong(this.columns);
  /** The cell that Tab comes to: where the focus was last, else the first. */
  readonly #stop = computed(() => ({
    serverId: this.#server() ?? this.#servers()[0],
    jobName: this.#job() ?? this.columns()[0],
  }));

  constructor() {
    injectKeptFocus(() => this.#elementOf(this.#place()));
    injectShortcuts({ t: () => this.#cellAt(document.activeElement)?.run() });
  }

  protected isStop({ serverId }: FleetServer, jobName = this.#stop().jobName): boolean {
    return serverId === this.#stop().serverId && jobName === this.#stop().jobName;
  }

  /** The focus comes to a cell, or to what is in it. */
  protected come({ target }: FocusEvent): void {
    const element = (target as Element).closest('td');
    if (!element) return;
    this.#server.set(this.#servers()[this.#rows().indexOf(element.parentElement as HTMLTableRowElement)]);
    if (!element.matches('.problem')) this.#job.set(this.columns()[element.cellIndex - 1]);
    this.#cellAt(element)?.come();
  }

  protected leave({ relatedTarget }: FocusEvent): void {
    // A menu or a dialog that opens from here gives the focus back.
    const isAbove = relatedTarget instanceof Element && relatedTarget.closest('.cdk-overlay-container') !== null;
    if (!isAbove) this.order.release('focus');
  }

  protected press(event: KeyboardEvent): void {
    const element = (event.target as Element).closest('td');
    if (!element) return;
    const size = { rows: this.#servers().length, columns: this.columns().length };
    const inside = event.target !== element;
    const next = (inside && nextControl(event, element)) || this.#elementOf(nextPlace(event, this.#place(), size));
    if (next) next.focus();
    else if (inside && ['Escape', 'F2'].includes(event.key)) element.focus();
    else if (event.key === 'F2') controlsOf(element)[0]?.focus();
    else if (event.key === '.' || event.key === 'ContextMenu') void this.#cellAt(element)?.openMenu();
    else if (event.key === 'Enter' && !inside) this.#open(element);
    else return;
    event.preventDefault();
  }

  protected isOffline({ info }: FleetServer): boolean {
    return isServerOffline(info());
  }

  protected jobOf({ jobs }: FleetServer, jobName: string) {
    return jobs.jobs().find((job) => job.jobName === jobName);
  }

  #open(element: HTMLTableCellElement): void {
    const cell = this.#cellAt(element);
    if (cell) cell.open();
    else controlsOf(element)[0]?.click();
  }

  #rows(): readonly HTMLTableRowElement[] {
    return [...this.grid().nativeElement.querySelectorAll<HTMLTableRowElement>('tr.row')];
  }

  #place(): Place {
    const { serverId, jobName } = this.#stop();
    return { row: this.#servers().indexOf(serverId ?? NaN), column: this.columns().indexOf(jobName ?? '') };
  }

  #elementOf(place: Place | undefined): HTMLElement | undefined {
    const cells = place && [...(this.#rows()[place.row]?.querySelectorAll('td') ?? [])];
    return cells?.[Math.min(place?.column ?? 0, cells.length - 1)];
  }

  #cellAt(element: Element | null): BoardCell | undefined {
    if (!element || element.closest('td')?.querySelector('app-board-cell') == null) return undefined;
    const { serverId, jobName } = this.#stop();
    return this.cells().find((cell) => cell.server().serverId === serverId && cell.job().jobName === jobName);
  }
}

/** What can be pressed in a cell. */
function controlsOf(cell: HTMLElement): readonly HTMLElement[] {
  return [...cell.querySelectorAll<HTMLElement>('a, button')];
}

/** From one to the next: beyond the last the keys go on to another cell. */
function nextControl({ key, target }: KeyboardEvent, cell: HTMLElement): HTMLElement | undefined {
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : undefined;
  const controls = controlsOf(cell);
  return step && controls[controls.indexOf(target as HTMLElement) + step];
}
