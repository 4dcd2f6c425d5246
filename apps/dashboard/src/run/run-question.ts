import { Component, computed, input, output } from '@angular/core';
import type { JobRun } from '@jobwire/events';
import { Question } from '../shell/question';

/** Asks before a run is stopped or started again. */
@Component({
  selector: 'app-run-question',
  imports: [Question],
  template: `
    <app-question
      [title]="words().title"
      [action]="words().yes"
      [isFinal]="order() === 'cancel'"
      (kept)="kept.emit()"
      (confirmed)="confirmed.emit()"
    >
      {{ words().text }}
    </app-question>
  `,
})
export class RunQuestion {
  readonly order = input.required<'retry' | 'cancel'>();
  readonly run = input.required<JobRun>();
  readonly server = input.required<string>();
  readonly kept = output();
  readonly confirmed = output();

  protected readonly words = computed(() => {
    const { jobName: job, state } = this.run();
    const server = this.server();
    if (this.order() === 'cancel') {
      return {
        title: $localize`Cancel this run?`,
        text: $localize`${job}:JOB: on ${server}:SERVER:. What it has done so far stays; it cannot be undone.`,
        yes: $localize`Cancel the run`,
      };
    }
    const text = $localize`${job}:JOB: on ${server}:SERVER:. It starts again as a new run with the same input.`;
    return state === 'failed'
      ? { title: $localize`:Verb:Retry?`, text, yes: $localize`:Verb:Retry` }
      : { title: $localize`Run again?`, text, yes: $localize`Run again` };
  });
}
