import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { JobEvents } from '@jobwire/angular';
import { AppKeys } from './keys/app-keys';
import { AppBar } from './shell/app-bar';
import { ConnectionBar } from './shell/connection-bar';
import { FailureAnnouncer } from './shell/failure-announcer';

/** The frame of every page: the bar above, the page, and below what is to be said about the connection. */
@Component({
  selector: 'app-root',
  imports: [AppBar, ConnectionBar, RouterOutlet],
  template: `
    <a class="skip" href="#content" (click)="skip($event, content)">Skip to the content</a>
    <app-bar />
    <main #content id="content" tabindex="-1" [class.not-live]="!isLive()"><router-outlet /></main>
    <app-connection-bar />
  `,
  styles: `
    main {
      padding: 16px 20px 72px;
      outline: none;
    }
    .skip {
      position: absolute;
      z-index: 2;
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
        padding: 12px 12px 88px;
      }
    }
  `,
})
export class App {
  protected readonly isLive = inject(JobEvents).isLive;

  constructor() {
    inject(FailureAnnouncer);
    inject(AppKeys);
  }

  protected skip(event: Event, content: HTMLElement): void {
    event.preventDefault();
    content.focus();
  }
}
