import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { countFailed, countRuns, formatCount, formatDuration, JobsApi } from '@jobwire/angular';
import { isOver, SLOW_FACTOR, writeQueryValue, type JobRun, type JobStatus, type RecentRun } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { totalOf } from '../runs/run-counts';

/** How high the bars are, in pixels. */
const HEIGHT = 34;
const LEAST = 3;

/** The newest runs of the same job on the same server, as bars that lead to them. */
@Component({
  selector: 'app-earlier-runs',
  imports: [RouterLink],
  template: `
    <section class="panel" aria-labelledby="earlier">
      <header class="panel-head">
        <h2 class="panel-title" id="earlier" i18n>Earlier runs here</h2>
        <a class="link all" routerLink="/runs" [queryParams]="{ q: query(), span: 'all' }">{{ all() }}</a>
      </header>
      @if (bars().length > 0) {
        <ol class="bars">
          @for (bar of bars(); track bar.index) {
            <li>
              @if (bar.jobId) {
                <a
                  class="bar"
                  [attr.data-kind]="bar.kind"
                  [attr.aria-current]="bar.isThis ? 'page' : null"
                  [attr.aria-label]="bar.words"
                  [attr.title]="bar.words"
                  [routerLink]="['/runs', bar.jobId]"
                  ><span [style.height.px]="bar.height"></span
                ></a>
              } @else {
                <span class="bar" role="img" [attr.data-kind]="bar.kind" [attr.aria-label]="bar.words"
                  ><span [style.height.px]="bar.height"></span
                ></span>
              }
            </li>
          }
        </ol>
        <p class="foot">
          <span class="secondary">{{ count() }}</span>
          @if (failedInARow() > 1) {
            <b class="failed" i18n="Runs">{failedInARow(), plural, other {the last {{ failedInARow() }} failed}}</b>
          } @else if (status()?.usualDurationMs; as usual) {
            <span class="secondary" i18n
              >median <b>{{ duration(usual) }}</b>, {{ failed() }}</span
            >
          } @else {
            <span class="secondary">{{ failed() }}</span>
          }
        </p>
      } @else {
        <p class="secondary none" i18n="Of the runs of a job">None has ended yet.</p>
      }
    </section>
  `,
  styles: `
    :host {
      display: block;
    }
    .all {
      margin-left: auto;
      font-weight: 400;
    }
    .bars {
      display: flex;
      gap: 2px;
      margin: 2px 14px 0;
    }
    .bars li {
      flex: 1;
      max-width: 24px;
    }
    .bar {
      display: flex;
      align-items: flex-end;
      height: 40px;
      padding-bottom: 5px;
      border-radius: 3px;
    }
    .bar > span {
      width: 100%;
      background: var(--jw-bar);
      box-shadow: 0 1px 0 var(--jw-line2);
    }
    a.bar:hover {
      background: var(--jw-hover);
    }
    .bar:focus-visible {
      outline-offset: 0;
    }
    [data-kind='failed'] > span {
      margin-bottom: -5px;
      background: var(--jw-fail-fill);
    }
    [data-kind='slow'] > span {
      background: var(--jw-warn-fill);
    }
    [data-kind='running'] > span {
      border: 1.5px solid var(--jw-live, var(--jw-accent));
      background: none;
    }
    [aria-current] {
      background: var(--jw-accent-soft);
      box-shadow: inset 0 -2px var(--jw-accent);
    }
    .foot {
      display: flex;
      justify-content: space-between;
      gap: 10px;
      padding: 8px 14px 12px;
    }
    b {
      font-weight: 600;
    }
    .failed {
      color: var(--jw-fail);
      font-size: 12px;
    }
    .none {
      padding: 0 14px 14px;
    }
    @media (pointer: coarse) {
      .bar {
        height: 48px;
      }
    }
    @media (forced-colors: active) {
      .bar > span {
        forced-color-adjust: none;
      }
      [aria-current] {
        outline: 1px solid Highlight;
      }
    }
  `,
})
export class EarlierRuns {
  readonly run = input.required<JobRun>();
  readonly status = input.required<JobStatus | undefined>();
  /** How long the run of the page has lasted. */
  readonly lastedMs = input<number>();

  readonly #api = inject(JobsApi);
  readonly #fleet = inject(Fleet);
  /** How many the link leads to; `undefined` while that is not known. */
  readonly #total = signal<number | undefined>(undefined);
  protected readonly duration = formatDuration;
  protected readonly query = computed(
    () =>
      `job:${writeQueryValue(this.run().jobName)} server:${writeQueryValue(this.#fleet.nameOf(this.run().serverId))}`,
  );

  protected readonly bars = computed(() => {
    const run = this.run();
    const usual = this.status()?.usualDurationMs;
    const recent = (this.status()?.recentRuns ?? []).map(({ jobId, state, durationMs }) => {
      const isLong = usual !== undefined && durationMs !== undefined && durationMs >= usual * SLOW_FACTOR;
      const kind = state === 'failed' ? 'failed' : isLong && durationMs > 0 ? 'slow' : 'done';
      return { jobId, kind, ms: durationMs ?? 0, word: wordOf(state), isThis: jobId === run.jobId };
    });
    const going = isOver(run)
      ? []
      : [
          {
            jobId: run.jobId,
            kind: 'running',
            ms: this.lastedMs() ?? 0,
            word: $localize`:State of a job:Running`,
            isThis: true,
          },
        ];
    const all = [...recent, ...going];
    const longest = Math.max(1, ...all.map(({ ms }) => ms));
    return all.map((bar, index) => ({
      ...bar,
      index,
      height: Math.max(LEAST, (bar.ms / longest) * HEIGHT),
      words: bar.isThis
        ? $localize`${bar.word}:STATE:, ${formatDuration(bar.ms)}:DURATION:, this run`
        : `${bar.word}, ${formatDuration(bar.ms)}`,
    }));
  });
  protected readonly count = computed(() => countRuns(this.bars().length));
  protected readonly all = computed(() => {
    const total = this.#total();
    return total === undefined ? $localize`:Runs:All` : $localize`:Runs:All ${formatCount(total)}:COUNT:`;
  });
  protected readonly failed = computed(() => countFailed(this.bars().filter(({ kind }) => kind === 'failed').length));
  protected readonly failedInARow = computed(() => {
    const ended = this.bars().filter(({ kind }) => kind !== 'running');
    return ended.length - 1 - ended.findLastIndex(({ kind }) => kind !== 'failed');
  });

  constructor() {
    effect((onCleanup) => {
      this.#total.set(undefined);
      const subscription = this.#api.runs({ q: this.query(), limit: 1 }).subscribe({
        next: ({ counts, isExact }) => this.#total.set(counts && isExact !== false ? totalOf(counts) : undefined),
        // It is only more to know: the link leads there without it.
        error: () => this.#total.set(undefined),
      });
      onCleanup(() => subscription.unsubscribe());
    });
  }
}

function wordOf(state: RecentRun['state']): string {
  switch (state) {
    case 'completed':
      return $localize`:State of a job:Done`;
    case 'failed':
      return $localize`:State of a job:Failed`;
    case 'cancelled':
      return $localize`:State of a job:Cancelled`;
  }
}
