import { Component, computed, inject, input, output } from '@angular/core';
import { formatCount, JobEvents, StateIcon, type ApiProblem, type LoadStatus } from '@jobwire/angular';
import { isNarrowed, type AnomalyFilter } from './anomaly-filter';

/** Why there is nothing in the list, and what to do. */
@Component({
  selector: 'app-anomalies-state',
  imports: [StateIcon],
  template: `
    @if (status() === 'loading') {
      <p role="status" class="loading">Loading anomalies…</p>
    } @else if (status() === 'error') {
      <div role="alert" class="block">
        <jw-state-icon state="failed" />
        <h2>Anomalies could not be loaded</h2>
        <p>{{ problem()?.detail }} {{ isLive() ? 'The stream is still live.' : '' }}</p>
        <button class="button" type="button" (click)="again.emit()">Try again</button>
      </div>
    } @else if (isFiltered()) {
      <jw-state-icon state="never" />
      <h2>No anomaly matches</h2>
      <p>None that is {{ filter().state === 'all' ? 'kept' : filter().state }} fits the filter.</p>
      <button
        class="button"
        type="button"
        (click)="filterChange.emit({ severity: undefined, serverId: undefined, q: '' })"
      >
        Clear all filters
      </button>
    } @else {
      <jw-state-icon state="acknowledged" />
      <h2>Nothing strange</h2>
      <p>{{ words() }}</p>
      @if (filter().state === 'open') {
        <button class="button" type="button" (click)="filterChange.emit({ state: 'acknowledged' })">
          Show acknowledged
        </button>
      }
    }
  `,
  styleUrl: './anomalies-state.css',
})
export class AnomaliesState {
  readonly status = input.required<LoadStatus>();
  readonly filter = input.required<AnomalyFilter>();
  readonly problem = input<ApiProblem>();
  readonly acknowledgedLately = input(0);
  readonly again = output();
  readonly filterChange = output<Partial<AnomalyFilter>>();

  protected readonly isLive = inject(JobEvents).isLive;
  protected readonly isFiltered = computed(() => isNarrowed(this.filter()));
  protected readonly words = computed(() => {
    if (this.filter().state === 'acknowledged') return 'No acknowledged anomaly is kept.';
    const count = this.acknowledgedLately();
    const were = count === 1 ? 'was' : 'were';
    return `No open anomaly. ${count === 0 ? 'None' : formatCount(count)} ${count === 0 ? 'was' : were} acknowledged in the last 24 hours.`;
  });
}
