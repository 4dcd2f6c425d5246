import { Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatTime, JobsApi, StateIcon } from '@jobwire/angular';
import { writeTextTerm, type JobRun } from '@jobwire/events';
import { Fleet } from '../fleet/fleet';
import { Appearance } from '../shell/appearance';

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
        <p>
          <b>{{ words.count }}</b>: {{ words.where }}. First at {{ words.first }}.
        </p>
        <a class="button" routerLink="/runs" [queryParams]="{ q: query(), span: '24h' }">Show all {{ words.all }}</a>
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
    const all = `${runs.length}${isAll ? '' : ' or more'}`;
    const oldest = runs.at(-1);
    const began = oldest?.startedAt ?? oldest?.queuedAt ?? oldest?.finishedAt;
    const first = began === undefined ? '' : formatTime(began, { to: 'minute', timeZone: this.#timeZone() });
    return { count: `The same error ${all} times in 24 hours`, all, where: this.#where(runs), first };
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
    const named = servers
      .slice(0, MOST_SERVERS)
      .map(([serverId, count]) => `${count} on ${this.#fleet.nameOf(serverId)}`);
    const rest = servers.length - MOST_SERVERS;
    return [...named, ...(rest > 0 ? [`others on ${rest} more ${rest === 1 ? 'server' : 'servers'}`] : [])].join(', ');
  }
}

/** A query for failed runs with the first line of an error. */
function errorQuery(error: string): string | undefined {
  const [line = ''] = error.split('\n', 1);
  const term = writeTextTerm(line.slice(0, MOST_TEXT));
  return term && `state:failed ${term}`;
}
