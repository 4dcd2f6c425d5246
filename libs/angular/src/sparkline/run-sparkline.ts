import { Component, computed, input } from '@angular/core';
import { MAX_RECENT_RUNS, SLOW_FACTOR, type RecentRun } from '@jobwire/events';
import { countFailed, countRuns } from '../run/run-words';
import { formatDuration } from '../words/duration';

const BAR = 3;
const STEP = 4.5;
const WIDTH = MAX_RECENT_RUNS * STEP - (STEP - BAR);
/** Above the line. Below it there is room for failed runs. */
const HEIGHT = 10;
const BELOW = 3.5;
/** A run that took next to nothing is still seen. */
const LEAST = 1.5;

/** Heights are a multiple of that: what grows with the time is not drawn anew for less. */
const GRAIN = 0.25;

const KINDS = ['done', 'slow', 'failed', 'running'] as const;

interface Bar {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly kind: (typeof KINDS)[number];
}

/**
 * How long the newest runs of a job took and how they ended, newest right. A failed one also reaches below the line, the one
 * that is running is an outline.
 */
@Component({
  selector: 'jw-run-sparkline',
  template: `
    <svg
      role="img"
      [attr.aria-label]="text()"
      [attr.viewBox]="viewBox"
      [attr.width]="width"
      [attr.height]="height"
      focusable="false"
    >
      <title>{{ text() }}</title>
      <path class="base" [attr.d]="base" />
      @for (kind of kinds; track kind) {
        <path [class]="kind" [attr.d]="paths()[kind]" />
      }
    </svg>
  `,
  styles: `
    :host {
      display: inline-flex;
    }
    /* The outline of the newest reaches half a pixel beyond. */
    svg {
      overflow: visible;
    }
    .base {
      stroke: var(--jw-line2, #c6d0d0);
    }
    .done {
      fill: var(--jw-bar, #7f8e8f);
    }
    .failed {
      fill: var(--jw-fail-fill, #c2302a);
    }
    .slow {
      fill: var(--jw-warn-fill, #a96400);
    }
    .running {
      fill: none;
      stroke: var(--jw-live, var(--jw-accent, #00687a));
    }
  `,
})
export class RunSparkline {
  /** Oldest first. */
  readonly runs = input.required<readonly RecentRun[]>();
  /** What a run usually takes, in milliseconds. */
  readonly usualMs = input<number | undefined>();
  /** How long the run that is going on has taken so far, in milliseconds. */
  readonly runningMs = input<number | undefined>();

  protected readonly width = WIDTH;
  protected readonly height = HEIGHT + BELOW;
  protected readonly viewBox = `0 0 ${WIDTH} ${HEIGHT + BELOW}`;
  protected readonly base = `M0 ${HEIGHT - 0.5}h${WIDTH}`;

  protected readonly kinds = KINDS;
  /** All bars of a kind are one shape. */
  protected readonly paths = computed(() => {
    const paths = { done: '', slow: '', failed: '', running: '' };
    for (const { kind, x, y, height } of this.#bars()) paths[kind] += `M${x} ${y}h${BAR}v${height}h${-BAR}z`;
    return paths;
  });

  readonly #bars = computed<readonly Bar[]>(() => {
    const runningMs = this.runningMs();
    const ended = this.runs().slice(-(runningMs === undefined ? MAX_RECENT_RUNS : MAX_RECENT_RUNS - 1));
    const longest = Math.max(1, runningMs ?? 0, ...ended.map(({ durationMs = 0 }) => durationMs));
    const count = ended.length + (runningMs === undefined ? 0 : 1);
    const place = (index: number): number => WIDTH - BAR - (count - 1 - index) * STEP;
    const above = (ms: number): number => Math.max(LEAST, Math.round(((ms / longest) * HEIGHT) / GRAIN) * GRAIN);
    const bars = ended.map(({ state, durationMs = 0 }, index): Bar => {
      const height = above(durationMs);
      const isFailed = state === 'failed';
      const kind = isFailed ? 'failed' : this.#isSlow(durationMs) ? 'slow' : 'done';
      return { x: place(index), y: HEIGHT - height, height: height + (isFailed ? BELOW : 0), kind };
    });
    if (runningMs === undefined) return bars;
    const height = Math.max(LEAST, above(runningMs) - 1);
    return [...bars, { x: place(count - 1), y: HEIGHT - 0.5 - height, height, kind: 'running' }];
  });

  /** "14 runs, 1 failed, median 1 m 12 s". */
  protected readonly text = computed(() => {
    const runs = this.runs();
    const failed = runs.filter(({ state }) => state === 'failed').length;
    const usual = this.usualMs();
    return [
      countRuns(runs.length),
      ...(failed > 0 ? [countFailed(failed)] : []),
      ...(usual === undefined ? [] : [$localize`median ${formatDuration(usual)}:DURATION:`]),
    ].join(', ');
  });

  #isSlow(durationMs: number): boolean {
    const usual = this.usualMs();
    return usual !== undefined && durationMs >= usual * SLOW_FACTOR;
  }
}
