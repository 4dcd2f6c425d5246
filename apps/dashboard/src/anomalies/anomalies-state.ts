import { Component, computed, input, output } from '@angular/core';
import { formatIcu, StateIcon, type ApiProblem, type LoadStatus } from '@jobwire/angular';
import { Glyph } from '../glyph/glyph';
import { LoadFailed } from '../shell/load-failed';
import { LoadingShapes } from '../shell/loading-shapes';
import { isNarrowed, type AnomalyFilter } from './anomaly-filter';

/** Why there is nothing in the list, and what to do. */
@Component({
  selector: 'app-anomalies-state',
  imports: [Glyph, LoadFailed, LoadingShapes, StateIcon],
  template: `
    @if (status() === 'loading') {
      <app-loading-shapes i18n>Loading anomalies…</app-loading-shapes>
    } @else if (status() === 'error' && problem(); as problem) {
      <app-load-failed what="Anomalies could not be loaded" i18n-what [problem]="problem" (again)="again.emit()" />
    } @else if (isFiltered()) {
      <div class="blank">
        <app-glyph name="search" />
        <h2 i18n>No anomaly matches</h2>
        <p>{{ noneFits() }}</p>
        <div class="buttons">
          <button
            class="button"
            type="button"
            (click)="filterChange.emit({ severity: undefined, serverId: undefined, q: '' })"
          >
            <ng-container i18n>Clear all filters</ng-container>
          </button>
        </div>
      </div>
    } @else {
      <div class="blank">
        <jw-state-icon state="acknowledged" />
        <h2 i18n>Nothing strange</h2>
        <p>{{ words() }}</p>
        @if (filter().state === 'open') {
          <div class="buttons">
            <button class="button" type="button" (click)="filterChange.emit({ state: 'acknowledged' })">
              <ng-container i18n="Anomalies">Show acknowledged</ng-container>
            </button>
          </div>
        }
      </div>
    }
  `,
})
export class AnomaliesState {
  readonly status = input.required<LoadStatus>();
  readonly filter = input.required<AnomalyFilter>();
  readonly problem = input<ApiProblem>();
  readonly acknowledgedLately = input(0);
  readonly again = output();
  readonly filterChange = output<Partial<AnomalyFilter>>();

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
