import { BreakpointObserver } from '@angular/cdk/layout';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { ConnectionBadge } from '@jobwire/angular';
import { map } from 'rxjs';
import { Appearance, CLOCKS, THEMES } from './appearance';
import { ConnectionPanel } from './connection-panel';

const WORDS = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
  local: 'Local time',
  utc: 'UTC',
} as const;

/** The bar at the top: where one is, whether the page is live, how it looks. */
@Component({
  selector: 'app-bar',
  imports: [
    CdkConnectedOverlay,
    CdkOverlayOrigin,
    ConnectionBadge,
    ConnectionPanel,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    RouterLink,
    RouterLinkActive,
  ],
  templateUrl: './app-bar.html',
  styleUrl: './app-bar.css',
})
export class AppBar {
  protected readonly appearance = inject(Appearance);
  protected readonly themes = THEMES;
  protected readonly clocks = CLOCKS;
  protected readonly words = WORDS;
  protected readonly isPanelOpen = signal(false);
  protected readonly isNarrow = toSignal(
    inject(BreakpointObserver)
      .observe('(width < 600px)')
      .pipe(map(({ matches }) => matches)),
    { initialValue: false },
  );

  protected togglePanel(): void {
    this.isPanelOpen.update((isOpen) => !isOpen);
  }
}
