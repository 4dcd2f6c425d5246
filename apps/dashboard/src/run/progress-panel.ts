import { Component, computed, inject, input, signal } from '@angular/core';
import { formatCount, formatPercent, formatShortCount, formatTime } from '@jobwire/angular';
import { isOver, type JobRun } from '@jobwire/events';
import { Appearance } from '../shell/appearance';
import { CurvePlot } from './curve-plot';
import { LEAST_RUNS, progressCurve, rateCurve, type ProgressCurve } from './progress-curve';
import type { ProgressTrack } from './progress-track';
import { formatRate } from './run-pace';
import type { RunMoment } from './run-facts';

/** How far a run came over time, or how fast, beside what is usual. */
@Component({
  selector: 'app-progress-panel',
  imports: [CurvePlot],
  template: `
    <header class="panel-head">
      <h2 class="panel-title" id="progress">Progress</h2>
      @if (curve()) {
        <fieldset class="segments">
          <legend class="visually-hidden">What the chart shows</legend>
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
    { kind: 'progress', isRate: false, word: this.#progress()?.kind === 'count' ? 'Count' : 'Percent' },
    { kind: 'rate', isRate: true, word: 'Rate' },
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
      end: curve?.estimate ? `done about ${time(curve.estimate[1][0])}` : '',
      isFailed: run.state === 'failed',
      usual: curve?.band ? `usual range, last ${curve.bandOf} runs` : '',
    };
  });
  /** The chart in one sentence. */
  protected readonly summary = computed(() => {
    const curve = this.curve();
    if (!curve) return isOver(this.run()) ? 'It told of no progress.' : 'It has told of no progress yet.';
    const { now, end, usual } = this.look();
    const few =
      this.completedMs().length < LEAST_RUNS && curve.kind !== 'count'
        ? 'too few earlier runs to say what is usual'
        : '';
    return `${[now || 'No rate yet', end, usual && `beside the ${usual}`, few].filter((text) => text !== '').join(', ')}.`;
  });

  #now(curve: ProgressCurve | undefined): string {
    const last = curve?.points.at(-1)?.[1];
    if (!curve || last === undefined) return '';
    const told =
      curve.kind === 'percent' ? formatPercent(last) : curve.kind === 'count' ? formatCount(last) : this.#rate(last);
    const { state } = this.run();
    if (state === 'failed' || state === 'cancelled') return `stopped at ${told}`;
    return isOver(this.run()) ? told : `${told} now`;
  }

  #axis(curve: ProgressCurve | undefined, value: number): string {
    if (curve?.kind === 'percent') return formatPercent(value);
    return curve?.kind === 'rate' && value < 10 ? String(Number(value.toFixed(1))) : formatShortCount(value);
  }

  #rate(rate: number): string {
    return this.track().points.at(-1)?.current === undefined ? `${rate.toFixed(1)}\u00a0% a second` : formatRate(rate);
  }
}
