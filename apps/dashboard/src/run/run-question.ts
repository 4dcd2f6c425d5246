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
      {{ run().jobName }} on {{ server() }}. {{ words().text }}
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
    if (this.order() === 'cancel') {
      const text = 'What it has done so far stays; it cannot be undone.';
      return { title: 'Cancel this run?', text, yes: 'Cancel the run' };
    }
    const yes = this.run().state === 'failed' ? 'Retry' : 'Run again';
    return { title: `${yes}?`, text: 'It starts again as a new run with the same input.', yes };
  });
}
