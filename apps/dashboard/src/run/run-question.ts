import { A11yModule } from '@angular/cdk/a11y';
import { Component, computed, input, output } from '@angular/core';
import type { JobRun } from '@jobwire/events';

/** Asks before a run is stopped or started again. */
@Component({
  selector: 'app-run-question',
  imports: [A11yModule],
  template: `
    <div
      class="question"
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="question-title"
      aria-describedby="question-text"
      cdkTrapFocus
      cdkTrapFocusAutoCapture
      (keydown.escape)="$event.stopPropagation(); kept.emit()"
    >
      <h2 class="panel-title" id="question-title">{{ words().title }}</h2>
      <p id="question-text">{{ run().jobName }} on {{ server() }}. {{ words().text }}</p>
      <div class="buttons">
        @if (order() === 'cancel') {
          <button class="button" type="button" cdkFocusInitial (click)="kept.emit()">Keep as is</button>
          <button class="button danger" type="button" (click)="confirmed.emit()">{{ words().yes }}</button>
        } @else {
          <button class="button" type="button" (click)="kept.emit()">Keep as is</button>
          <button class="button primary" type="button" cdkFocusInitial (click)="confirmed.emit()">
            {{ words().yes }}
          </button>
        }
      </div>
    </div>
  `,
  styles: `
    .question {
      max-width: min(340px, calc(100vw - 24px));
      padding: 14px 16px;
      border: 1px solid var(--jw-line);
      border-radius: 8px;
      background: var(--jw-raised);
      box-shadow: var(--jw-shadow);
      color: var(--jw-text);
    }
    p {
      margin: 4px 0 12px;
      color: var(--jw-text2);
      overflow-wrap: anywhere;
    }
    .buttons {
      display: flex;
      flex-wrap: wrap;
      justify-content: flex-end;
      gap: 8px;
    }
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
