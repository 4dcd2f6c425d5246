import { Component, computed, inject, input, output } from '@angular/core';
import { formatIcu, JobEvents, StateIcon, type ApiProblem, type LoadStatus } from '@jobwire/angular';
import { isNarrowed, type AnomalyFilter } from './anomaly-filter';

/** Why there is nothing in the list, and what to do. */
@Component({
  selector: 'app-anomalies-state',
  imports: [StateIcon],
  template: `
    @if (status() === 'loading') {
      <p role="status" class="loading" i18n>Loading anomalies…</p>
    } @else if (status() === 'error') {
      <div role="alert" class="block">
        <jw-state-icon state="failed" />
        <h2 i18n>Anomalies could not be loaded</h2>
        <p>
          {{ problem()?.detail }}
          @if (isWhole()) {
            <ng-container i18n>The stream is still live.</ng-container>
          }
        </p>
        <button class="button" type="button" (click)="again.emit()" i18n>Try again</button>
      </div>
    } @else if (isFiltered()) {
      <jw-state-icon state="never" />
      <h2 i18n>No anomaly matches</h2>
      <p>{{ noneFits() }}</p>
      <button
        class="button"
        type="button"
        (click)="filterChange.emit({ severity: undefined, serverId: undefined, q: '' })"
      >
        <ng-container i18n>Clear all filters</ng-container>
      </button>
    } @else {
      <jw-state-icon state="acknowledged" />
      <h2 i18n>Nothing strange</h2>
      <p>{{ words() }}</p>
      @if (filter().state === 'open') {
        <button class="button" type="button" (click)="filterChange.emit({ state: 'acknowledged' })">
          <ng-container i18n="Anomalies">Show acknowledged</ng-container>
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

  readonly #waitReason = inject(JobEvents).waitReason;
  /** The stream is open, and has the job server at its other end. */
  protected readonly isWhole = computed(() => this.#waitReason() === undefined);
  protected readonly isFiltered = computed(() => isNarrowed(this.filter()));
  protected readonly noneFits = computed(() => {
    switch (this.filter().state) {
      case 'open':
        return $localize`:Anomalies:None that is open fits the filter.`;
      case 'acknowledged':
        return $localize`:Anomalies:None that is acknowledged fits the filter.`;
      case 'all':
        return $localize`:Anomalies:None that is kept fits the filter.`;
    }
  });
  protected readonly words = computed(() => {
    if (this.filter().state === 'acknowledged') return $localize`No acknowledged anomaly is kept.`;
    const message = $localize`{ANOMALIES, plural, =0 {No open anomaly. None was acknowledged in the last 24 hours.} =1 {No open anomaly. 1 was acknowledged in the last 24 hours.} other {No open anomaly. {ANOMALIES} were acknowledged in the last 24 hours.}}`;
    return formatIcu(message, { ANOMALIES: this.acknowledgedLately() });
  });
}
