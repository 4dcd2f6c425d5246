import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatIcu, formatTime, JobsApi, StateIcon, type IcuValues } from '@jobwire/angular';
import { writeTextTerm, type JobRun } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Appearance } from '../shell';

const DAY_MS = 24 * 3_600_000;
/** More are not counted. */
const MOST_RUNS = 100;
/** Servers that are named. */
const MOST_SERVERS = 3;
/** Of an error so much is searched for. */
const MOST_TEXT = 120;

/** Where else a run failed in the same way within a day. Nothing where it did not, or where the server cannot search. */
@Component({
  selector: 'app-same-error',
  imports: [RouterLink, StateIcon],
  template: `
    @if (words(); as words) {
      <div class="strip">
        <jw-state-icon state="anomaly" />
        <p i18n>
          <b>{{ words.count }}</b>: {{ words.where }}. First at {{ words.first }}.
        </p>
        <a class="button" routerLink="/runs" [queryParams]="{ q: query(), span: '24h' }">{{ words.all }}</a>
      </div>
    }
  `,
  styles: `
    :host:not(:has(.strip)) {
      display: none;
    }
    .strip {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 6px 10px;
      min-height: 40px;
      padding: 4px 8px 4px 14px;
      border: 1px solid var(--jw-warn-fill);
      border-radius: 8px;
      background: var(--jw-warn-c);
      color: var(--jw-on-warn-c);
    }
    jw-state-icon {
      color: var(--jw-warn-fill);
    }
    p {
      flex: 1;
      min-width: 200px;
      overflow-wrap: anywhere;
    }
    b {
      font-weight: 600;
    }
    .button {
      min-height: 28px;
      border-color: currentcolor;
      background: transparent;
      color: inherit;
    }
  `,
})
export class SameError {
  readonly run = input.required<JobRun>();

  readonly #api = inject(JobsApi);
  readonly #fleet = inject(Fleet);
  readonly #timeZone = inject(Appearance).timeZone;
  readonly #found = signal<{ readonly runs: readonly JobRun[]; readonly isAll: boolean } | undefined>(undefined);
  protected readonly query = computed(() => errorQuery(this.run().error ?? ''));

  protected readonly words = computed(() => {
    const { runs, isAll } = this.#found() ?? { runs: [], isAll: true };
    if (!runs.some(({ jobId }) => jobId !== this.run().jobId)) return undefined;
    const oldest = runs.at(-1);
    const began = oldest?.startedAt ?? oldest?.queuedAt ?? oldest?.finishedAt;
    const first = began === undefined ? '' : formatTime(began, { to: 'minute', timeZone: this.#timeZone() });
    return { ...countWords({ RUNS: runs.length }, isAll), where: this.#where(runs), first };
  });

  constructor() {
    effect((onCleanup) => {
      const q = this.query();
      this.#found.set(undefined);
      if (q === undefined) return;
      const subscription = this.#api.runs({ q, from: Date.now() - DAY_MS, limit: MOST_RUNS }).subscribe({
        next: ({ items, cursor }) => this.#found.set({ runs: items, isAll: cursor === null }),
        // It is only more to know: without it the page says the same.
        error: () => this.#found.set(undefined),
      });
      onCleanup(() => subscription.unsubscribe());
    });
  }

  #where(runs: readonly JobRun[]): string {
    const counts = new Map<number, number>();
    for (const { serverId } of runs) counts.set(serverId, (counts.get(serverId) ?? 0) + 1);
    const servers = [...counts].sort(([, a], [, b]) => b - a);
    const named = servers.slice(0, MOST_SERVERS).map(([serverId, count]) =>
      formatIcu($localize`:Runs on a server:{RUNS, plural, other {{RUNS} on {SERVER}}}`, {
        RUNS: count,
        SERVER: this.#fleet.nameOf(serverId),
      }),
    );
    const rest = servers.length - MOST_SERVERS;
    if (rest <= 0) return named.join(', ');
    const others = $localize`:Runs:{SERVERS, plural, =1 {others on 1 more server} other {others on {SERVERS} more servers}}`;
    return [...named, formatIcu(others, { SERVERS: rest })].join(', ');
  }
}

function countWords(values: IcuValues, isAll: boolean): { readonly count: string; readonly all: string } {
  if (isAll) {
    const count = $localize`{RUNS, plural, =1 {The same error 1 time in 24 hours} other {The same error {RUNS} times in 24 hours}}`;
    return {
      count: formatIcu(count, values),
      all: formatIcu($localize`:Runs:{RUNS, plural, other {Show all {RUNS}}}`, values),
    };
  }
  return {
    count: formatIcu($localize`{RUNS, plural, other {The same error {RUNS} or more times in 24 hours}}`, values),
    all: formatIcu($localize`:Runs:{RUNS, plural, other {Show all {RUNS} or more}}`, values),
  };
}

/** A query for failed runs with the first line of an error. */
function errorQuery(error: string): string | undefined {
  const [line = ''] = error.split('\n', 1);
  const term = writeTextTerm(line.slice(0, MOST_TEXT));
  return term && `state:failed ${term}`;
}
