import { Component, computed, inject } from '@angular/core';
import { ConnectionIcon, formatTime, JobEvents } from '@jobwire/angular';
import { Appearance } from './appearance';

/** Says in the head of a panel up to when it is true, while the page is not live. */
@Component({
  selector: 'app-as-of',
  imports: [ConnectionIcon],
  template: `
    @if (time(); as time) {
      <span class="tag warn"
        ><jw-connection-icon icon="quiet" /><ng-container i18n>as of {{ time }}</ng-container></span
      >
    }
  `,
})
export class AsOf {
  readonly #events = inject(JobEvents);
  readonly #timeZone = inject(Appearance).timeZone;

  protected readonly time = computed(() => {
    const asOf = this.#events.asOf();
    return asOf === undefined ? '' : formatTime(asOf, { timeZone: this.#timeZone() });
  });
}
