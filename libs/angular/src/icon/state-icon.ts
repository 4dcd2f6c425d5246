import { Component, computed, input, numberAttribute } from '@angular/core';

/** What the icon says. Each has a shape of its own, so that it reads without colour. */
export type IconState =
  | 'running'
  | 'queued'
  | 'done'
  | 'failed'
  | 'cancelling'
  | 'cancelled'
  | 'stopped'
  | 'never'
  | 'unknown'
  | 'absent'
  | 'anomaly'
  | 'acknowledged'
  | 'low'
  | 'medium'
  | 'high'
  | 'critical';

const RADIUS = 6.25;
const AROUND = 2 * Math.PI * RADIUS;

/** The mark of a state, 16 px. It is decoration: the word stands beside it, always. */
@Component({
  selector: 'jw-state-icon',
  template: `
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      @switch (state()) {
        @case ('running') {
          <circle class="track" cx="8" cy="8" [attr.r]="radius" />
          <circle
            class="line"
            cx="8"
            cy="8"
            [attr.r]="radius"
            transform="rotate(-90 8 8)"
            [attr.stroke-dasharray]="arc()"
          />
          <path class="fill" d="M6.4 5.1v5.8L11 8z" />
        }
        @case ('queued') {
          <circle class="line thin dashed" cx="8" cy="8" [attr.r]="radius" stroke-dasharray="2.4 1.53" />
          <path class="line thin" d="M8 4.8V8l2.2 1.4" />
        }
        @case ('done') {
          <path class="line bold" d="M2.6 8.6l3.6 3.6 7.2-8" />
        }
        @case ('failed') {
          <path class="fill" d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" />
          <path class="cut bold" d="M5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8" />
        }
        @case ('cancelled') {
          <circle class="line" cx="8" cy="8" [attr.r]="radius" />
          <path class="line" d="M12.3 3.7l-8.6 8.6" />
        }
        @case ('cancelling') {
          <circle class="line dashed" cx="8" cy="8" [attr.r]="radius" stroke-dasharray="4.9 1.65" />
          <path class="line" d="M12.3 3.7l-8.6 8.6" />
        }
        @case ('stopped') {
          <rect class="line" x="2.5" y="2.5" width="11" height="11" rx="2" />
        }
        @case ('never') {
          <circle class="line" cx="8" cy="8" r="3" />
        }
        @case ('unknown') {
          <circle class="line thin dashed" cx="8" cy="8" [attr.r]="radius" stroke-dasharray="4.4 2.15" />
          <path class="line" d="M2 2l12 12" />
        }
        @case ('absent') {
          <path class="line" d="M3 8h10" />
        }
        @case ('anomaly') {
          <path class="fill" d="M8 .6L15.4 8 8 15.4.6 8z" />
          <path class="cut" d="M8 4.4v4.2M8 10.4v1.4" />
        }
        @case ('acknowledged') {
          <path class="line" d="M8 1.4L14.6 8 8 14.6 1.4 8z" />
          <path class="line" d="M5.4 8.2l1.8 1.8 3.4-3.8" />
        }
        @default {
          @for (bar of bars(); track bar.x) {
            <rect
              [class]="bar.isFilled ? 'fill' : 'hollow'"
              [attr.x]="bar.x"
              [attr.y]="15 - bar.height"
              width="3"
              [attr.height]="bar.height"
              rx="0.6"
            />
          }
        }
      }
    </svg>
  `,
  styleUrl: './state-icon.css',
  host: { '[attr.data-state]': 'state()' },
})
export class StateIcon {
  readonly state = input.required<IconState>();
  /** Of `running`: the share done, 0 to 1. Without it the ring is a quarter. */
  readonly share = input<number | undefined, unknown>(undefined, { transform: toShare });

  protected readonly radius = RADIUS;
  protected readonly arc = computed(() => `${(this.share() ?? 0.25) * AROUND} ${AROUND}`);
  protected readonly bars = computed(() => {
    const level = ['low', 'medium', 'high', 'critical'].indexOf(this.state());
    return [4, 7, 10, 13].map((height, index) => ({ x: 0.5 + index * 4, height, isFilled: index <= level }));
  });
}

function toShare(value: unknown): number | undefined {
  const share = value === undefined || value === null ? NaN : numberAttribute(value);
  return Number.isNaN(share) ? undefined : Math.min(1, Math.max(0, share));
}
