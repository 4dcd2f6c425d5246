import { booleanAttribute, Component, computed, inject, input } from '@angular/core';
import { formatCount, formatIcu, formatShortCount, formatTime } from '@jobwire/angular';
import type { Minute } from '../activity/per-minute';
import { Appearance } from '../shell';

const HEIGHT = 40;
/** Bars of failures hang below the line. */
const BELOW = 6;
/** Lower ones could not be seen. */
const LEAST = 2;
const LEAST_DASHED = 5;
const STEP = 10;
const BAR = 8;

/** Runs that ended, minute by minute: a bar upward for all, a mark below the line where some failed. */
@Component({
  selector: 'app-throughput-chart',
  templateUrl: './throughput-chart.html',
  styleUrl: './throughput-chart.css',
})
export class ThroughputChart {
  readonly minutes = input.required<readonly Minute[]>();
  /** Nobody knows how many it were. Default: `false`. */
  readonly unknown = input(false, { transform: booleanAttribute });

  readonly #timeZone = inject(Appearance).timeZone;
  protected readonly height = HEIGHT;
  protected readonly width = computed(() => this.minutes().length * STEP);
  protected readonly viewBox = computed(() => `0 0 ${this.width()} ${HEIGHT + BELOW}`);
  protected readonly top = computed(() => niceCeiling(Math.max(...this.minutes().map(({ finished }) => finished))));
  /** Where the axis has a number: at its top, its foot, and halfway where that is a whole one. */
  protected readonly lines = computed(() =>
    [this.top(), this.top() / 2, 0]
      .filter(Number.isInteger)
      .map((count) => ({ count, words: formatShortCount(count), y: HEIGHT - (count / this.top()) * HEIGHT })),
  );
  protected readonly bars = computed(() =>
    this.minutes().map(({ from, finished, failed }, index) => {
      const isNow = index === this.minutes().length - 1;
      const height = finished === 0 ? 0 : Math.max(isNow ? LEAST_DASHED : LEAST, (finished / this.top()) * HEIGHT);
      return {
        from,
        x: index * STEP + 1,
        y: HEIGHT - height,
        width: BAR,
        height,
        hasFailed: failed > 0,
        isNow,
      };
    }),
  );
  protected readonly finishedNow = computed(() =>
    this.unknown() ? '–' : formatCount(this.minutes().at(-1)?.finished ?? 0),
  );
  protected readonly failed = computed(() => this.minutes().reduce((sum, { failed }) => sum + failed, 0));
  protected readonly failedWords = computed(() => {
    return formatIcu($localize`:Runs:{FAILED, plural, other {{FAILED} failed}}`, { FAILED: this.failed() });
  });
  protected readonly failedInHour = computed(() => {
    const message = $localize`:Runs:{FAILED, plural, other {{FAILED} failed in the hour}}`;
    return formatIcu(message, { FAILED: this.failed() });
  });
  protected readonly summary = computed(() => {
    if (this.unknown()) return $localize`How many runs finished is not known.`;
    const finished = this.minutes().reduce((sum, minute) => sum + minute.finished, 0);
    const message = $localize`{RUNS, plural, =1 {1 run finished in the last {MINUTES} minutes, {FAILED} of them failed.} other {{RUNS} runs finished in the last {MINUTES} minutes, {FAILED} of them failed.}}`;
    return formatIcu(message, { RUNS: finished, MINUTES: this.minutes().length, FAILED: this.failed() });
  });
  protected readonly times = computed(() =>
    [0, 20, 40].map((index) => {
      const minute = this.minutes()[index];
      return minute ? formatTime(minute.from, { to: 'minute', timeZone: this.#timeZone() }) : '';
    }),
  );
}

/** The number at the top of the axis: 1, 2, 5, 10, 20, 50, ... */
function niceCeiling(most: number): number {
  if (most <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= most) ?? most;
}
