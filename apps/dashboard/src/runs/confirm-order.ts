import { A11yModule } from '@angular/cdk/a11y';
import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  DOCUMENT,
  type ElementRef,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import type { JobRun } from '@jobwire/events';
import { describeTotal } from './run-counts';
import type { RunOrder } from './run-orders';

/** Jobs that the question names. */
const MOST_JOBS = 4;

/** Asks before many runs are started again or stopped. */
@Component({
  selector: 'app-confirm-order',
  imports: [A11yModule],
  template: `
    <div
      class="panel"
      role="alertdialog"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-text"
      cdkTrapFocus
      (keydown.escape)="$event.stopPropagation(); kept.emit()"
    >
      <h2 class="panel-title" id="confirm-title">{{ action() }}?</h2>
      <p id="confirm-text">
        {{ names() }}
        @if (order() === 'retry') {
          Each starts again as a new run with the same input.
        } @else {
          What they have done so far stays; it cannot be undone.
        }
      </p>
      <div class="buttons">
        @if (order() === 'cancel') {
          <button class="button" type="button" #first (click)="kept.emit()">Keep as is</button>
          <button class="button danger" type="button" (click)="confirmed.emit()">{{ action() }}</button>
        } @else {
          <button class="button" type="button" (click)="kept.emit()">Keep as is</button>
          <button class="button primary" type="button" #first (click)="confirmed.emit()">
            {{ action() }}
          </button>
        }
      </div>
    </div>
  `,
  styles: `
    .panel {
      max-width: min(340px, calc(100vw - 24px));
      padding: 14px 16px;
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
export class ConfirmOrder {
  readonly order = input.required<RunOrder>();
  readonly runs = input.required<readonly JobRun[]>();
  readonly kept = output();
  readonly confirmed = output();

  protected readonly first = viewChild.required<ElementRef<HTMLElement>>('first');
  protected readonly action = computed(
    () => `${this.order() === 'retry' ? 'Retry' : 'Cancel'} ${describeTotal(this.runs().length)}`,
  );
  protected readonly names = computed(() => nameJobs(this.runs()));

  constructor() {
    const { activeElement } = inject(DOCUMENT);
    afterNextRender(() => this.first().nativeElement.focus());
    inject(DestroyRef).onDestroy(() => (activeElement as HTMLElement | null)?.focus());
  }
}

/** "db-backup 6, file-integrity-check 2, on 4 servers." */
function nameJobs(runs: readonly JobRun[]): string {
  const byJob = new Map<string, number>();
  for (const { jobName } of runs) byJob.set(jobName, (byJob.get(jobName) ?? 0) + 1);
  const jobs = [...byJob].sort(([, a], [, b]) => b - a);
  const named = jobs.slice(0, MOST_JOBS).map(([jobName, count]) => `${jobName} ${count}`);
  const more = jobs.length > MOST_JOBS ? [`${jobs.length - MOST_JOBS} more jobs`] : [];
  const servers = new Set(runs.map(({ serverId }) => serverId)).size;
  return `${[...named, ...more].join(', ')}, on ${servers} ${servers === 1 ? 'server' : 'servers'}.`;
}
