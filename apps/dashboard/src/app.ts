import { afterNextRender, Component, DOCUMENT, inject, Injector } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { JobEvents } from '@jobwire/angular';
import { AppKeys } from './keys/app-keys';
import { Announcer } from './shell/announcer';
import { AppBar } from './shell/app-bar';
import { ConnectionBar } from './shell/connection-bar';
import { LiveRegionPlace } from './shell/live-region';
import { nameOverlayRegion } from './shell/overlay-region';
import { Reconnects } from './shell/reconnects';

/** The frame of every page: the bar above, the page, and below what is to be said about the connection. */
@Component({
  selector: 'app-root',
  imports: [AppBar, ConnectionBar, LiveRegionPlace, RouterOutlet],
  template: `
    <a class="skip" href="#content" (click)="skip($event, content)" i18n>Skip to the content</a>
    <app-bar />
    <main #content id="content" tabindex="-1" [class.not-live]="!isCurrent()">
      <router-outlet (activate)="arrive(content)" />
    </main>
    <app-connection-bar />
    <app-live-region />
  `,
  styles: `
    main {
      padding: 16px 20px max(72px, var(--notice-room, 0px));
      outline: none;
    }
    .skip {
      position: absolute;
      z-index: 4;
      top: -60px;
      left: 12px;
      padding: 8px 12px;
      border-radius: 6px;
      background: var(--jw-accent);
      color: var(--jw-on-accent);
      font-weight: 600;
    }
    .skip:focus {
      top: 8px;
    }
    @media (width < 600px) {
      main {
        padding: 12px 12px calc(60px + max(28px, var(--notice-room, 0px)));
      }
    }
  `,
})
export class App {
  readonly #document = inject(DOCUMENT);
  readonly #injector = inject(Injector);
  #hasArrived = false;
  protected readonly isCurrent = inject(JobEvents).isCurrent;

  constructor() {
    inject(Announcer);
    inject(Reconnects);
    inject(AppKeys);
    nameOverlayRegion(this.#document);
  }

  /** What had the focus may have gone with the page before: then it begins at the content of this one. */
  protected arrive(content: HTMLElement): void {
    if (this.#hasArrived) afterNextRender(() => this.#takeLostFocus(content), { injector: this.#injector });
    this.#hasArrived = true;
  }

  protected skip(event: Event, content: HTMLElement): void {
    event.preventDefault();
    content.focus();
  }

  #takeLostFocus(content: HTMLElement): void {
    const { activeElement, body } = this.#document;
    if (activeElement === body) content.focus({ preventScroll: true });
  }
}
