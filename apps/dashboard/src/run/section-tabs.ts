import { afterRenderEffect, Component, DestroyRef, DOCUMENT, inject, input, signal } from '@angular/core';
import { RevealFocus } from '../shell/reveal-focus';

export interface PageSection {
  /** Of its heading. */
  readonly id: string;
  readonly word: string;
}

/** On the phone: one tab for each section of the page, which jumps there. */
@Component({
  selector: 'app-section-tabs',
  imports: [RevealFocus],
  template: `
    <nav appRevealFocus aria-label="Sections of this run" i18n-aria-label>
      @for (section of sections(); track section.id) {
        <a
          [href]="'#' + section.id"
          [attr.aria-current]="current() === section.id ? 'true' : null"
          (click)="jump($event, section.id)"
          >{{ section.word }}</a
        >
      }
    </nav>
  `,
  styles: `
    :host {
      position: sticky;
      z-index: 2;
      top: 52px;
      display: block;
      margin-inline: -12px;
      border-bottom: 1px solid var(--jw-line2);
      background: var(--jw-bg);
    }
    nav {
      display: flex;
      overflow-x: auto;
      padding-inline: 4px;
      scrollbar-width: none;
    }
    a {
      display: inline-flex;
      flex: none;
      align-items: center;
      min-height: 44px;
      margin-inline: 8px;
      padding: 3px 2px 0;
      border-bottom: 3px solid transparent;
      color: var(--jw-text2);
      font-weight: 500;
      text-decoration: none;
    }
    a[aria-current] {
      border-bottom-color: var(--jw-accent);
      color: var(--jw-text);
      font-weight: 600;
    }
    a:focus-visible {
      outline-offset: -4px;
    }
  `,
})
export class SectionTabs {
  readonly sections = input.required<readonly PageSection[]>();

  readonly #document = inject(DOCUMENT);
  protected readonly current = signal<string | undefined>(undefined);

  constructor() {
    let observer: IntersectionObserver | undefined;
    afterRenderEffect({
      read: () => {
        const sections = this.sections();
        observer?.disconnect();
        if (typeof IntersectionObserver === 'undefined') return;
        const seen = new Set<string>();
        observer = new IntersectionObserver(
          (entries) => {
            for (const { target, isIntersecting } of entries) {
              if (isIntersecting) seen.add(target.id);
              else seen.delete(target.id);
            }
            const first = sections.find(({ id }) => seen.has(id));
            if (first) this.current.set(first.id);
          },
          // Below the bar and the tabs.
          { rootMargin: '-100px 0px -40% 0px' },
        );
        for (const { id } of sections) {
          const heading = this.#document.getElementById(id);
          if (heading) observer.observe(heading);
        }
      },
    });
    inject(DestroyRef).onDestroy(() => observer?.disconnect());
  }

  protected jump(event: Event, id: string): void {
    event.preventDefault();
    const heading = this.#document.getElementById(id);
    const section = heading?.closest<HTMLElement>('section, app-run-error, app-progress-panel') ?? heading;
    if (!section) return;
    section.scrollIntoView({ block: 'start' });
    // Who goes on by keyboard goes on there.
    section.tabIndex = -1;
    section.focus({ preventScroll: true });
    this.current.set(id);
  }
}
