import { booleanAttribute, Component, computed, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { formatIcu, shortId, StateIcon } from '@jobwire/angular';
import type { Launched } from './run-launches';

const NOW = {
  all: $localize`:Runs:{STARTED, plural, =1 {1 run started.} other {{STARTED} runs started.}}`,
  some: $localize`:Runs:{REFUSED, plural, =1 {{STARTED} of {ALL} started, 1 was refused.} other {{STARTED} of {ALL} started, {REFUSED} were refused.}}`,
};
/** Of runs that were put off. */
const LATER = {
  all: $localize`:Runs:{STARTED, plural, =1 {1 run queued.} other {{STARTED} runs queued.}}`,
  some: $localize`:Runs:{REFUSED, plural, =1 {{STARTED} of {ALL} queued, 1 was refused.} other {{STARTED} of {ALL} queued, {REFUSED} were refused.}}`,
};

/** What came of running a job on several servers. */
@Component({
  selector: 'app-run-results',
  imports: [RouterLink, StateIcon],
  template: `
    <p class="sum" role="status">{{ sum() }}</p>
    <ul class="results" role="list" tabindex="0" aria-label="Servers" i18n-aria-label>
      @for (result of results(); track result.server.serverId) {
        <li class="result" [attr.data-state]="result.state">
          @switch (result.state) {
            @case ('sending') {
              <jw-state-icon state="queued" />
              <b class="name" [title]="result.server.name">{{ result.server.name }}</b>
              <span class="secondary" i18n="A request">Sending…</span>
            }
            @case ('started') {
              <jw-state-icon state="done" />
              <b class="name" [title]="result.server.name">{{ result.server.name }}</b>
              <a class="link" [routerLink]="['/runs', result.jobId]" (click)="left.emit()"
                ><code>{{ short(result.jobId) }}</code></a
              >
            }
            @case ('refused') {
              <jw-state-icon state="failed" />
              <b class="name" [title]="result.server.name">{{ result.server.name }}</b>
              <span class="why"
                >{{ result.why }}
                @if (result.jobId; as jobId) {
                  <a class="link" [routerLink]="['/runs', jobId]" (click)="left.emit()"
                    ><code>{{ short(jobId) }}</code></a
                  >
                }
              </span>
            }
          }
        </li>
      }
    </ul>
  `,
  styles: `
    .sum {
      margin-block: 8px;
      font-weight: 600;
    }
    .results {
      max-height: 320px;
      overflow-y: auto;
      border: 1px solid var(--jw-line);
      border-radius: 6px;
    }
    .result {
      display: flex;
      align-items: flex-start;
      gap: 8px;
      padding: 7px 12px;
    }
    .result + .result {
      border-top: 1px solid var(--jw-line);
    }
    .result[data-state='refused'] {
      background: var(--jw-fail-soft);
    }
    jw-state-icon {
      flex: none;
      padding-block: 2px;
    }
    .name {
      flex: 0 0 132px;
      overflow: hidden;
      font-weight: 500;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .why {
      min-width: 0;
      color: var(--jw-fail);
      overflow-wrap: anywhere;
    }
    code {
      font-weight: 500;
    }
  `,
})
export class RunResults {
  readonly results = input.required<readonly Launched[]>();
  /** Whether they were put off. Default: `false`. */
  readonly later = input(false, { transform: booleanAttribute });
  /** Somebody goes to one of the runs. */
  readonly left = output();

  protected readonly short = shortId;
  /** "2 of 3 started, 1 was refused." */
  protected readonly sum = computed(() => {
    const all = this.results();
    const count = (state: Launched['state']): number => all.filter((result) => result.state === state).length;
    const [started, refused] = [count('started'), count('refused')];
    const values = { STARTED: started, ALL: all.length, REFUSED: refused };
    if (started + refused < all.length) {
      return formatIcu($localize`:Requests:{ANSWERED, plural, other {{ANSWERED} of {ALL} answered …}}`, {
        ...values,
        ANSWERED: started + refused,
      });
    }
    const { all: whole, some } = this.later() ? LATER : NOW;
    return formatIcu(refused === 0 ? whole : some, values);
  });
}
