import { Component, input } from '@angular/core';
import type { ConnectionDescription } from './describe-connection';

/** The mark of a connection, 16 px. It is decoration: the word stands beside it, always. */
@Component({
  selector: 'jw-connection-icon',
  template: `
    <svg viewBox="0 0 18 18" aria-hidden="true" focusable="false">
      @switch (icon()) {
        @case ('live') {
          <circle cx="9" cy="9" r="6.5" />
          <circle class="dot" cx="9" cy="9" r="3.5" />
        }
        @case ('trying') {
          <path d="M5.2 4.2A6.2 6.2 0 0 0 5.6 14M5.6 10.6V14H2.2M12.8 13.8A6.2 6.2 0 0 0 12.4 4M12.4 7.4V4h3.4" />
        }
        @case ('quiet') {
          <path d="M3.6 5.6A6.4 6.4 0 1 1 2.6 9M3.2 2.8v3.2h3.2M9 5.4V9l2.4 1.6" />
        }
        @case ('offline') {
          <path
            d="M1.8 6.6A11 11 0 0 1 4.6 4.8M8 3.8a11 11 0 0 1 8.2 2.8M4.6 9.8a6.6 6.6 0 0 1 2.2-1.4M11.4 8.6a6.6 6.6 0 0 1 2 1.2M9 14.2v.1M2.6 2.6l12.8 12.8"
          />
        }
        @case ('denied') {
          <path d="M4.2 8h9.6v7H4.2zM6.2 8V5.4a2.8 2.8 0 0 1 5.6 0V8M9 10.8v1.4" />
        }
      }
    </svg>
  `,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    svg {
      width: 16px;
      height: 16px;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.6;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .dot {
      fill: currentcolor;
      stroke: none;
    }
  `,
  host: { '[attr.data-icon]': 'icon()' },
})
export class ConnectionIcon {
  readonly icon = input.required<ConnectionDescription['icon']>();
}
