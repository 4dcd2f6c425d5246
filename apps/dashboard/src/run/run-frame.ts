import { Component, computed, DOCUMENT, inject, ViewEncapsulation } from '@angular/core';
import { dateFormat, injectNow } from '@jobwire/angular';
import { Appearance } from '../shell';

/** What the page around a run is: on a phone its actions take the place of the tabs; on paper there is nothing to press, and its foot says where and when it was printed. */
@Component({
  selector: 'app-run-frame',
  template: `<p class="print-foot">
    <span>{{ address() }}</span> <span i18n>Printed {{ time() }}</span>
  </p>`,
  styles: `
    .print-foot {
      display: none;
    }
    @media (width < 600px) {
      /* Below the bar of the page there are those of the run. */
      html:has(app-section-tabs) {
        scroll-padding-top: 112px;
      }
      /* To print alone they need not go. */
      app-run-page .bottom:not(:has(app-run-actions > :not(.print))),
      body:has(app-run-page .bottom app-run-actions > :not(.print)) app-bar .tabs {
        display: none;
      }
    }
    @media print {
      html,
      body {
        background: #fff;
      }
      app-bar,
      app-connection-bar,
      .skip,
      .cdk-overlay-container,
      app-run-page :is(button, .button, fieldset, app-section-tabs, app-run-actions, .screen-only) {
        display: none !important;
      }
      #content {
        padding: 0;
      }
      app-run-page .panel {
        break-inside: avoid-page;
      }
      app-run-page app-run-log .panel,
      app-run-page app-json-view .panel {
        break-inside: auto;
      }
      .print-foot {
        display: flex;
        justify-content: space-between;
        gap: 16px;
        padding-top: 6px;
        border-top: 1px solid var(--jw-line2);
        color: var(--jw-text2);
        font-size: 11px;
        overflow-wrap: anywhere;
      }
    }
  `,
  // The bars around the page are not its own.
  encapsulation: ViewEncapsulation.None,
})
export class RunFrame {
  readonly #document = inject(DOCUMENT);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #now = injectNow();

  protected readonly address = computed(() => {
    this.#now();
    return this.#document.location.href;
  });
  protected readonly time = computed(() => {
    const timeZone = this.#timeZone();
    const format = dateFormat({
      dateStyle: 'medium',
      timeStyle: 'long',
      hourCycle: 'h23',
      ...(timeZone === undefined ? {} : { timeZone }),
    });
    return format.format(Math.max(this.#now(), Date.now()));
  });
}
