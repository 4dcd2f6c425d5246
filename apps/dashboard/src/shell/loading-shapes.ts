import { Component, computed, input, numberAttribute } from '@angular/core';

/** The shape of what is on its way, and what that is in words. It shows when that takes longer than a moment. */
@Component({
  selector: 'app-loading-shapes',
  template: `
    <p class="head">
      <span class="shape"></span><span class="secondary"><ng-content /></span>
    </p>
    @for (row of numbers(); track row) {
      <div class="row">
        <span class="shape dot"></span><span class="shape"></span><span class="shape"></span><span class="shape"></span>
      </div>
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
    .head,
    .row {
      display: grid;
      grid-template-columns: 40% auto;
      align-items: center;
      justify-content: space-between;
      height: 36px;
    }
    .row {
      grid-template-columns: 14px 33% 16% 27%;
      border-top: 1px solid var(--jw-line);
    }
    .shape {
      height: 12px;
      border-radius: 5px;
      background: var(--jw-track);
    }
    .dot {
      border-radius: 50%;
    }
  `,
  host: { role: 'status' },
})
export class LoadingShapes {
  readonly rows = input(4, { transform: numberAttribute });
  protected readonly numbers = computed(() => Array.from({ length: this.rows() }, (_, index) => index));
}
