import { CdkConnectedOverlay, type ConnectedPosition } from '@angular/cdk/overlay';
import { Component, input, output } from '@angular/core';
import { ConnectionPanel } from './connection-panel';
import { PersonPanel } from './person-panel';
import { SettingsPanel } from './settings-panel';

/** What opens from the bar. */
export type Panel = 'connection' | 'settings' | 'person';

/**
 * A panel below its button. It comes with all that floats over the page, so not with the first view. That it closes is for its
 * owner to say: an overlay that closes by itself stays closed where the next one is asked for before the page is drawn.
 */
@Component({
  selector: 'app-bar-panel',
  imports: [CdkConnectedOverlay, ConnectionPanel, PersonPanel, SettingsPanel],
  template: `
    <ng-template
      cdkConnectedOverlay
      cdkConnectedOverlayHasBackdrop
      cdkConnectedOverlayBackdropClass="cdk-overlay-transparent-backdrop"
      [cdkConnectedOverlayOrigin]="origin()"
      [cdkConnectedOverlayOpen]="panel() !== undefined"
      [cdkConnectedOverlayPositions]="below"
      [cdkConnectedOverlayViewportMargin]="12"
      [cdkConnectedOverlayPush]="true"
      [cdkConnectedOverlayDisableClose]="true"
      (overlayKeydown)="closeOnEscape($event)"
      (backdropClick)="closed.emit()"
      (detach)="closed.emit()"
    >
      @if (panel() === 'settings') {
        <app-settings-panel />
      } @else if (panel() === 'person') {
        <app-person-panel (closed)="closed.emit()" />
      } @else if (panel() === 'connection') {
        <app-connection-panel />
      }
    </ng-template>
  `,
  // It has no place of its own in the bar.
  styles: `
    :host {
      display: none;
    }
  `,
})
export class BarPanel {
  readonly panel = input.required<Panel | undefined>();
  readonly origin = input.required<HTMLElement>();
  readonly closed = output();

  protected readonly below: ConnectedPosition[] = [
    { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top', offsetY: 6 },
  ];

  protected closeOnEscape(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.closed.emit();
  }
}
