import { Component, computed, inject, input, numberAttribute } from '@angular/core';
import { JobEvents } from '../stream/job-events';

const STEP = 3;
const HEIGHT = 12;
/** So many events in a second fill the height where there were never more. */
const LOW_FULL = 4;

/** One tick a second, as high as the number of events: it moves while the page is live. Decoration; the rate stands beside it. */
@Component({
  selector: 'jw-pulse-ticks',
  template: `
    <svg aria-hidden="true" [attr.viewBox]="'0 0 ' + width() + ' 12'" [attr.width]="width()" height="12">
      <path [attr.d]="path()" />
    </svg>
  `,
  styles: `
    :host {
      display: inline-flex;
      color: var(--jw-live, var(--jw-accent, #00687a));
    }
    path {
      fill: none;
      stroke: currentcolor;
      stroke-width: 2;
    }
  `,
})
export class PulseTicks {
  /** How many seconds to draw, 1 to 90. */
  readonly seconds = input(18, { transform: numberAttribute });

  readonly #pulse = inject(JobEvents).pulse;
  protected readonly width = computed(() => this.seconds() * STEP - 1);
  protected readonly path = computed(() => {
    const counts = this.#pulse().slice(-this.seconds());
    const full = Math.max(LOW_FULL, ...counts);
    return counts.map((count, index) => `M${index * STEP + 1} ${HEIGHT}v${-tickHeight(count, full)}`).join('');
  });
}

/** A second without events is a dot, one with events is seen to have some. */
function tickHeight(count: number, full: number): number {
  return count === 0 ? 1 : 3 + Math.round(((HEIGHT - 3) * count) / full);
}
