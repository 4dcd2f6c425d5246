import { Component, computed, inject, input, signal } from '@angular/core';
import {
  formatCount,
  formatDecimal,
  formatFactor,
  formatIcu,
  formatPercent,
  formatShortCount,
  formatTime,
} from '@jobwire/angular';
import { isOver, type JobRun } from '@jobwire/events';
import { Appearance } from '../shell';
import { CurvePlot } from './curve-plot';
import { LEAST_RUNS, progressCurve, rateCurve, type ProgressCurve } from './progress-curve';
import type { ProgressTrack } from './progress-track';
import { doneAbout, formatRate } from './run-pace';
import type { RunMoment } from './run-facts';

/** How far a run came over time, or how fast, beside what is usual. */
@Component({
  selector: 'app-progress-panel',
  imports: [CurvePlot],
  template: `
    <header class="panel-head">
      <h2 class="panel-title" id="progress" i18n>Progress</h2>
      @if (curve()) {
        <fieldset class="segments">
          <legend class="visually-hidden" i18n>What the chart shows</legend>
          @for (choice of choices(); track choice.kind) {
            <label class="segment" [class.chosen]="isRate() === choice.isRate">
              <input
                class="visually-hidden"
                type="radio"
                name="progress-kind"
                [checked]="isRate() === choice.isRate"
                (change)="isRate.set(choice.isRate)"
              />{{ choice.word }}
            </label>
          }
        </fieldset>
      }
    </header>
    <div class="box" role="img" [attr.aria-label]="summary()">
      @if (curve(); as curve) {
        <app-curve-plot [curve]="curve" [look]="look()" [theme]="theme()" />
      } @else {
        <p class="secondary none">{{ summary() }}</p>
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
    }
    .segments {
      margin-left: auto;
    }
    .box {
      height: 208px;
      padding-inline: 10px 8px;
    }
    .none {
      padding-inline: 4px;
    }
    @media (width < 600px) {
      .box {
        height: 180px;
        padding-inline: 4px;
      }
    }
  `,
})
export class ProgressPanel {
  readonly run = input.required<JobRun>();
  readonly track = input.required<ProgressTrack>();
  readonly moment = input.required<RunMoment>();
  /** How long earlier runs took, in milliseconds. */
  readonly completedMs = input<readonly number[]>([]);
  /** Changes when the page is printed. */
  readonly isPrinting = input(false);

  readonly #appearance = inject(Appearance);
  protected readonly isRate = signal(false);
  protected readonly theme = computed(() => [this.#appearance.theme(), this.isPrinting()]);
  readonly #options = computed(() => ({ ...this.moment(), completedMs: this.completedMs() }));
  readonly #progress = computed(() => progressCurve(this.run(), this.track(), this.#options()));
  protected readonly curve = computed(() =>
    this.isRate() ? rateCurve(this.run(), this.track(), this.#options()) : this.#progress(),
  );
  protected readonly choices = computed(() => [
    {
      kind: 'progress',
      isRate: false,
      word:
        this.#progress()?.kind === 'count'
          ? $localize`:What a chart shows|Noun:Count`
          : $localize`:What a chart shows:Percent`,
    },
    { kind: 'rate', isRate: true, word: $localize`:How fast a run goes:Rate` },
  ]);

  protected readonly look = computed(() => {
    const curve = this.curve();
    const { timeZone } = this.moment();
    const run = this.run();
    const time = (epochMs: number): string => formatTime(epochMs, { timeZone });
    return {
      time,
      value: (value: number) => this.#axis(curve, value),
      now: this.#now(curve),
      end: curve?.estimate ? doneAbout(time(curve.estimate[1][0])) : '',
      isFailed: run.state === 'failed',
      usual: curve?.band
        ? formatIcu(
            $localize`:Beside a chart:{RUNS, plural, =1 {usual range, last run} other {usual range, last {RUNS} runs}}`,
            { RUNS: curve.bandOf },
          )
        : '',
    };
  });
  /** The chart in one sentence. */
  protected readonly summary = computed(() => {
    const curve = this.curve();
    if (!curve)
      return isOver(this.run()) ? $localize`It told of no progress.` : $localize`It has told of no progress yet.`;
    const { now, end } = this.look();
    const usual = curve.band
      ? formatIcu(
          $localize`{RUNS, plural, =1 {beside the usual range, last run} other {beside the usual range, last {RUNS} runs}}`,
          { RUNS: curve.bandOf },
        )
      : '';
    const few =
      this.completedMs().length < LEAST_RUNS && curve.kind !== 'count'
        ? $localize`too few earlier runs to say what is usual`
        : '';
    return `${[now || $localize`No rate yet`, end, usual, few].filter((text) => text !== '').join(', ')}.`;
  });

  #now(curve: ProgressCurve | undefined): string {
    const last = curve?.points.at(-1)?.[1];
    if (!curve || last === undefined) return '';
    const told =
      curve.kind === 'percent' ? formatPercent(last) : curve.kind === 'count' ? formatCount(last) : this.#rate(last);
    const { state } = this.run();
    if (state === 'failed' || state === 'cancelled') return $localize`stopped at ${told}:PROGRESS:`;
    return isOver(this.run()) ? told : $localize`:Progress at this time:${told}:PROGRESS: now`;
  }

  #axis(curve: ProgressCurve | undefined, value: number): string {
    if (curve?.kind === 'percent') return formatPercent(value);
    return curve?.kind === 'rate' && value < 10 ? formatDecimal(value) : formatShortCount(value);
  }

  #rate(rate: number): string {
    return this.track().points.at(-1)?.current === undefined
      ? $localize`${formatFactor(rate)}:PERCENT:\u00a0% a second`
      : formatRate(rate);
  }
}
