import { Component, computed, input, output } from '@angular/core';
import { formatCount, formatIcu } from '@jobwire/angular';
import type { JobRun } from '@jobwire/events';
import { Question } from '../shell/question';
import type { RunOrder } from './run-orders';

/** Jobs that the question names. */
const MOST_JOBS = 4;

/** Asks before many runs are started again or stopped. */
@Component({
  selector: 'app-confirm-order',
  imports: [Question],
  template: `
    <app-question
      [title]="words().title"
      [action]="words().action"
      [isFinal]="order() === 'cancel'"
      (kept)="kept.emit()"
      (confirmed)="confirmed.emit()"
    >
      {{ names() }}
      @if (order() === 'retry') {
        <ng-container i18n="Of several runs">Each starts again as a new run with the same input.</ng-container>
      } @else {
        <ng-container i18n="Runs">What they have done so far stays; it cannot be undone.</ng-container>
      }
    </app-question>
  `,
})
export class ConfirmOrder {
  readonly order = input.required<RunOrder>();
  readonly runs = input.required<readonly JobRun[]>();
  readonly kept = output();
  readonly confirmed = output();

  protected readonly words = computed(() => {
    const values = { RUNS: this.runs().length };
    return this.order() === 'retry'
      ? {
          title: formatIcu($localize`{RUNS, plural, =1 {Retry 1 run?} other {Retry {RUNS} runs?}}`, values),
          action: formatIcu($localize`{RUNS, plural, =1 {Retry 1 run} other {Retry {RUNS} runs}}`, values),
        }
      : {
          title: formatIcu($localize`{RUNS, plural, =1 {Cancel 1 run?} other {Cancel {RUNS} runs?}}`, values),
          action: formatIcu($localize`{RUNS, plural, =1 {Cancel 1 run} other {Cancel {RUNS} runs}}`, values),
        };
  });
  protected readonly names = computed(() => nameJobs(this.runs()));
}

/** "db-backup 6, file-integrity-check 2, on 4 servers." */
function nameJobs(runs: readonly JobRun[]): string {
  const byJob = new Map<string, number>();
  for (const { jobName } of runs) byJob.set(jobName, (byJob.get(jobName) ?? 0) + 1);
  const jobs = [...byJob].sort(([, a], [, b]) => b - a);
  const named = jobs.slice(0, MOST_JOBS).map(([jobName, count]) => `${jobName} ${formatCount(count)}`);
  const others = $localize`{JOBS, plural, =1 {1 more job} other {{JOBS} more jobs}}`;
  const more = jobs.length > MOST_JOBS ? [formatIcu(others, { JOBS: jobs.length - MOST_JOBS })] : [];
  const servers = new Set(runs.map(({ serverId }) => serverId)).size;
  const message = $localize`{SERVERS, plural, =1 {{JOBS}, on 1 server.} other {{JOBS}, on {SERVERS} servers.}}`;
  return formatIcu(message, { SERVERS: servers, JOBS: [...named, ...more].join(', ') });
}
