import {
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  inject,
  inputBinding,
  outputBinding,
  PendingTasks,
  signal,
  viewChild,
  ViewContainerRef,
} from '@angular/core';
import { RouterLink, RouterLinkActive, type IsActiveMatchOptions } from '@angular/router';
import { ConnectionBadge } from '@jobwire/angular';
import { Fleet } from '../fleet/fleet';
import { Glyph } from '../glyph/glyph';
import { AppKeys } from '../keys/app-keys';
import { Appearance } from './appearance';
import type { Panel } from './bar-panel';
import { injectMedia } from './media';
import { initialsOf, Person } from './person';

/** The pages, with what their icons draw. */
const PAGES = [
  { path: '/', name: $localize`Overview`, icon: 'M4 4h6v8H4zM14 4h6v4h-6zM14 12h6v8h-6zM4 16h6v4H4z' },
  {
    path: '/runs',
    name: $localize`Runs`,
    icon: 'M4 4h16v16H4zM7.5 8.5h1M7.5 12h1M7.5 15.5h1M11 8.5h5.5M11 12h5.5M11 15.5h5.5',
  },
  { path: '/anomalies', name: $localize`Anomalies`, icon: 'M12 3.5 22 20.5H2zM12 10v5M12 17.5v.5' },
  {
    path: '/feed',
    name: $localize`Live feed`,
    icon: 'M12 2.5v3M12 18.5v3M2.5 12h3M18.5 12h3M5.3 5.3l2.1 2.1M16.6 16.6l2.1 2.1M18.7 5.3l-2.1 2.1M7.4 16.6l-2.1 2.1',
  },
] as const;

/** Whoever opens a panel because the connection is lost could not load it any more. In milliseconds. */
const LOAD_AFTER_MS = 10_000;

/** Filters and an open anomaly do not lead away from a page; what lies below it does not either. */
const WITHIN: IsActiveMatchOptions = {
  paths: 'subset',
  queryParams: 'ignored',
  matrixParams: 'ignored',
  fragment: 'ignored',
};

/** The bar at the top: where one is, whether the page is live, how it looks. On a phone the pages are at the bottom. */
@Component({
  selector: 'app-bar',
  imports: [ConnectionBadge, Glyph, RouterLink, RouterLinkActive],
  templateUrl: './app-bar.html',
  styleUrl: './app-bar.css',
})
export class AppBar {
  protected readonly appearance = inject(Appearance);
  readonly #fleet = inject(Fleet);
  readonly #keys = inject(AppKeys);
  readonly #person = inject(Person);
  protected readonly pages = PAGES;
  protected readonly within = WITHIN;
  protected readonly exactly: IsActiveMatchOptions = { ...WITHIN, paths: 'exact' };
  protected readonly openAnomalies = computed(() => this.#fleet.anomalies().length);
  /** The panel that is open. */
  protected readonly panel = signal<Panel | undefined>(undefined);
  readonly #tasks = inject(PendingTasks);
  protected readonly place = viewChild.required('place', { read: ViewContainerRef });
  protected readonly badge = viewChild.required<ElementRef<HTMLElement>>('badge');
  protected readonly settings = viewChild.required<ElementRef<HTMLElement>>('settings');
  protected readonly person = viewChild.required<ElementRef<HTMLElement>>('person');
  /** The words of the badge are the longest when it is not live, and all has to fit in. */
  protected readonly isTight = injectMedia('(width < 960px)');

  protected readonly clockLabel = computed(() =>
    this.appearance.clock() === 'utc' ? $localize`Times in UTC: show local time` : $localize`Local times: show UTC`,
  );
  protected readonly initials = computed(() => initialsOf(this.#person.name()));
  protected readonly personLabel = computed(() =>
    this.initials()
      ? $localize`${this.initials()}:INITIALS:: you are ${this.#person.name()}:NAME:`
      : $localize`Who are you?`,
  );

  constructor() {
    const loading = setTimeout(() => void loadPanel().catch(() => undefined), LOAD_AFTER_MS);
    inject(DestroyRef).onDestroy(() => clearTimeout(loading));
  }

  protected search(): void {
    void this.#keys.openPalette();
  }

  protected switchClock(): void {
    this.appearance.clock.update((clock) => (clock === 'utc' ? 'local' : 'utc'));
  }

  protected toggle(panel: Panel): void {
    this.panel.update((open) => (open === panel ? undefined : panel));
    if (this.place().length === 0) void this.#tasks.run(() => this.#addPanel());
  }

  async #addPanel(): Promise<void> {
    try {
      const { BarPanel } = await loadPanel();
      if (this.place().length > 0) return;
      const buttons = { connection: this.badge, settings: this.settings, person: this.person };
      const origin = (): HTMLElement => buttons[this.panel() ?? 'connection']().nativeElement;
      this.place().createComponent(BarPanel, {
        bindings: [
          inputBinding('panel', this.panel),
          inputBinding('origin', origin),
          outputBinding('closed', () => this.panel.set(undefined)),
        ],
      });
    } catch {
      // TypeError: not loaded, and loaded anew with the next press.
      this.panel.set(undefined);
    }
  }
}

/** It comes with all that floats over the page. Not by `@defer`, which gives up for good when a load fails. */
function loadPanel() {
  return import('./bar-panel');
}
