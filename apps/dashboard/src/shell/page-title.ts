import { computed, DOCUMENT, effect, inject, Injectable, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TitleStrategy, type RouterStateSnapshot } from '@angular/router';
import { formatIcu, JobEvents } from '@jobwire/angular';
import { Fleet } from '../fleet/fleet';

/** The title and the icon of the tab: they show failures where the page itself is not seen. */
@Injectable({ providedIn: 'root' })
export class PageTitle extends TitleStrategy {
  readonly #fleet = inject(Fleet);
  readonly #events = inject(JobEvents);
  readonly #page = signal('');

  readonly #news = computed(() => {
    const { status } = this.#events.connection();
    if (!this.#events.isCurrent() && status !== 'connecting')
      return { say: (title: string) => $localize`Not live · ${title}:TITLE:`, colour: '#4e5d5e' };
    const failed = this.#fleet.failed();
    if (failed > 0) {
      const message = $localize`:Jobs, and the title of a page:{JOBS, plural, other {({JOBS} failed) {TITLE}}}`;
      return { say: (title: string) => formatIcu(message, { JOBS: failed, TITLE: title }), dot: '#c2302a' };
    }
    const critical = this.#fleet.anomalies().filter(({ severity }) => severity === 'critical').length;
    if (critical === 0) return { say: (title: string) => title };
    const message = $localize`:Anomalies, and the title of a page:{ANOMALIES, plural, other {({ANOMALIES} critical) {TITLE}}}`;
    return { say: (title: string) => formatIcu(message, { ANOMALIES: critical, TITLE: title }), dot: '#db9a36' };
  });

  constructor() {
    super();
    const title = inject(Title);
    const icon = inject(DOCUMENT).querySelector<HTMLLinkElement>('link[rel=icon]');
    const words = computed(() => this.#news().say(`${this.#page()} · Jobwire`));
    const drawn = computed(() => drawIcon(this.#news()));
    effect(() => title.setTitle(words()));
    // The browser loads and draws it anew each time it is set, be it the same.
    effect(() => icon?.setAttribute('href', drawn()));
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.#page.set(this.buildTitle(snapshot) ?? $localize`Overview`);
  }
}

function drawIcon({ colour = '#00687a', dot }: { readonly colour?: string; readonly dot?: string }): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="${colour}"/><path d="M5 17h5l3-8 5 15 3-9 1.5 2H27" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>${
    dot ? `<circle cx="25" cy="7" r="6.5" fill="${dot}" stroke="#fff" stroke-width="2"/>` : ''
  }</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
