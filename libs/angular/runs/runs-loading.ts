import { Component } from '@angular/core';

/** The shape of runs that are on their way. It shows when that takes longer than a moment. */
@Component({
  selector: 'jw-runs-loading',
  template: `
    <p i18n>Loading runs…</p>
    @for (row of rows; track row) {
      <div class="row" aria-hidden="true"><span class="dot"></span><span></span><span></span><span></span></div>
    }
  `,
  styles: `
    :host {
      display: block;
      padding: 8px 16px;
      animation: appear 0s 200ms both;
    }
    @keyframes appear {
      from {
        visibility: hidden;
      }
    }
    p {
      margin: 0;
      color: var(--jw-text2, #435052);
      font-size: 12px;
      text-align: right;
    }
    .row {
      display: grid;
      grid-template-columns: 14px 30% 15% 25%;
      align-items: center;
      gap: 18px;
      height: var(--_row);
      border-top: 1px solid var(--jw-line, #dde4e4);
    }
    span {
      height: 12px;
      border-radius: 5px;
      background: var(--jw-track, #d5dddd);
    }
    .dot {
      border-radius: 50%;
    }
  `,
  host: { role: 'status' },
})
export class RunsLoading {
  protected readonly rows = [1, 2, 3, 4, 5, 6];
}
