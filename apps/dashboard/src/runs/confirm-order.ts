import { Component, computed, input, output } from '@angular/core';
import type { JobRun } from '@jobwire/events';
import { Question } from '../shell/question';
import { describeTotal } from './run-counts';
import type { RunOrder } from './run-orders';

/** Jobs that the question names. */
const MOST_JOBS = 4;

/** Asks before many runs are started again or stopped. */
@Component({
  selector: 'app-confirm-order',
  imports: [Question],
  template: `
    <app-question
      [title]="action() + '?'"
      [action]="action()"
      [isFinal]="order() === 'cancel'"
      (kept)="kept.emit()"
      (confirmed)="confirmed.emit()"
    >
      {{ names() }}
      @if (order() === 'retry') {
        Each starts again as a new run with the same input.
      } @else {
        What they have done so far stays; it cannot be undone.
      }
    </app-question>
  `,
})
export class ConfirmOrder {
  readonly order = input.required<RunOrder>();
  readonly runs = input.required<readonly JobRun[]>();
  readonly kept = output();
  readonly confirmed = output();

  protected readonly action = computed(
    () => `${this.order() === 'retry' ? 'Retry' : 'Cancel'} ${describeTotal(this.runs().length)}`,
  );
  protected readonly names = computed(() => nameJobs(this.runs()));
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
