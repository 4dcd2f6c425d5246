import { Component, computed, input, numberAttribute } from '@angular/core';
import type { Severity } from '@jobwire/events';

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

interface Stroke {
  /** `fill`: the inside in the icon's colour; the others are lines. */
  readonly kind: string;
  readonly path: string;
  readonly dashes?: string;
}

const RADIUS = 6.25;
const AROUND = 2 * Math.PI * RADIUS;
/** Clockwise from the top. */
const RING = 'M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 1 1 0-12.5';
const SLASH = 'M12.3 3.7l-8.6 8.6';
/** Steps of the share done: smaller ones are not seen. */
const STEPS = 60;

const STROKES: Readonly<Record<Exclude<IconState, 'running' | Severity>, readonly Stroke[]>> = {
  queued: [
    { kind: 'line thin dashed', path: RING, dashes: '2.4 1.53' },
    { kind: 'line thin', path: 'M8 4.8V8l2.2 1.4' },
  ],
  done: [{ kind: 'line bold', path: 'M2.6 8.6l3.6 3.6 7.2-8' }],
  failed: [
    { kind: 'fill', path: 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z' },
    { kind: 'cut bold', path: 'M5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8' },
  ],
  cancelled: [
    { kind: 'line', path: RING },
    { kind: 'line', path: SLASH },
  ],
  cancelling: [
    { kind: 'line dashed', path: RING, dashes: '4.9 1.65' },
    { kind: 'line', path: SLASH },
  ],
  stopped: [{ kind: 'line', path: 'M4.5 2.5h7a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z' }],
  never: [{ kind: 'line', path: 'M8 5a3 3 0 1 1 0 6 3 3 0 1 1 0-6' }],
  unknown: [
    { kind: 'line thin dashed', path: RING, dashes: '4.4 2.15' },
    { kind: 'line', path: 'M2 2l12 12' },
  ],
  absent: [{ kind: 'line', path: 'M3 8h10' }],
  anomaly: [
    { kind: 'fill', path: 'M8 .6L15.4 8 8 15.4.6 8z' },
    { kind: 'cut', path: 'M8 4.4v4.2M8 10.4v1.4' },
  ],
  acknowledged: [
    { kind: 'line', path: 'M8 1.4L14.6 8 8 14.6 1.4 8z' },
    { kind: 'line', path: 'M5.4 8.2l1.8 1.8 3.4-3.8' },
  ],
};

const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const satisfies readonly Severity[];

/** The mark of a state, 16 px. It is decoration: the word stands beside it, always. Its strokes stay from state to state: many change each second. */
@Component({
  selector: 'jw-state-icon',
  template: `
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      @for (stroke of strokes(); track $index) {
        <path [attr.class]="stroke.kind" [attr.d]="stroke.path" [attr.stroke-dasharray]="stroke.dashes" />
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

  protected readonly strokes = computed(() => {
    const state = this.state();
    if (state === 'running') return running(this.share() ?? 0.25);
    return isSeverity(state) ? barsOf(state) : STROKES[state];
  });
}

function running(share: number): readonly Stroke[] {
  return [
    { kind: 'track', path: RING },
    { kind: 'line', path: RING, dashes: `${(Math.round(share * STEPS) / STEPS) * AROUND} ${AROUND}` },
    { kind: 'fill', path: 'M6.4 5.1v5.8L11 8z' },
  ];
}

function isSeverity(state: IconState): state is Severity {
  return (SEVERITIES as readonly string[]).includes(state);
}

/** Four bars, of which as many are full as the severity is high. */
function barsOf(severity: Severity): readonly Stroke[] {
  const level = SEVERITIES.indexOf(severity);
  const bars = [4, 7, 10, 13].map((height, index) => `M${0.5 + index * 4} 15v${-height}h3v${height}z`);
  return [
    { kind: 'fill', path: bars.slice(0, level + 1).join('') },
    { kind: 'hollow', path: bars.slice(level + 1).join('') },
  ];
}

function toShare(value: unknown): number | undefined {
  const share = value === undefined || value === null ? NaN : numberAttribute(value);
  return Number.isNaN(share) ? undefined : Math.min(1, Math.max(0, share));
}
