import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, DestroyRef, ElementRef, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { countAnomalies, countFailed, formatIcu, injectNow, JobEvents } from '@jobwire/angular';
import { writeQueryValue } from '@jobwire/events';
import { attentionOf } from '../fleet/attention';
import { groupServers } from '../fleet/board-groups';
import { Fleet, type FleetServer } from '../fleet/fleet';
import { countFleet } from '../fleet/fleet-words';
import { groupByName } from '../fleet/server-groups';
import { AsOf } from '../shell/as-of';
import { injectKeptFocus } from '../keys/kept-focus';
import { nextTile, type Direction } from './matrix-keys';
import { MatrixTile } from './matrix-tile';
import { meantAmong } from '../keys/meant-among';
import { ServerCard } from './server-card';
import { ViewSwitch } from './view-switch';

const FILTERS = ['all', 'attention', 'running'] as const;
type Filter = (typeof FILTERS)[number];

const WORDS: Readonly<Record<Filter, string>> = {
  all: $localize`:Servers:All`,
  attention: $localize`:Servers:Attention`,
  running: $localize`:Servers:Running`,
};

/** The pointer or the focus rests on a tile so long before its card opens. In milliseconds. */
const REST_MS = 150;

/** Hundreds of servers at a glance, each always at the same place. */
@Component({
  selector: 'app-matrix',
  imports: [AsOf, CdkConnectedOverlay, CdkOverlayOrigin, MatrixTile, ServerCard, ViewSwitch],
  templateUrl: './matrix.html',
  styleUrl: './matrix.css',
})
export class Matrix {
  readonly #fleet = inject(Fleet);
  readonly #events = inject(JobEvents);
  readonly #router = inject(Router);
  readonly #element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly #clock = injectNow();
  #resting: ReturnType<typeof setTimeout> | undefined;

  protected readonly filters = FILTERS;
  protected readonly words = WORDS;
  protected readonly filter = signal<Filter>('all');
  protected readonly card = signal<{ server: FleetServer; origin: CdkOverlayOrigin } | undefined>(undefined);

  protected readonly now = computed(() => this.#events.asOf() ?? this.#clock());
  protected readonly jobNames = computed(() => [
    ...new Set(this.#fleet.servers().flatMap(({ jobs }) => jobs.jobs().map(({ jobName }) => jobName))),
  ]);
  readonly #byFilter = computed<Readonly<Record<Filter, readonly FleetServer[]>>>(() => {
    const servers = this.#fleet.servers();
    const running = groupServers(servers).find(({ name }) => name === 'running')?.servers ?? [];
    const attention = servers.filter((server) => attentionOf(server, this.now()).length > 0);
    return { all: servers, attention, running };
  });
  protected readonly counts = computed(() => ({
    all: this.#byFilter().all.length,
    attention: this.#byFilter().attention.length,
    running: this.#byFilter().running.length,
  }));
  protected readonly groups = computed(() => groupByName(this.#byFilter()[this.filter()]));
  readonly #ids = computed(() => this.groups().flatMap(({ servers }) => servers.map(({ server }) => server.serverId)));
  /** Where the focus was last. */
  readonly #current = meantAmong(this.#ids);
  /** The tile that the Tab key comes to. */
  protected readonly tabStop = computed(() => this.#current() ?? this.#ids()[0]);
  protected readonly size = computed(() => countFleet(this.counts().all, this.jobNames().length));

  constructor() {
    injectKeptFocus(() => this.#element.querySelector<HTMLElement>('[role=gridcell][tabindex="0"]'));
    inject(DestroyRef).onDestroy(() => clearTimeout(this.#resting));
  }

  /** What a tile says to those who do not see it. */
  protected describe(server: FleetServer): string {
    const statuses = server.jobs.jobs().map(({ status }) => status());
    const count = (state: string): number => statuses.filter((status) => status.state === state).length;
    const anomalies = statuses.reduce((sum, { openAnomalies = [] }) => sum + openAnomalies.length, 0);
    const [failed, running, queued] = [count('failed'), count('running'), count('queued')];
    const said = [
      ...(failed > 0 ? [countFailed(failed)] : []),
      ...(anomalies > 0 ? [countAnomalies(anomalies)] : []),
      ...(running > 0 ? [formatIcu($localize`:Runs:{RUNS, plural, other {{RUNS} running}}`, { RUNS: running })] : []),
      ...(queued > 0 ? [formatIcu($localize`:Runs:{RUNS, plural, other {{RUNS} queued}}`, { RUNS: queued })] : []),
    ];
    const words = said.join(', ') || $localize`:A server:quiet`;
    return $localize`:A server and what it does:${server.info().name}:SERVER:: ${words}:WORDS:`;
  }

  protected rest(server: FleetServer, origin: CdkOverlayOrigin): void {
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.card.set({ server, origin }), REST_MS);
  }

  protected leave(): void {
    clearTimeout(this.#resting);
    this.card.set(undefined);
  }

  protected focus(server: FleetServer, origin: CdkOverlayOrigin): void {
    this.#current.set(server.serverId);
    this.rest(server, origin);
  }

  protected open({ info }: FleetServer): void {
    this.leave();
    void this.#router.navigate(['/runs'], { queryParams: { q: `server:${writeQueryValue(info().name)}` } });
  }

  protected move(event: Event, direction: Direction): void {
    const tiles = [...this.#element.querySelectorAll<HTMLElement>('[role=gridcell]')];
    const next = nextTile(tiles, event.target as HTMLElement, direction);
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
